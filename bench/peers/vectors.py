"""Writes the loss curves of the three jobs in PyTorch: examples/testdata/pytorch/JOB.json.

vectors.py [JOB …]     from the root of the repository, with Debian's python3-torch

The first 50 steps, from the job's own first weights and batches, in binary64, and in binary32 in every way that should
not matter: one and two threads, OpenBLAS' kernels of another processor, samples of a batch in another order, and another way
to write the model where there is one. How far these are from binary64, at any step, is PyTorch's own spread.
"""

import json
import os
import subprocess
import sys
import tempfile

import torch

import jobs

STEPS = 50
WAYS = {"mlp": [""], "cnn": ["channels_last", "nchw"], "gpt": ["baddbmm", "fill"]}
HERE = os.path.dirname(os.path.abspath(__file__))


def variants(name):
    """Yields what is run: its name, curve.py's arguments, the environment."""
    first, *others = WAYS[name]
    way = ["--way", first]
    yield "binary64", way + ["--dtype", "float64", "--threads", "2"], {}
    yield "1 thread", way + ["--threads", "1"], {}
    yield "2 threads", way + ["--threads", "2"], {}
    yield "kernels for Haswell", way + ["--threads", "1"], {"OPENBLAS_CORETYPE": "Haswell"}
    for order in (1, 2, 3):
        yield f"samples in order {order}", way + ["--threads", "2", "--order", str(order)], {}
    for other in others:
        yield other, ["--way", other, "--threads", "2"], {}


def run(command, **more):
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True, **more)
    return out.stdout


def write(name):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name + ".safetensors")
        with open(path, "wb") as f:
            subprocess.run(["go", "run", "./bench/export", "-steps", str(STEPS), name], stdout=f, check=True)
        _, about = jobs.read_safetensors(path)
        curves = {}
        for label, arguments, env in variants(name):
            clean = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_"))}
            command = [sys.executable, os.path.join(HERE, "curve.py"), path, *arguments]
            curves[label] = json.loads(run(command, env={**clean, "OMP_WAIT_POLICY": "PASSIVE", **env}))
            print(f"{name}: {label}: {curves[label][-1]:.7f} at step {STEPS}", file=sys.stderr)
    vector = {
        "about": "losses of the job's first steps in PyTorch, from the job's weights and batches; bench/peers/vectors.py writes it",
        "job": name,
        "settings": json.loads(about["job"]),
        "state_root": about["state_root"],
        "pytorch": torch.__version__,
        "binary64": curves.pop("binary64"),
        "binary32": curves,
    }
    folder = os.path.join("examples", "testdata", "pytorch")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name + ".json"), "w") as f:
        text = json.dumps(vector, indent=1)
        f.write(text + "\n")


for name in sys.argv[1:] or list(WAYS):
    write(name)
