"""The measurements of docs/integer-profile.md. usage: study.py OUT SECONDS LIBRARY [PART …], of check, error, speed, hopper, large, train"""
import json
import os
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
    put("2 slices, blocks of 128", slices.blocked(a, b, 2, 128))
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
    for s, k in ((2, 512), (3, 512), (3, 65536)):
        a, b = operands("log-normal", 64, k, 128)
        (qa, ea), (qb, eb) = slices.integers(a, s), slices.integers(b.t().contiguous(), s)
        total = qa.long().cpu() @ qb.long().cpu().t()  # in int64
        want = (total.float().double() * slices.power(ea.cpu().unsqueeze(1), total.double()) * slices.power(eb.cpu().unsqueeze(0), total.double())).float()
        if not torch.equal(KERNELS.exact(KERNELS.rows(a, s), KERNELS.columns(b, s), s).cpu(), want):
            bad.append(("exact", s, k))
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
    report["speed"] = {}
    for m, k, n in SQUARES + GPT:
        if left() < 34:
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


def hopper_part():
    """The kernel of hopper.py: its bits, and its time with and without slicing."""
    global FUSED_WRONG
    if not KERNELS:
        return
    import hopper
    report["hopper"] = {}
    kernels = {f"{3 + full} products": (hopper.Fused(full), 2 + full) for full in (False, True)}
    for m, k, n in ((128, 128, 128), (384, 640, 1280), (2048, 768, 2304)):
        a, b = operands("log-normal", m, k, n)
        (qa, ea), (qb, eb) = KERNELS.rows(a, 2), KERNELS.columns(b, 2)
        for name, (f, sums) in kernels.items():
            wrong = (f.matmul(qa, ea, qb, eb) != KERNELS.combine(KERNELS.sums(qa, qb, k, 2, sums), ea, eb, 2)).sum().item()
            report["hopper"][f"wrong of {m}x{k}x{n}, {name}"] = wrong
            FUSED_WRONG += wrong
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

def exact():
    """Makes train.Exact ready."""
    import hopper
    train.Exact.kernels, train.Exact.fused = KERNELS, hopper.Fused(True)
    if FUSED_WRONG:
        raise RuntimeError("the fused kernel is wrong")


def large_part():
    """The time of a whole step of a gpt of 124 M parameters, its layers' products in each way."""
    if not KERNELS:
        return
    report["large"] = {}
    for name, way, bf16, tf32 in (("f32", "", False, False), ("2 slices", "exact", False, False), ("2 slices, 3 in the last layer's gradients", "exact, 3 last", False, False), ("TF32", "", False, True), ("bf16", "", True, False)):
        try:
            if way.startswith("exact"):
                exact()
            clear(tf32)
            ms, losses = train.large(way, bf16, DEV)
            clear(False)
            report["large"][name] = [ms, losses]
            say(f"gpt of 124 M, 8 x 1,024 tokens, {name}: {ms:.1f} ms a step; losses", *(f"{x:.4f}" for x in losses))
        except Exception as x:
            say(f"large {name}: {type(x).__name__} {str(x)[:300]}")
        torch.cuda.empty_cache()
    save()


def train_part():
    data = train.corpus()
    steps = 400 if CUDA else 2
    report["train"] = {"bytes": len(data), "steps": steps}
    base = None
    arms = [("f32", "", False, False, steps), ("bf16", "", True, False, steps), ("TF32", "", False, True, steps), ("2 slices, exact", "exact", False, False, steps),
            ("2 slices, rounded", 2, False, False, 100), ("3 slices, rounded", 3, False, False, 100), ("1 slice, rounded", 1, False, False, 200)]
    model = None
    for name, way, bf16, tf32, n in arms if CUDA else [arms[0], arms[4]]:
        if left() < 6:
            say("training: out of time before", name)
            break
        try:
            if str(way).startswith("exact"):
                exact()
            clear(tf32)
            losses, m, took = train.train(way, bf16, data, min(n, steps), DEV, seconds=max(2.0, left() - 6))
            clear(False)
        except Exception as x:
            say(f"training {name}: {type(x).__name__} {str(x)[:300]}")
            continue
        if base is None:
            base, model = losses, m
        k = min(len(losses), len(base))
        away = (losses[:k] - base[:k]).abs()
        report["train"][name] = {"losses": [round(x, 5) for x in losses.tolist()], "ms": took * 1e3}
        say(f"training {name}: {len(losses)} steps of {took*1e3:.1f} ms; mean loss of the last 50 {losses[-50:].mean():.4f}; from f32: first 20 steps {away[:20].mean():.1e}, last 50 {away[-50:].mean():.1e}")
    save()
    return model, data


def real_part(model, data):
    """Errors on operands of the trained model: an activation by a weight, a gradient by a weight, an activation by a gradient."""
    report["real"] = {}
    xy = train.batches(train.SMALL, data, 1, 99, DEV)[0]
    train.GRAB, outs, keep = {}, {}, model.mm

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


KERNELS, FUSED_WRONG = None, 0
if CUDA:
    KERNELS = slices.Kernels(sys.argv[3])
    say(report["device"])
wanted = sys.argv[4:] or ["check", "error", "speed", "hopper", "large", "train"]
for part in (check_part, error_part, speed_part, hopper_part, large_part):
    try:
        if part.__name__.removesuffix("_part") in wanted:
            part()
    except Exception as x:
        say(f"{part.__name__}: {type(x).__name__} {str(x)[:400]}")
if "train" in wanted:
    model, data = train_part()
    try:
        real_part(model, data)
    except Exception as x:
        say(f"real_part: {type(x).__name__} {str(x)[:400]}")
save()
