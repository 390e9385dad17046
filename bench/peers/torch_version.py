#!/usr/bin/python3
"""Says which PyTorch there is and what it computes on; fails where it cannot.

usage: torch_version.py DEVICE    (cuda or cpu)
"""
import sys

import torch


def main(device):
    torch.ones(1, device=device)
    parts = [torch.__version__]
    if device == "cuda":
        parts += [torch.cuda.get_device_name(), f"CUDA {torch.version.cuda}", f"cuDNN {torch.backends.cudnn.version()}"]
    print(", ".join(parts))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
