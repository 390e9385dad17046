#!/bin/sh
# Proves and times SqueezeBert.Gpu on this machine's GPU; README.md says what comes of it.
#
# usage: ./run.sh [--minutes N] [--device auto|cuda|opencl|cpu] ...    (--help lists everything)
#        ./run.sh tool COMMAND ...                                     the tool squeezebert itself
exec "$(dirname "$0")/bin/hardware-pack" "$@"
