# shellcheck shell=bash
# Sourced by setup-pocl.sh and get-ptxas.sh: apt with a state of its own, so that packages of Debian's newer release can
# be fetched without touching the machine's package lists, its pins or its dpkg database, and without being root.
#
# The sources are derived from the machine's own: wherever this machine gets Debian from (a mirror, a proxy, a snapshot)
# is where the packages come from, so no host is named here.

readonly WANTED_RELEASE=trixie
readonly WANTED_VERSION=13

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# derive_sources OUT_DIR COMPONENT... : writes OUT_DIR/derived.{list,sources}. Only archives whose suite is exactly this
# machine's release and which offer `main` are taken: that leaves out third parties, which have no such release, and the
# -security and -updates suites, which the packages wanted here do not need.
derive_sources() {
    local out=$1 components=${*:2} id codename version wanted
    [[ -r /etc/os-release ]] || fail "no /etc/os-release: these scripts need Debian 12 or newer"
    # shellcheck source=/dev/null
    read -r id codename version < <(. /etc/os-release && echo "${ID:-} ${VERSION_CODENAME:-} ${VERSION_ID:-}")
    [[ $id == debian ]] || fail "this machine runs '${id:-unknown}', these scripts need Debian 12 or newer"
    wanted=$WANTED_RELEASE
    # Debian's unreleased suites carry no VERSION_ID: they are newer than any release.
    if [[ -z $version || $version -ge $WANTED_VERSION ]]; then wanted=$codename; fi

    local list sources
    list=$(find /etc/apt/sources.list /etc/apt/sources.list.d -name '*.list' 2>/dev/null || true)
    sources=$(find /etc/apt/sources.list.d -name '*.sources' 2>/dev/null || true)
    mkdir -p "$out"

    : > "$out/derived.list"
    if [[ -n $list ]]; then
        # shellcheck disable=SC2086 # one path a word: apt ignores names with blanks in these folders
        awk -v have="$codename" -v want="$wanted" -v components="$components" '
            $1 == "deb" {
                options = ""
                line = $0
                if (match(line, /\[[^]]*\]/)) {
                    options = substr(line, RSTART, RLENGTH) " "
                    line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
                }
                n = split(line, word)
                if (word[2] ~ /^cdrom:/ || word[3] != have) next
                for (i = 4; i <= n && word[i] !~ /^#/; i++)
                    if (word[i] == "main") { print "deb " options word[2] " " want " " components; break }
            }' $list > "$out/derived.list"
    fi

    : > "$out/derived.sources"
    if [[ -n $sources ]]; then
        # shellcheck disable=SC2086 # as above
        awk -v have="$codename" -v want="$wanted" -v components="$components" '
            function has(list, item,    i, n, word) {
                n = split(list, word)
                for (i = 1; i <= n; i++) if (word[i] == item) return 1
                return 0
            }
            # Fields the stanza keeps (URIs, Signed-By with its key block, Architectures, ...) pass through unread.
            function flush() {
                if (has(types, "deb") && has(suites, have) && has(offered, "main") && enabled !~ /^(no|false|0)/)
                    printf "Types: deb\nSuites: %s\nComponents: %s\n%s\n", want, components, rest
                types = suites = offered = enabled = rest = field = ""
            }
            FNR == 1 || /^[ \t]*$/ { flush() }
            /^#/ || /^[ \t]*$/ { next }
            {
                value = $0
                if ($0 !~ /^[ \t]/) {
                    field = tolower(substr($0, 1, index($0, ":") - 1))
                    value = substr($0, index($0, ":") + 1)
                }
                if (field == "types") types = types " " value
                else if (field == "suites") suites = suites " " value
                else if (field == "components") offered = offered " " value
                else if (field == "enabled") { gsub(/[ \t]/, "", value); enabled = tolower(value) }
                else rest = rest $0 "\n"
            }
            END { flush() }' $sources > "$out/derived.sources"
    fi

    [[ -s $out/derived.list || -s $out/derived.sources ]] ||
        fail "found no archive of Debian '$codename' with component 'main' in /etc/apt to derive '$wanted' from"
}

# open_private_apt DIR COMPONENT... : afterwards private_apt and private_apt_download work inside DIR.
open_private_apt() {
    local dir=$1
    shift
    command -v apt-get > /dev/null || fail "apt-get not found: these scripts need Debian 12 or newer"
    mkdir -p "$dir"/{lists/partial,cache/archives/partial,preferences.d}
    : > "$dir/status" # an empty dpkg database: every dependency counts as missing
    derive_sources "$dir/sources.d" "$@"
    PRIVATE_APT=(
        -o "Dir::Etc::SourceList=/dev/null" -o "Dir::Etc::SourceParts=$dir/sources.d"
        -o "Dir::Etc::Preferences=/dev/null" -o "Dir::Etc::PreferencesParts=$dir/preferences.d"
        -o "Dir::State::Lists=$dir/lists" -o "Dir::State::Status=$dir/status" -o "Dir::Cache=$dir/cache"
        -o "APT::Sandbox::User=root" # the usual sandbox user can't write below DIR
        -o "Acquire::Languages=none" -o "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false"
        -o "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false"
        -o "Acquire::Retries=3"
        -o "APT::Update::Error-Mode=any" # otherwise `update` succeeds with nothing fetched
    )
    private_apt -qq update || fail "the package lists ($*) were refused; apt's messages above say why"
}

private_apt() {
    apt-get "${PRIVATE_APT[@]}" "$@"
}

# private_apt_download DIR PACKAGE... : puts the .deb files into DIR.
private_apt_download() {
    local dir=$1
    shift
    mkdir -p "$dir"
    (cd "$dir" && private_apt -qq download "$@") ||
        fail "a download of ($*) was refused; apt's messages above say why"
}
