# Reads the lines of read-trx.awk, the pass in front (pass <tab> id <tab> outcome <tab> name <tab> reason), prints every
# failed test and the reasons of the skipped ones, and last `passed failed skipped` as three numbers.
#
# A test that ran in two passes counts once: failed if it failed in either, else passed if it passed in either, else
# skipped. Cases that share an id within a pass are told apart by their order.

BEGIN { FS = "\t"; rank["skipped"] = 1; rank["passed"] = 2; rank["failed"] = 3 }

{
    key = $2 "#" ++seen[$1, $2]
    if (!(key in best)) order[++keys] = key
    if (rank[$3] > rank[best[key]]) { best[key] = $3; name[key] = $4; reason[key] = $5 }
}

END {
    for (k = 1; k <= keys; k++) {
        key = order[k]
        count[best[key]]++
        if (best[key] == "failed") failures = failures "  " name[key] "\n"
        if (best[key] == "skipped") {
            why = reason[key] == "" ? "no reason given" : reason[key]
            n = ++times[why]
            if (n == 1) whys[++reasons] = why
            if (n <= 3) examples[why] = examples[why] (n > 1 ? ", " : "") name[key]
        }
    }
    if (failures != "") printf "failed tests:\n%s", failures
    if (count["skipped"]) print "skipped tests, by reason:"
    for (k = 1; k <= reasons; k++) {
        why = whys[k]
        printf("  %d x %s [%s%s]\n", times[why], why, examples[why], (times[why] > 3) ? ", ..." : "")
    }
    print count["passed"] + 0, count["failed"] + 0, count["skipped"] + 0
}
