#!/usr/bin/python3
"""PyTorch as a rival of bench/Model.Bench: one process, one model, one request and one reply a line, until input ends.

usage: worker.py MODEL_DIRECTORY THREADS

Requests and replies are those of bench/Model.Bench/Workers (WorkerRequest.cs, WorkerReply.cs).
"""
import base64
import json
import sys
import time

import torch

import models


def peak_bytes():
    with open("/proc/self/status") as status:
        (line,) = (line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


class Worker:
    def __init__(self, directory):
        start = time.perf_counter()
        self.model = models.load(directory)
        self.inputs = None
        version = f"PyTorch {torch.__version__}"
        self.reply({"version": version, "load_seconds": time.perf_counter() - start})

    def reply(self, message):
        print(json.dumps(message), flush=True)

    def prepare(self, request):
        ids = torch.tensor(request["input_ids"]).reshape(request["batch"], request["sequence"])
        self.inputs = (ids, torch.ones_like(ids), torch.zeros_like(ids))
        return {}

    def outputs(self, request):
        floats = torch.cat([tensor.flatten() for tensor in self.model(*self.inputs)])
        return {"outputs": base64.b64encode(floats.numpy().tobytes()).decode()}

    def time(self, request):
        seconds = []
        for _ in range(request["runs"]):
            start = time.perf_counter()
            self.model(*self.inputs)
            seconds.append(time.perf_counter() - start)
        return {"seconds": seconds}

    def memory(self, request):
        return {"peak_bytes": peak_bytes()}

    def serve(self):
        commands = {"prepare": self.prepare, "outputs": self.outputs, "time": self.time, "memory": self.memory}
        for line in sys.stdin:
            request = json.loads(line)
            self.reply(commands[request["command"]](request))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    torch.set_num_threads(int(sys.argv[2]))
    torch.set_num_interop_threads(1)
    with torch.inference_mode():
        Worker(sys.argv[1]).serve()
