# Reads one TRX file (what `dotnet test` logs with the trx logger) and prints a line for each result:
#   id <tab> passed|failed|skipped <tab> name <tab> reason
# The record separator makes one record of each tag and the text behind it; quotes and angle brackets inside values are
# always escaped there, so a tag ends at the first '>'.

BEGIN { RS = "<"; OFS = "\t" }

function attribute(name,    at, rest) {
    at = index($0, " " name "=\"")
    if (!at) return ""
    rest = substr($0, at + length(name) + 3)
    return text(substr(rest, 1, index(rest, "\"") - 1))
}

function text(s) {
    gsub(/&#x[0-9A-Fa-f]+;|[ \t\r\n]+/, " ", s)
    gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;/, "'", s); gsub(/&amp;/, "\\&", s)
    gsub(/^ +| +$/, "", s)
    return s
}

function finish() {
    print id, outcome, name, reason
    open = 0
}

/^UnitTestResult[ \t\r\n]/ {
    open = 1
    id = attribute("testId")
    name = attribute("testName")
    outcome = attribute("outcome")
    reason = ""
    # Whatever is neither passed nor a failure was not decided: NotExecuted, Inconclusive, NotRunnable, ...
    if (outcome == "Passed") outcome = "passed"
    else if (outcome ~ /^(Failed|Error|Timeout|Aborted)$/) outcome = "failed"
    else outcome = "skipped"
    if ($0 ~ /\/>/) finish()
}

open && /^Message>/ { reason = text(substr($0, index($0, ">") + 1)) }

/^\/UnitTestResult>/ { finish() }
