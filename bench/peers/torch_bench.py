#!/usr/bin/python3
"""Times a model in PyTorch, as `squeezebert bench --shapes - --json` times it here.

usage: torch_bench.py MODEL_DIRECTORY DEVICE PRECISION MODE SECONDS

DEVICE is cuda or cpu; PRECISION is f32, tf32, f16, bf16 or f64; MODE is eager or compile (torch.compile, mode "reduce-overhead", for
each shape by itself). Shapes such as 8x128 are read from stdin, a line each, and answered with a line of JSON:

- runs, min_seconds, p50_seconds, p90_seconds, p99_seconds: single passes, from ids on the host to last_hidden_state and
  pooler_output on the host (in the model's precision), each waited for;
- back_to_back_seconds: a pass of some that follow each other on the device. On CUDA between two events of the stream.
"""
import json
import math
import sys
import time

import torch

import models
from precisions import use

FEWEST_RUNS = 5
WARM_UPS = 3
ROUNDS = 3
SHARE_OF_ROUND = 0.1


def percentile(ordered, percent):
    """The nearest rank."""
    return ordered[math.ceil(percent * len(ordered) / 100) - 1]


class Bench:
    """One model on one device. A pass takes ids, a mask of ones and types of zeros: every token counts."""

    def __init__(self, directory, device, precision, mode, seconds):
        self.device = torch.device(device)
        self.seconds = seconds
        self.mode = mode
        self.eager = models.load(directory).to(self.device, use(precision))
        self.vocabulary = self.eager.embeddings.word_embeddings.num_embeddings
        self.model = self.eager

    def prepare(self, batch, sequence):
        """The inputs of a shape on the host; compiles the model for it where that was asked for."""
        generator = torch.Generator().manual_seed(sequence)
        ids = torch.randint(self.vocabulary, (batch, sequence), generator=generator)
        if self.mode == "compile":
            # What was compiled for another shape would make this one compile for open shapes.
            torch._dynamo.reset()
            self.model = torch.compile(self.eager, mode="reduce-overhead", dynamic=False)
        return ids, torch.ones_like(ids), torch.zeros_like(ids)

    def step(self, inputs):
        """Launches a pass."""
        if self.mode == "compile":
            # The outputs of the pass before are not needed any more: its graph may write there again.
            torch.compiler.cudagraph_mark_step_begin()
        return self.model(*inputs)

    def synchronize(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def host_to_host(self, inputs):
        """Seconds of a pass, copies included."""
        start = time.perf_counter()
        for output in self.step([tensor.to(self.device) for tensor in inputs]):
            output.cpu()
        return time.perf_counter() - start

    def back_to_back(self, inputs, passes):
        """Seconds of a pass on the device."""
        self.synchronize()
        if self.device.type != "cuda":
            start = time.perf_counter()
            for _ in range(passes):
                self.step(inputs)
            return (time.perf_counter() - start) / passes
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        for _ in range(passes):
            self.step(inputs)
        end.record()
        end.synchronize()
        return begin.elapsed_time(end) / 1e3 / passes

    def measure(self, batch, sequence):
        inputs = self.prepare(batch, sequence)
        for _ in range(WARM_UPS):
            self.host_to_host(inputs)
        times = []
        start = time.perf_counter()
        while len(times) < FEWEST_RUNS or time.perf_counter() - start < self.seconds:
            times.append(self.host_to_host(inputs))
        times.sort()
        passes = max(1, int(SHARE_OF_ROUND * self.seconds / percentile(times, 50)))
        resident = [tensor.to(self.device) for tensor in inputs]
        rounds = sorted(self.back_to_back(resident, passes) for _ in range(ROUNDS))
        if self.device.type == "cuda":
            # The next shape, and the other processes on this device, start from the weights alone.
            del resident
            torch.cuda.empty_cache()
        return {
            "runs": len(times), "min_seconds": times[0], "p50_seconds": percentile(times, 50),
            "p90_seconds": percentile(times, 90), "p99_seconds": percentile(times, 99),
            "back_to_back_seconds": rounds[ROUNDS // 2],
        }


def main(directory, device, precision, mode, seconds):
    if mode not in ("eager", "compile"):
        sys.exit(f"mode {mode}: expected eager or compile")
    if mode == "compile" and not hasattr(torch, "compile"):
        sys.exit(f"PyTorch {torch.__version__} has no torch.compile")
    bench = Bench(directory, device, precision, mode, float(seconds))
    for line in sys.stdin:
        batch, sequence = map(int, line.split("x"))
        print(json.dumps(bench.measure(batch, sequence)), flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    with torch.inference_mode():
        main(*sys.argv[1:])
