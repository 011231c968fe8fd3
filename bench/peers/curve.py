"""Prints the losses of a job's first steps in PyTorch, from the job's weights and batches, as JSON.

curve.py FILE --threads 1 --dtype float32 --way channels_last --order 0

FILE is what `go run ./bench/export` wrote. An order other than 0 permutes the samples within each batch: the same
mathematics, with sums in another order.
"""

import argparse
import json
import sys

import torch

import jobs

p = argparse.ArgumentParser()
p.add_argument("file")
p.add_argument("--threads", type=int, default=1)
p.add_argument("--dtype", default="float32")
p.add_argument("--way", default="")
p.add_argument("--order", type=int, default=0)
a = p.parse_args()

torch.set_num_threads(a.threads)
torch.manual_seed(a.order)
job = jobs.Job(a.file, a.way, getattr(torch, a.dtype))
job.load()
losses = []
for t, rows in enumerate(job.rows(), 1):
    if a.order:
        rows = rows[torch.randperm(len(rows))]
    losses.append(job.step(t, rows))
json.dump(losses, sys.stdout)
