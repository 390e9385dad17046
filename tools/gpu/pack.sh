#!/usr/bin/env bash
# Makes the archive for a GPU machine that has neither .NET nor a network: squeezebert-hardware-pack.tar.xz, for linux-x64.
#
# usage: tools/gpu/pack.sh [DIR]     DIR takes the archive (default: artifacts, which git ignores)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-artifacts}
name=squeezebert-hardware-pack
most=$((40 * 1024 * 1024))

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"

# Servers that outlive the build would keep this script's output open.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
# The publication brings machine code of its own, for every assembly (PublishReadyToRun).
dotnet publish tools/gpu -c Release -r linux-x64 --self-contained --artifacts-path "$work/build" -o "$work/$name/bin" \
    -p:AheadOfTime=false -p:DebugType=none -p:SourceRevisionId="$(git describe --always --dirty --abbrev=12)"
cp tools/gpu/run.sh tools/gpu/README.md LICENSE "$work/$name"

archive=$folder/$name.tar.xz
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -c "$name" | xz -9e > "$archive.partial"
mv "$archive.partial" "$archive"
size=$(stat -c %s "$archive")
echo "$archive: $size bytes"
if ((size > most)); then
    echo "pack.sh: expected at most $most bytes, found $size" >&2
    exit 1
fi
