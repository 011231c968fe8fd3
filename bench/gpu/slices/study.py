"""The measurements of docs/integer-profile.md. usage: study.py OUT SECONDS LIBRARY"""
import json
import os
import subprocess
import sys
import time

import torch

import slices
import train
from slices import WAYS

OUT, LIMIT = sys.argv[1], float(sys.argv[2])
BEGUN = time.time()
CUDA = torch.cuda.is_available()
DEV = "cuda" if CUDA else "cpu"
report = {"device": torch.cuda.get_device_name() if CUDA else "cpu", "torch": torch.__version__}


def left():
    return LIMIT - (time.time() - BEGUN)


def say(*words):
    print(f"[{time.time() - BEGUN:5.1f}]", *words, flush=True)


def save():
    json.dump(report, open(os.path.join(OUT, "slices.json"), "w"), indent=1)


def clear(tf32):
    torch.backends.cuda.matmul.allow_tf32 = tf32


def plain(a, b, tf32=False):
    clear(tf32)
    c = a @ b
    clear(False)
    return c


# ---- error

def operands(kind, m, k, n):
    g = torch.Generator(DEV).manual_seed(len(kind) + k)
    r = lambda *s: torch.randn(*s, generator=g, device=DEV)
    if kind == "normal":
        return r(m, k), r(k, n)
    if kind == "uniform":
        u = lambda *s: torch.rand(*s, generator=g, device=DEV)
        return u(m, k), u(k, n)
    if kind == "log-normal":  # exponents of an element's row over about 2^±12
        return r(m, k) * torch.exp(2 * r(m, k)), r(k, n) * torch.exp(2 * r(k, n))
    if kind == "outlier":  # one of 256 columns of A 100 times as large, as in activations
        a = r(m, k)
        a[:, ::256] *= 100
        return a, r(k, n)
    raise ValueError(kind)


def errors(a, b, full=True):
    """By method: the error's norm by the product's, and the greatest error of an element by Σ|a||b| of it."""
    exact = a.double() @ b.double()
    size = a.double().abs() @ b.double().abs()
    size[size == 0] = 1
    out = {}

    def put(name, c):
        d = (c.double() - exact).abs()
        out[name] = [(d.norm() / exact.norm()).item(), (d / size).max().item()]

    if KERNELS:
        put("f32 in order", KERNELS.ordered(a, b))
        put("f32", plain(a, b))
        put("TF32", plain(a, b, True))
        for name, (s, sums) in WAYS.items():
            put(name, KERNELS.matmul(a, b, s, sums))
    else:
        put("f32", plain(a, b))
        for name, (s, sums) in WAYS.items():
            put(name, slices.reference(a, b, s, sums))
    put("bf16", (a.bfloat16() @ b.bfloat16()).float())
    return out


def error_part():
    report["error"] = {}
    for k in (1024, 4096) if CUDA else (128,):
        for kind in ("normal", "uniform", "log-normal", "outlier"):
            a, b = operands(kind, k, k, k)
            e = report["error"][f"{kind}, n = {k}"] = errors(a, b)
            say(f"error {kind} {k}: " + "; ".join(f"{n} {x[0]:.1e}/{x[1]:.1e}" for n, x in e.items()))
    save()


def check_part():
    """The kernels against the definition, and that the order of the terms does not matter."""
    if not KERNELS:
        return
    bad = []
    for m, k, n in ((64, 128, 64), (96, 1000, 72), (256, 2048, 328)):
        for kind in ("normal", "log-normal"):
            a, b = operands(kind, m, k, n)
            a[3] = 0
            for name, (s, sums) in WAYS.items():
                c = KERNELS.matmul(a, b, s, sums)
                if not torch.equal(c, slices.reference(a, b, s, sums)):
                    bad.append((name, m, k, n, kind))
                p = torch.randperm(k, device=DEV)
                if not torch.equal(c, KERNELS.matmul(a[:, p].contiguous(), b[p].contiguous(), s, sums)):
                    bad.append((name, m, k, n, kind, "order"))
    a, b = operands("normal", 1024, 1024, 1024)
    p = torch.randperm(1024, device=DEV)
    report["f32 elements that another order changes"] = (plain(a, b) != plain(a[:, p].contiguous(), b[p].contiguous())).float().mean().item()
    report["wrong"] = [str(x) for x in bad]
    say(f"kernels against the definition and in another order: {len(bad)} wrong {bad[:4]}; f32: another order changes {report['f32 elements that another order changes']:.0%}")
    save()


# ---- speed

def median(f, n=5):
    f()
    times = []
    for _ in range(n):
        a, b = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        a.record()
        f()
        b.record()
        b.synchronize()
        times.append(a.elapsed_time(b))
    return sorted(times)[n // 2]


SQUARES = [(n, n, n) for n in (1024, 2048, 4096, 8192)]
GPT = [(8192, 768, 2304), (8192, 768, 768), (8192, 768, 3072), (8192, 3072, 768), (8192, 768, 50304)]  # m, k, n: tokens by …; 124 M parameters


def speed_part():
    if not KERNELS:
        return
    for p in COMPILERS:
        p.wait()
    report["speed"] = {}
    for m, k, n in SQUARES + GPT:
        if left() < 26:
            say("speed: out of time")
            break
        a, b = torch.randn(m, k, device=DEV), torch.randn(k, n, device=DEV)
        ha, hb = a.bfloat16(), b.bfloat16()
        flops = 2.0 * m * n * k
        e = report["speed"][f"{m}x{k}x{n}"] = {}
        c = torch.empty(m, n, device=DEV)
        h = torch.empty(m, n, device=DEV, dtype=torch.bfloat16)

        def mm(tf32):
            clear(tf32)
            torch.mm(a, b, out=c)
            clear(False)

        put = lambda name, ms: e.__setitem__(name, [ms, flops / ms / 1e9])
        put("f32", median(lambda: mm(False), 3))
        put("TF32", median(lambda: mm(True)))
        put("bf16", median(lambda: torch.mm(ha, hb, out=h)))
        for name, (s, sums) in WAYS.items():
            if m * n > 1 << 28 and sums > 3:
                continue
            (qa, ea), (qb, eb) = KERNELS.rows(a, s), KERNELS.columns(b, s)
            p = KERNELS.sums(qa, qb, k, s, sums)
            parts = [median(lambda: KERNELS.rows(a, s)), median(lambda: KERNELS.columns(b, s)), median(lambda: KERNELS.sums(qa, qb, k, s, sums)),
                     median(lambda: KERNELS.combine(p, ea, eb, s))]
            whole = median(lambda: KERNELS.matmul(a, b, s, sums))
            e[name] = [whole, flops / whole / 1e9, parts, flops * slices.products(s, sums) / parts[2] / 1e9]
            del p
        say(f"speed {m}x{k}x{n} TFLOP/s: " + "; ".join(f"{name} {x[1]:.0f}" + (f" (slice {x[2][0]+x[2][1]:.3f} sums {x[2][2]:.3f} combine {x[2][3]:.3f} ms; {x[3]:.0f} TOP/s)" if len(x) > 2 else "") for name, x in e.items()))
    save()


def fused_part():
    if not KERNELS:
        return
    report["fused"] = {}
    try:
        import fused
        a, b = torch.randn(2048, 768, device=DEV), torch.randn(768, 2304, device=DEV)
        (qa, ea), (qb, eb) = KERNELS.rows(a, 2), KERNELS.columns(b, 2)
        shapes = []
        for shape in fused.SHAPES:
            if left() < 16:
                break
            try:
                for full, sums in ((False, 2), (True, 3)):
                    same = torch.equal(fused.matmul(qa, ea, qb, eb, full, shape), KERNELS.combine(KERNELS.sums(qa, qb, 768, 2, sums), ea, eb, 2))
                    if not same:
                        say(f"fused {shape} full {full}: wrong")
                        raise ValueError("wrong bits")
                shapes.append(shape)
            except Exception as x:
                say(f"fused {shape}: {type(x).__name__} {str(x)[:150]}")
        for m, k, n in [(4096, 4096, 4096), (8192, 8192, 8192)] + GPT:
            if left() < 16:
                break
            a, b = torch.randn(m, k, device=DEV), torch.randn(k, n, device=DEV)
            (qa, ea), (qb, eb) = KERNELS.rows(a, 2), KERNELS.columns(b, 2)
            cut = median(lambda: (KERNELS.rows(a, 2), KERNELS.columns(b, 2)))
            e = report["fused"][f"{m}x{k}x{n}"] = {}
            for full in (False, True):
                t = min((median(lambda: fused.matmul(qa, ea, qb, eb, full, s), 3), s) for s in shapes)
                e["4 products" if full else "3 products"] = [t[0], cut, 2e-9 * m * n * k / (t[0] + cut), str(t[1])]
            say(f"fused {m}x{k}x{n}: " + "; ".join(f"{name} {x[2]:.0f} TFLOP/s ({x[0]:.3f} ms and slicing {x[1]:.3f}; {x[3]})" for name, x in e.items()))
    except Exception as x:
        report["fused"]["failed"] = str(x)[:500]
        say("fused:", type(x).__name__, str(x)[:300])
    save()


def hopper_part():
    """The kernel of hopper.py: its bits, and its time with and without slicing."""
    if not KERNELS or left() < 16:
        return
    import hopper
    report["hopper"] = {}
    kernels = {"3 products": (hopper.Fused(False), 2), "4 products": (hopper.Fused(True), 3)}
    for m, k, n in ((128, 128, 128), (384, 640, 1280), (2048, 768, 2304)):
        a, b = operands("log-normal", m, k, n)
        (qa, ea), (qb, eb) = KERNELS.rows(a, 2), KERNELS.columns(b, 2)
        for name, (f, sums) in kernels.items():
            wrong = (f.matmul(qa, ea, qb, eb) != KERNELS.combine(KERNELS.sums(qa, qb, k, 2, sums), ea, eb, 2)).sum().item()
            report["hopper"][f"wrong of {m}x{k}x{n}, {name}"] = wrong
            if wrong:
                say(f"hopper {m}x{k}x{n} {name}: {wrong} of {m * n} wrong")
    for m, k, n in SQUARES + GPT:
        a, b = torch.randn(m, k, device=DEV), torch.randn(k, n, device=DEV)
        (qa, ea), (qb, eb) = KERNELS.rows(a, 2), KERNELS.columns(b, 2)
        cut = median(lambda: (KERNELS.rows(a, 2), KERNELS.columns(b, 2)))
        e = report["hopper"][f"{m}x{k}x{n}"] = {}
        for name, (f, sums) in kernels.items():
            t = median(lambda: f.matmul(qa, ea, qb, eb))
            e[name] = [t, cut, 2e-9 * m * n * k / (t + cut), slices.products(2, sums) * 2e-9 * m * n * k / t]
        say(f"hopper {m}x{k}x{n}: " + "; ".join(f"{name} {x[2]:.0f} TFLOP/s ({x[0]:.3f} ms, {x[3]:.0f} TOP/s, and slicing {x[1]:.3f})" for name, x in e.items()))
    save()


# ---- training

def train_part():
    data = train.corpus()
    steps = 200 if CUDA else 2
    report["train"] = {"bytes": len(data), "steps": steps}
    curves = {}
    arms = [("f32", 0, False, False), ("bf16", 0, True, False), ("2 slices", 2, False, False), ("1 slice", 1, False, False), ("TF32", 0, False, True), ("3 slices", 3, False, False)]
    model = None
    for name, s, bf16, tf32 in arms if CUDA else arms[:3]:
        if left() < 8:
            say("training: out of time before", name)
            break
        try:
            clear(tf32)
            losses, m, took = train.train(s, bf16, data, steps, DEV, seconds=max(2.0, left() - 8))
            clear(False)
        except Exception as x:
            say(f"training {name}: {type(x).__name__} {str(x)[:300]}")
            continue
        curves[name] = losses
        if name == "f32":
            model = m
        base = curves.get("f32")
        k = min(len(losses), len(base))
        away = (losses[:k] - base[:k]).abs()
        report["train"][name] = {"losses": [round(x, 5) for x in losses.tolist()], "ms": took * 1e3}
        say(f"training {name}: {len(losses)} steps of {took*1e3:.1f} ms; mean loss of the last 50 {losses[-50:].mean():.4f}; from f32: first 20 steps {away[:20].mean():.1e}, last 50 {away[-50:].mean():.1e}")
    save()
    return model, data


def real_part(model, data):
    """Errors on operands of the trained model: an activation by a weight, a gradient by a weight, an activation by a gradient."""
    report["real"] = {}
    xy = train.batches(data, 1, 99, DEV)[0]
    train.GRAB = {}
    grads = {}
    outs = {}
    keep = model.mm

    def mm(a, b, name=None):
        y = keep(a, b, name)
        if name:
            y.retain_grad()
            outs[name] = y
        return y

    model.mm = mm
    model(xy[:, :-1], xy[:, 1:]).backward()
    for name in ("qkv1", "down2", "head"):
        a, b = (t.detach().float().contiguous() for t in train.GRAB[name])
        g = outs[name].grad.float().contiguous()
        for what, (x, y) in {"activation·weight": (a, b), "gradient·weightᵀ": (g, b.t().contiguous()), "activationᵀ·gradient": (a.t().contiguous(), g)}.items():
            e = report["real"][f"{name}: {what}"] = errors(x, y)
            say(f"error {name} {what} {tuple(x.shape)}: " + "; ".join(f"{n} {v[0]:.1e}/{v[1]:.1e}" for n, v in e.items()))
    save()


KERNELS, COMPILERS = None, []
if CUDA:
    COMPILERS = [subprocess.Popen([sys.executable, "fused.py", str(i)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for i in range(4)]
    KERNELS = slices.Kernels(sys.argv[3])
    say(report["device"])
for part in (check_part, error_part, speed_part, hopper_part, fused_part):
    try:
        part()
    except Exception as x:
        say(f"{part.__name__}: {type(x).__name__} {str(x)[:400]}")
model, data = train_part()
if model is not None:
    try:
        real_part(model, data)
    except Exception as x:
        say(f"real_part: {type(x).__name__} {str(x)[:400]}")
save()
