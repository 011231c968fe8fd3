"""Times a job's steps in PyTorch and prints one JSON object, as `refute train JOB --json` does.

step.py FILE --threads 2 --steps 200 --warmup 20 --way channels_last
"""

import argparse
import json
import sys
import time

import torch

import jobs

p = argparse.ArgumentParser()
p.add_argument("file")
p.add_argument("--threads", type=int, default=1)
p.add_argument("--steps", type=int, default=50)
p.add_argument("--warmup", type=int, default=5)
p.add_argument("--way", default="")
a = p.parse_args()

torch.set_num_threads(a.threads)
job = jobs.Job(a.file, a.way)
job.load()
rows = job.rows()
losses = []
for t in range(1, a.warmup + a.steps + 1):
    if t == a.warmup + 1:
        begin = time.perf_counter()
    losses.append(job.step(t, rows[(t - 1) % len(rows)]))
ms = (time.perf_counter() - begin) * 1e3 / a.steps
json.dump({"ms_per_step": ms, "loss": losses, "threads": torch.get_num_threads(), "pytorch": torch.__version__}, sys.stdout)
