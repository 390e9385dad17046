"""Reads a model directory: config.json and model.safetensors, with nothing beyond the standard library and torch.

A safetensors file is eight bytes (little-endian length of the header), the header (JSON: name -> dtype, shape, byte range
after the header) and the tensors' bytes. https://github.com/huggingface/safetensors
"""
import json
import mmap
import struct
from pathlib import Path

import torch

DTYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
    "I32": torch.int32,
}
TRUNK_PREFIXES = ("transformer.", "bert.")
TRUNK_PARTS = ("embeddings.", "encoder.", "pooler.")


def read_safetensors(path):
    """name -> tensor. The tensors share the mapped file, so that nothing is read before it is needed."""
    with open(path, "rb") as file:
        # A private mapping: torch wants writable memory, and a write would not reach the file.
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    (header_length,) = struct.unpack_from("<Q", mapped)
    start = 8 + header_length
    header = json.loads(mapped[8:start])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            dtype = DTYPES[entry["dtype"]]
            count = (end - begin) // torch.empty((), dtype=dtype).element_size()
            flat = torch.frombuffer(mapped, dtype=dtype, count=count, offset=start + begin)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors


def read_config(directory):
    """The configuration as it is written."""
    return json.loads((Path(directory) / "config.json").read_text())


def read_trunk(directory):
    """The trunk's tensors in float32, under their names without a head's prefix; the head's own are left out."""
    trunk = {}
    for name, tensor in read_safetensors(Path(directory) / "model.safetensors").items():
        for prefix in TRUNK_PREFIXES:
            name = name[len(prefix):] if name.startswith(prefix) else name
        if name.startswith(TRUNK_PARTS) and name != "embeddings.position_ids":
            trunk[name] = tensor.float()
    return trunk
