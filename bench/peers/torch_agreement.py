#!/usr/bin/python3
"""How far outputs are from PyTorch's in float64, and how far PyTorch's own are in the same precision.

usage: torch_agreement.py MODEL_DIRECTORY DEVICE INPUTS.safetensors PRECISION OUTPUTS.safetensors

INPUTS has input_ids [B, S]; OUTPUTS, as `squeezebert forward` writes them, last_hidden_state and pooler_output. Prints
{precision, ours, theirs}, errors being {largest, root_mean_square} over both outputs.
"""
import json
import math
import sys

import torch

import models
from checkpoint import read_safetensors
from precisions import use

OUTPUTS = ("last_hidden_state", "pooler_output")


def forward(trunk, ids, dtype, device):
    """Both outputs as one row of float64 numbers on the host."""
    ids = ids.to(device)
    outputs = trunk.to(device, dtype)(ids, torch.ones_like(ids), torch.zeros_like(ids))
    return torch.cat([output.double().cpu().flatten() for output in outputs])


def error(found, expected):
    difference = found - expected
    return {"largest": number(difference.abs().max()), "root_mean_square": number(difference.square().mean().sqrt())}


def number(value):
    """JSON has no literals for what is no number."""
    value = value.item()
    return value if math.isfinite(value) else {math.inf: "Infinity"}.get(value, "NaN")


def main(directory, device, inputs, precision, outputs):
    ids = read_safetensors(inputs)["input_ids"]
    # From the checkpoint each time: what was once rounded to 16 bits stays rounded.
    expected = forward(models.load(directory), ids, use("f64"), device)
    theirs = forward(models.load(directory), ids, use(precision), device)
    tensors = read_safetensors(outputs)
    ours = torch.cat([tensors[name].double().flatten() for name in OUTPUTS])
    print(json.dumps({"precision": precision, "ours": error(ours, expected), "theirs": error(theirs, expected)}))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    with torch.inference_mode():
        main(*sys.argv[1:])
