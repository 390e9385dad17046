#!/usr/bin/env bash
# usage: get-ptxas.sh DEST
#
# Puts NVIDIA's ptxas, cuobjdump and nvdisasm into DEST/bin: the three programs alone, out of Debian's nvidia-cuda-toolkit
# package (component non-free), without the toolkit, a driver or root. A complete DEST is left as it is; it is made anew
# when this script has changed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=private-apt.sh
. "$here/private-apt.sh"

[[ $# -eq 1 ]] || fail "usage: get-ptxas.sh DEST"
mkdir -p "$1"
DEST=$(realpath "$1")
programs=(ptxas cuobjdump nvdisasm)

stamp() {
    cat "$here/private-apt.sh" "$here/get-ptxas.sh" | sha256sum
}

exec 9> "$DEST/lock"
flock 9
if [[ -x $DEST/bin/ptxas && -f $DEST/stamp && $(stamp) == "$(< "$DEST/stamp")" ]]; then
    echo "ptxas is already in $DEST/bin"
    exit 0
fi
rm -rf "${DEST:?}"/{stamp,apt,debs,bin}

open_private_apt "$DEST/apt" non-free
private_apt_download "$DEST/debs" nvidia-cuda-toolkit
downloaded=$(du -sh "$DEST/debs" | cut -f1)
mkdir "$DEST/bin"
dpkg-deb --fsys-tarfile "$DEST"/debs/nvidia-cuda-toolkit_*.deb |
    tar -x --strip-components=3 -C "$DEST/bin" "${programs[@]/#/./usr/bin/}" ||
    fail "the package nvidia-cuda-toolkit holds no ${programs[*]}"
version=$("$DEST/bin/ptxas" --version) || fail "ptxas was unpacked but does not run on this machine"

rm -rf "${DEST:?}"/{apt,debs}
stamp > "$DEST/stamp"
echo "ptxas is in $DEST/bin ($downloaded downloaded, $(du -sh "$DEST/bin" | cut -f1) kept): $(tail -n 1 <<< "$version")"
