#!/usr/bin/env bash
# Everything that bench/results needs, on a fresh machine with the .NET SDK of global.json: installs the peers if they are not
# there, checks them against the reference outputs, builds, and compares. Arguments go to the comparison (--help lists them).
#
# usage: bench/run.sh [--threads 1,2] [--grid 1x16,1x128] ...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=/usr/bin/python3
if ! "$python" -c 'import onnx, torch' 2> /dev/null; then bench/peers/setup.sh; fi
"$python" bench/peers/verify.py
dotnet build bench/Model.Bench -c Release
exec bench/Model.Bench/bin/Release/net10.0/model-bench "$@"
