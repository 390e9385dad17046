#!/usr/bin/python3
"""Checks these definitions of the models against the outputs of the genuine ones.

usage: verify.py [GOLDENS]    (default: the fixtures of the tests)
"""
import json
import sys
from pathlib import Path

import torch

import models
from checkpoint import read_safetensors

GOLDENS = Path(__file__).resolve().parents[2] / "tests/Runtime.Tests/Fixtures/goldens"

# Outputs are about 1 in size and at most three layers deep; float32 differs from float64 by up to 5e-6 in these files.
TOLERANCE = 2e-5

# Masks of three dimensions, and rows in which nothing counts, are not compared (see the goldens' README).
UNCOMPARED = ("mask3d", "rowallmasked")


def flat(tensor):
    """Multiple choice has [B, choices, S]; the trunk sees the choices as a batch."""
    return tensor.reshape(-1, tensor.shape[-1])


def worst_difference(trunk, golden, case):
    """The largest difference over what the mask leaves in."""
    ids = flat(golden[f"{case}/input_ids"])
    given = {name: golden.get(f"{case}/{name}") for name in ("attention_mask", "token_type_ids", "position_ids")}
    mask = torch.ones_like(ids) if given["attention_mask"] is None else flat(given["attention_mask"])
    types = torch.zeros_like(ids) if given["token_type_ids"] is None else flat(given["token_type_ids"])
    positions = None if given["position_ids"] is None else flat(given["position_ids"])
    hidden, pooled = trunk(ids, mask, types, positions)
    # The last of the hidden states is last_hidden_state, and every class has it.
    expected = golden[f"{case}/hidden_states.{trunk.layers}"].reshape(hidden.shape)
    worst = ((hidden - expected) * mask.unsqueeze(-1)).abs().max().item()
    if f"{case}/pooler_output" in golden:
        # The pooler reads the first token, which is not compared where the mask leaves it out.
        difference = (pooled - golden[f"{case}/pooler_output"].reshape(pooled.shape)) * mask[:, :1]
        worst = max(worst, difference.abs().max().item())
    return worst


def main(goldens):
    directories = sorted(path.parent for path in Path(goldens).glob("*/*/golden.json"))
    if not directories:
        sys.exit(f"{goldens}: no golden.json in it")
    failures = 0
    for directory in directories:
        trunk = models.load(directory)
        golden = read_safetensors(directory / "golden.safetensors")
        cases = [case["case"] for case in json.loads((directory / "golden.json").read_text())["cases"]]
        cases = [case for case in cases if not case.endswith(UNCOMPARED)]
        worst = max(worst_difference(trunk, golden, case) for case in cases)
        failures += not worst <= TOLERANCE
        name = f"{directory.parent.name}/{directory.name}"
        print(f"{'ok' if worst <= TOLERANCE else 'WRONG':6}{name:54}{len(cases)} cases, worst difference {worst:.1e}")
    if failures:
        sys.exit(f"{failures} of {len(directories)} models differ by more than {TOLERANCE}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else GOLDENS)
