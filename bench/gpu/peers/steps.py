"""Times matrix products and whole training steps in PyTorch on the machine's NVIDIA card, in binary32 without TF32, and in bf16 by autocast.

steps.py OUT.json [--only gemm,gpt-124m,mlp,cnn] [--export JOB=FILE] [--budget SECONDS]

A job's weights and data are those of the file that `bench/export` wrote, or, where none is given, random ones of the same shapes: the time does not depend on
them. Each way to run a job is timed by events of the card between steps, after a warm-up, and its median is taken. When the budget is spent, what is left is
skipped, and OUT.json says so.

  eager       as written; the optimiser is PyTorch's fused one
  compiled    torch.compile: of gpt each block, which is the same code, and what follows the blocks with the loss; of the others the whole model with the loss
  graph       a whole step, the optimiser too, captured as one CUDA graph, which few users write; and the compiled one so
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time

begin = time.perf_counter()

import numpy  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402

here = os.path.dirname(os.path.abspath(__file__))
sys.path += [here, os.path.join(here, "..", "..", "peers")]
import jobs  # noqa: E402

p = argparse.ArgumentParser()
p.add_argument("out")
p.add_argument("--only", default="gemm,gpt-124m,mlp,cnn")
p.add_argument("--export", action="append", default=[])
p.add_argument("--budget", type=float, default=600)
p.add_argument("--device", default="cuda")
a = p.parse_args()

FASHION = {"Set": "fashion-mnist"}
COSINE = {"Shape": "cosine", "Floor": 0}
JOBS = {
    "mlp": {
        "Model": {"Kind": "mlp", "Hidden": [512, 256]}, "Data": FASHION, "Batch": 128,
        "Optimiser": {"Kind": "sgd", "Momentum": 0.9, "Beta1": 0.9, "Beta2": 0.999, "Epsilon": 1e-8, "Decay": 0, "Clip": 0},
        "Rate": {"Peak": 0.05, "Warmup": 200, **COSINE},
    },
    "cnn": {
        "Model": {"Kind": "cnn", "Filters": [16, 32], "Size": 3, "Hidden": [128]}, "Data": FASHION, "Batch": 64,
        "Optimiser": {"Kind": "adam", "Momentum": 0, "Beta1": 0.9, "Beta2": 0.999, "Epsilon": 1e-8, "Decay": 0, "Clip": 0},
        "Rate": {"Peak": 0.001, "Warmup": 100, **COSINE},
    },
    # GPT-2 small: 124 M parameters.
    "gpt-124m": {
        "Model": {"Kind": "gpt", "Layers": 12, "Width": 768, "Heads": 12, "Context": 1024, "Vocabulary": 50304, "Tied": True},
        "Data": {"Set": "opticks"}, "Batch": 8,
        "Optimiser": {"Kind": "adamw", "Momentum": 0, "Beta1": 0.9, "Beta2": 0.99, "Epsilon": 1e-8, "Decay": 0.1, "Clip": 1},
        "Rate": {"Peak": 0.0006, "Warmup": 100, "Shape": "cosine", "Floor": 0.00006},
    },
}  # fmt: skip
# Steps that are timed, and those before them.
STEPS = {"mlp": (300, 50), "cnn": (300, 50), "gpt-124m": (8, 3)}
with open(os.path.join(here, "products.json")) as f:
    PRODUCTS = json.load(f)["products"]


def synthetic(name, steps):
    """What export would write of a job, with random numbers."""
    job, r = JOBS[name], numpy.random.default_rng(1)
    rates = numpy.full(4096, job["Rate"]["Peak"] / 10, numpy.float32)
    if name == "gpt-124m":
        data = {"const.text": r.integers(0, 96, 510403, numpy.uint8)}
        samples = (510403 - 1) // job["Model"]["Context"]
    else:
        samples = 60000
        data = {"const.images": r.integers(0, 256, (samples, 784), numpy.uint8), "const.labels": r.integers(0, 10, samples, numpy.uint8)}
    rows = r.integers(0, samples, (steps, job["Batch"])).astype(numpy.uint32)
    return {**data, "const.learning rates": rates, "rows": rows}, {"job": json.dumps(job)}


def open_job(name, way, steps, **options):
    files = dict(e.split("=", 1) for e in a.export)
    torch.manual_seed(1)
    job = jobs.Job(files.get(name) or synthetic(name, steps), way, device=a.device, **options)
    if name in files:
        job.load()
    elif name == "gpt-124m":
        job.model.start()
    return job


def loss_of(job, compiled):
    """Returns the function from a batch to its loss."""
    m = job.model
    if not compiled:
        return lambda x, y: F.cross_entropy(m(x), y)
    if job.text:
        for b in m.blocks:
            b.compile()
        tail = torch.compile(lambda h, y: F.cross_entropy(m.logits(h), y))
        return lambda x, y: tail(m.trunk(x), y)
    return torch.compile(lambda x, y: F.cross_entropy(m(x), y))


def times(marks):
    """Milliseconds between marks in time."""
    torch.cuda.synchronize()
    return [x.elapsed_time(y) for x, y in zip(marks, marks[1:])]


def mark():
    e = torch.cuda.Event(enable_timing=True)
    e.record()
    return e


def by_steps(job, steps, warmup, compiled=False, bf16=False):
    """Runs steps one by one, and returns their times and losses."""
    f, rows = loss_of(job, compiled), job.rows()
    losses, marks = [], []
    for t in range(1, warmup + steps + 1):
        if t > warmup:
            marks.append(mark())
        x, y = job.batch(rows[(t - 1) % len(rows)])
        with torch.autocast("cuda", torch.bfloat16, enabled=bf16):
            loss = f(x, y)
        job.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if job.clip:
            nn.utils.clip_grad_norm_(job.model.parameters(), job.clip)
        for g in job.optimiser.param_groups:
            g["lr"] = job.rates[min(t, len(job.rates)) - 1]
        job.optimiser.step()
        losses.append(loss.detach())  # read at the end: nothing waits for it
    marks.append(mark())
    return times(marks), [x.item() for x in losses]


def as_graph(job, steps, warmup, rate, compiled=False):
    """Captures a step as a graph and returns its times and losses."""
    f, rows = loss_of(job, compiled), job.rows()
    at = rows[0].clone()

    def step():
        x, y = job.batch(at)
        loss = f(x, y)
        job.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if job.clip:
            nn.utils.clip_grad_norm_(job.model.parameters(), job.clip)
        job.optimiser.step()
        return loss

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step()
    rates = torch.tensor(job.rates, device=a.device)
    losses, marks = [], []
    for t in range(1, warmup + steps + 1):
        if t > warmup:
            marks.append(mark())
        at.copy_(rows[(t - 1) % len(rows)])
        rate.copy_(rates[min(t, len(job.rates)) - 1])
        graph.replay()
        losses.append(loss.clone())
    marks.append(mark())
    return times(marks), [x.item() for x in losses]


results = {"products": [], "figures": [], "skipped": []}


def say(text):
    print(f"{time.perf_counter() - begin:6.1f} s  {text}", flush=True)


def save():
    with open(a.out, "w") as f:
        json.dump(results, f, indent=1)


def skip(name, why):
    results["skipped"].append({"name": name, "why": " ".join(why.split())[:300]})
    say(f"{name}: not measured: {results['skipped'][-1]['why']}")
    save()


def measure(name, job, way, **how):
    """Measures one way of a job's steps."""
    if time.perf_counter() - begin > a.budget:
        return skip(f"{job} {name}", "no time was left")
    steps, warmup = STEPS[job]
    started = time.perf_counter()
    try:
        torch.cuda.reset_peak_memory_stats()
        if how.pop("graph", False):
            rate = torch.tensor(0.01, device=a.device)
            options = {"lr": rate, "fused": True, **({"capturable": True} if job == "cnn" else {})}
            j = open_job(job, way, steps + warmup, **options)
            ms, losses = as_graph(j, steps, warmup, rate, **how)
        else:
            j = open_job(job, way, steps + warmup, fused=True)
            ms, losses = by_steps(j, steps, warmup, **how)
        figure = {"way": name, "job": job, "ms": statistics.median(ms), "low": min(ms), "high": max(ms), "steps": steps, "losses": losses[:10],
                  "peak_bytes": torch.cuda.max_memory_allocated(), "parameters": sum(p.numel() for p in j.model.parameters())}  # fmt: skip
        results["figures"].append(figure)
        say(f"{job} {name}: {figure['ms']:.3f} ms a step ({min(ms):.3f} to {max(ms):.3f}), {figure['peak_bytes'] / 1e9:.2f} GB, loss {losses[0]:.4f} … {losses[-1]:.4f}; in all {time.perf_counter() - started:.1f} s")
        save()
        return figure["ms"]
    except Exception as e:  # whatever one way cannot do, the others are measured
        skip(f"{job} {name}", f"{type(e).__name__}: {e}")
    finally:
        j = None
        gc.collect()
        torch.cuda.empty_cache()


def gemm():
    for m, n, k, how in PRODUCTS:
        x = torch.randn((k, m) if how.startswith("aT") else (m, k), device=a.device)
        y = torch.randn((n, k) if how.endswith("bT") else (k, n), device=a.device)
        x, y = (x.t() if how.startswith("aT") else x), (y.t() if how.endswith("bT") else y)
        out = torch.empty(m, n, device=a.device)
        rounds = max(1, min(50, int(4e11 / (2 * m * n * k))))
        for _ in range(2):
            torch.mm(x, y, out=out)
        marks = [mark()]
        for _ in range(7):
            for _ in range(rounds):
                torch.mm(x, y, out=out)
            marks.append(mark())
        ms = statistics.median(times(marks)) / rounds
        results["products"].append({"rows": m, "columns": n, "terms": k, "how": how, "ms": ms, "tflops": 2e-9 * m * n * k / ms})
        say(f"gemm {m} × {n} × {k} {how}: {ms:.4f} ms, {2e-9 * m * n * k / ms:.2f} TFLOP/s")
    results["clocks"] = smi()
    save()


def smi():
    query = "name,driver_version,clocks.sm,clocks.mem,power.draw,temperature.gpu,clocks.max.sm"
    try:
        return subprocess.run(["nvidia-smi", "--query-gpu=" + query, "--format=csv"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError) as e:
        return str(e)


def main():
    if not torch.cuda.is_available():
        sys.exit("steps.py: PyTorch sees no card")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.set_float32_matmul_precision("highest")
    torch.backends.cudnn.benchmark = True
    c = torch.cuda.get_device_properties(0)
    results.update(card=c.name, multiprocessors=c.multi_processor_count, memory=c.total_memory, torch=torch.__version__, cuda=torch.version.cuda)
    say(f"{c.name}, {c.multi_processor_count} multiprocessors, PyTorch {torch.__version__}, CUDA {torch.version.cuda}")
    only = a.only.split(",")
    if "gemm" in only:
        gemm()
    if "gpt-124m" in only:
        measure("eager", "gpt-124m", "causal")
        measure("compiled", "gpt-124m", "causal", compiled=True)
        measure("bf16 eager", "gpt-124m", "causal", bf16=True)
        torch.compiler.reset()
        measure("bf16 compiled", "gpt-124m", "causal", compiled=True, bf16=True)
    if "mlp" in only:
        torch.compiler.reset()
        measure("eager", "mlp", "")
        measure("graph", "mlp", "", graph=True)
        measure("compiled", "mlp", "", compiled=True)
        measure("compiled graph", "mlp", "", compiled=True, graph=True)
    if "cnn" in only:
        torch.compiler.reset()
        eager = {way: measure(f"eager {way}", "cnn", way) for way in ("nchw", "channels_last")}
        best = min((w for w in eager if eager[w]), key=eager.get, default="nchw")
        measure(f"graph {best}", "cnn", best, graph=True)
        measure(f"compiled {best}", "cnn", best, compiled=True)
        measure(f"compiled graph {best}", "cnn", best, compiled=True, graph=True)


main()
