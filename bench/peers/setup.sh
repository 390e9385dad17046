#!/usr/bin/env bash
# Installs what the programs here need, from Debian itself (12 or newer): PyTorch, onnx, and a BLAS that is not the slow
# reference one. Needs root, or sudo.
set -euo pipefail
packages=(python3-torch python3-onnx libopenblas0-openmp)
as_root=()
if [[ $EUID -ne 0 ]]; then as_root=(sudo); fi
"${as_root[@]}" apt-get update
"${as_root[@]}" apt-get install --yes --no-install-recommends "${packages[@]}"
