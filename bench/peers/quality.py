"""Trains a job to its end in PyTorch, from weights and in an order of its own, and prints what it is worth as JSON.

quality.py FILE --seed 1 --threads 2 --way channels_last
"""

import argparse
import json
import sys

import torch

import jobs

p = argparse.ArgumentParser()
p.add_argument("file")
p.add_argument("--seed", type=int, default=1)
p.add_argument("--threads", type=int, default=1)
p.add_argument("--way", default="")
a = p.parse_args()

torch.set_num_threads(a.threads)
torch.manual_seed(a.seed)
job = jobs.Job(a.file, a.way)
if job.text:
    with torch.no_grad():
        job.model.start()  # PyTorch begins the other models as the jobs do

batch, left = job.job["Batch"], torch.empty(0, dtype=torch.long)
for t in range(1, job.job["Steps"] + 1):
    if len(left) < batch:  # each sample once an epoch, whether or not the batch divides them
        left = torch.cat([left, torch.randperm(len(job.data))])
    rows, left = left[:batch], left[batch:]
    loss = job.step(t, rows)
json.dump({"quality": job.test(), "loss": [loss], "pytorch": torch.__version__}, sys.stdout)
