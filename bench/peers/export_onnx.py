#!/usr/bin/python3
"""Writes a model directory as ONNX, batch and sequence open.

usage: export_onnx.py MODEL_DIRECTORY FILE.onnx

Inputs, int64 [batch, sequence]: input_ids, attention_mask, token_type_ids.
Outputs, float32: last_hidden_state [batch, sequence, hidden], pooler_output [batch, hidden].
"""
import os
import sys

import onnx
import torch

import models

# The first opset with LayerNormalization as an operator of its own.
OPSET = 17
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("last_hidden_state", "pooler_output")


def main(directory, path):
    trunk = models.load(directory)
    # Sizes other than 1, so that the tracer takes none of them for a constant.
    ids = torch.ones(2, 7, dtype=torch.int64)
    by_token = {0: "batch", 1: "sequence"}
    axes = {name: by_token for name in INPUTS} | {OUTPUTS[0]: by_token, OUTPUTS[1]: {0: "batch"}}
    # Under another name until it is whole.
    partial = path + ".partial"
    torch.onnx.export(
        trunk, (ids, ids, torch.zeros_like(ids)), partial, opset_version=OPSET, do_constant_folding=True,
        input_names=INPUTS, output_names=OUTPUTS, dynamic_axes=axes)
    onnx.checker.check_model(partial)
    os.replace(partial, path)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
