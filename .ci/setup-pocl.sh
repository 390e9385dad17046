#!/usr/bin/env bash
# usage: setup-pocl.sh DEST
#
# Unpacks PoCL (OpenCL on the CPU) from Debian trixie into DEST, beside the system: nothing is installed, no chroot, no
# root needed. Older PoCL lacks the generic address space that ILGPU asks for. PoCL needs trixie's libc, so DEST also gets
# a copy of the machine's `dotnet` that is bound to that libc. Then:
#
#   . DEST/env && "$POCL_DOTNET" test ...
#
# A complete DEST is left as it is; it is made anew when this script or the machine's .NET has changed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=private-apt.sh
. "$here/private-apt.sh"

[[ $# -eq 1 ]] || fail "usage: setup-pocl.sh DEST"
mkdir -p "$1"
DEST=$(realpath "$1")

command -v dotnet > /dev/null || fail "dotnet not found on PATH"
dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")
[[ -d $dotnet_root/host/fxr && -d $dotnet_root/sdk ]] ||
    fail "$dotnet_root holds no .NET SDK: 'dotnet' on PATH must be the SDK's own program, not a wrapper"
# PoCL links each kernel with the machine's linker.
command -v ld > /dev/null || fail "ld not found: PoCL links kernels with it (Debian package binutils)"

stamp() {
    cat "$here/private-apt.sh" "$here/setup-pocl.sh" | sha256sum
    echo "$DEST" # env, the muxer and the ICD file hold absolute paths
    (cd "$dotnet_root" && find host/fxr shared sdk -mindepth 1 -maxdepth 2 -type d | sort)
}

exec 9> "$DEST/lock"
flock 9
if [[ -f $DEST/env && -f $DEST/stamp && $(stamp) == "$(< "$DEST/stamp")" ]]; then
    echo "PoCL is already in $DEST"
    exit 0
fi
rm -rf "${DEST:?}"/{env,stamp,apt,debs,root,dotnet,icd,kernels}

open_private_apt "$DEST/apt" main
# The whole closure of dependencies (from an empty dpkg database), less the compiler and the development files that
# PoCL's packages name for building OpenCL devices of other kinds. That nothing needed is left out is checked below.
unneeded='-dev(-bin)?$|^(binutils|gcc|clang|llvm|llvm-spirv|rpcsvc-proto|linux-libc|pocl-opencl-icd)(-|$)'
unneeded+='|^lib(binutils|ctf|ctf-nobfd|gprofng|sframe|jansson|gomp|itm|atomic|[alt]san|ubsan|hwasan|quadmath|gc|objc'
unneeded+='|crypt|llvmspirvlib|clang1-)[0-9.]*$'
mapfile -t packages < <(
    private_apt -qq -y --no-install-recommends --print-uris install pocl-opencl-icd ocl-icd-libopencl1 patchelf |
        sed -n "s/^'[^']*' \([^_]*\)_.*/\1/p" | grep -vE -- "$unneeded"
)
[[ ${#packages[@]} -gt 0 ]] || fail "apt found no way to install pocl-opencl-icd; its messages above say why"
private_apt_download "$DEST/debs" "${packages[@]}"
for deb in "$DEST"/debs/*.deb; do dpkg-deb -x "$deb" "$DEST/root"; done
downloaded=$(du -sh "$DEST/debs" | cut -f1)

icd_loader=$(find "$DEST/root" -name libOpenCL.so.1 -print -quit)
[[ -n $icd_loader ]] || fail "the packages hold no libOpenCL.so.1"
libs=$(dirname "$icd_loader")
interpreter=$(find "$libs" "$DEST/root/lib" "$DEST/root/lib64" -name 'ld-linux*.so.*' -print -quit 2> /dev/null || true)
[[ -n $interpreter ]] || fail "the packages hold no dynamic linker"
# The newer libc starts a program of its own release on any older machine: no patchelf of this machine is needed.
with_new_libc() {
    "$interpreter" --library-path "$libs" "$@"
}

for object in "$libs"/libpocl.so.*.*.* "$libs"/pocl/*.so; do
    [[ -e $object ]] || continue
    needs=$("$interpreter" --library-path "$libs:$libs/pocl" --list "$object" 2>&1) || needs+=" (not found)"
    [[ $needs != *"not found"* ]] || fail "$object lacks a library:"$'\n'"$needs"
done

mkdir "$DEST/dotnet" "$DEST/icd" "$DEST/kernels"
# Copied, not symlinked: the SDK resolves links and would start the machine's own muxer for its children. Hard links do
# where the filesystem allows them; the muxer alone is a real copy, because it is rewritten in place.
for item in "$dotnet_root"/*; do
    name=$(basename "$item")
    [[ -d $item ]] || { cp "$item" "$DEST/dotnet/$name"; continue; }
    cp -al "$item" "$DEST/dotnet/$name" 2> /dev/null || {
        rm -rf "${DEST:?}/dotnet/$name"
        cp -a "$item" "$DEST/dotnet/$name"
    }
done
# DT_RPATH (not RUNPATH) also serves the libraries that the process loads later, so that PoCL and LLVM find theirs.
with_new_libc "$DEST/root/usr/bin/patchelf" --set-interpreter "$interpreter" --force-rpath --set-rpath "$libs" \
    "$DEST/dotnet/dotnet"
"$DEST/dotnet/dotnet" --version > /dev/null || fail "the copied dotnet does not start under the newer libc"

libpocl=$(find "$libs" -name 'libpocl.so.*.*' -print -quit)
[[ -n $libpocl ]] || fail "the packages hold no libpocl.so"
echo "$libpocl" > "$DEST/icd/pocl.icd"

rm -rf "${DEST:?}"/{apt,debs}
stamp > "$DEST/stamp"
{
    printf 'export POCL_DOTNET=%q\n' "$DEST/dotnet/dotnet"
    printf 'export OCL_ICD_VENDORS=%q\n' "$DEST/icd"
    printf 'export POCL_CACHE_DIR=%q\n' "$DEST/kernels"
} > "$DEST/env"
echo "PoCL is in $DEST ($downloaded downloaded, $(du -sh "$DEST/root" | cut -f1) unpacked); use it with: . $DEST/env"
