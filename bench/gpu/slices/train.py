"""A gpt trained with products of rounded operands, forward and backward, beside binary32 and bfloat16: the losses step by step, and the time."""
import glob
import os
import sysconfig
import time
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from slices import rounded

GRAB = None  # operands of a product are put here by name, where it is a dict


@dataclass
class Config:
    vocab: int = 256
    context: int = 256
    batch: int = 32
    width: int = 384
    layers: int = 4
    heads: int = 6


SMALL = Config()
LARGE = Config(50304, 1024, 8, 768, 12, 12)  # 124 M parameters, and the vocabulary a multiple of 128


def corpus(limit=6 << 20):
    """Bytes of Python's own library: text that every machine here has."""
    files = sorted(glob.glob(os.path.join(sysconfig.get_paths()["stdlib"], "*.py")))
    data = b"".join(open(f, "rb").read() for f in files)[:limit]
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)


class Rounded(torch.autograd.Function):
    """a (…,m,k) · b (…,k,n), each operand of each of the three products rounded along its sum to S slices; the sum is binary32's."""

    @staticmethod
    def forward(ctx, a, b, s):
        ctx.save_for_backward(a, b)
        ctx.s = s
        return rounded(a, s) @ rounded(b.mT, s).mT

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        s = ctx.s
        return rounded(g, s) @ rounded(b, s).mT, rounded(a.mT, s) @ rounded(g.mT, s).mT, None


class Exact(torch.autograd.Function):
    """a (m,k) · b (k,n), each of the three products that of integers of S slices, exact and rounded once."""

    kernels = None  # slices.Kernels
    fused = None  # hopper.Fused, for S = 2

    @classmethod
    def product(cls, a, b, s):
        return cls.fused.matmul(*a, *b) if s == 2 else cls.kernels.exact(a, b, s)

    @staticmethod
    def forward(ctx, a, b, s, back):
        k = Exact.kernels
        ctx.save_for_backward(a, b)
        ctx.back = back
        return Exact.product(k.rows(a, s), k.columns(b, s), s)

    @staticmethod
    def backward(ctx, g):
        k, (a, b), s = Exact.kernels, ctx.saved_tensors, ctx.back
        g = g.contiguous()
        return Exact.product(k.rows(g, s), k.rows(b, s, True), s), Exact.product(k.columns(a, s, False), k.columns(g, s, True), s), None, None


class GPT(torch.nn.Module):
    """way: "" for what torch makes of a product, a number of slices for Rounded, "exact" for Exact of two slices in the layers and Rounded in attention;
    "exact, 3 last" has three slices in the gradients of the last layer's product."""

    def __init__(self, c, way, fast_attention=False):
        super().__init__()
        self.c, self.way, self.fast = c, way, fast_attention
        p = lambda *shape, scale=0.02: torch.nn.Parameter(torch.randn(*shape) * scale)
        w, deep = c.width, 0.02 / (2 * c.layers) ** 0.5
        self.wte, self.wpe = p(c.vocab, w), p(c.context, w)
        self.blocks = torch.nn.ParameterList()
        for _ in range(c.layers):
            self.blocks.extend([p(w, 3 * w), p(w, w, scale=deep), p(w, 4 * w), p(4 * w, w, scale=deep)])
        self.norms = torch.nn.ParameterList([torch.nn.Parameter(torch.ones(w)) for _ in range(2 * c.layers + 1)])
        self.head = p(w, c.vocab)

    def mm(self, a, b, name=None):
        if GRAB is not None and name:
            GRAB[name] = (a, b)
        if str(self.way).startswith("exact"):
            return Exact.apply(a.contiguous(), b, 2, 3 if name == "head" and "3" in self.way else 2) if a.dim() == 2 else Rounded.apply(a, b, 2)
        return Rounded.apply(a, b, self.way) if self.way else a @ b

    def forward(self, x, y):
        c, B = self.c, x.shape[0]
        flat = lambda h: h.reshape(B * c.context, -1)
        h = self.wte[x] + self.wpe
        mask = torch.full((c.context, c.context), float("-inf"), device=x.device).triu(1)
        norm = lambda h, i: F.layer_norm(h, (c.width,), self.norms[i])
        for l in range(c.layers):
            qkv, proj, up, down = self.blocks[4 * l : 4 * l + 4]
            q, k, v = self.mm(flat(norm(h, 2 * l)), qkv, f"qkv{l}").view(B, c.context, 3, c.heads, -1).permute(2, 0, 3, 1, 4)
            if self.fast:
                o = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            else:
                att = self.mm(q, k.mT) / (c.width // c.heads) ** 0.5
                o = self.mm(F.softmax((att + mask).float(), -1).to(v.dtype), v)
            h = h + self.mm(flat(o.transpose(1, 2)), proj, f"proj{l}").view(B, c.context, -1)
            u = F.gelu(self.mm(flat(norm(h, 2 * l + 1)), up, f"up{l}"), approximate="tanh")
            h = h + self.mm(u, down, f"down{l}").view(B, c.context, -1)
        z = self.mm(flat(norm(h, 2 * c.layers)), self.head, "head")
        return F.cross_entropy(z.float(), y.reshape(-1))


def batches(c, data, steps, seed, device):
    g = torch.Generator().manual_seed(seed)
    at = torch.randint(0, len(data) - c.context - 1, (steps, c.batch), generator=g)
    idx = at.unsqueeze(-1) + torch.arange(c.context + 1)
    return data[idx].long().to(device)  # steps, batch, context+1


def stepper(c, way, bf16, device, fast_attention=False):
    """A model and its step: (model, run, tokens, rate, loss). On a card the whole step is one CUDA graph."""
    torch.manual_seed(1)
    model = GPT(c, way, fast_attention).to(device)
    cuda = device == "cuda"
    rate = torch.tensor(0.0, device=device)
    opt = torch.optim.AdamW(model.parameters(), lr=rate if cuda else 1e-3, betas=(0.9, 0.95), weight_decay=0.1, **({"capturable": True} if cuda else {}))
    tokens = torch.zeros(c.batch, c.context + 1, dtype=torch.long, device=device)
    loss = torch.zeros((), device=device)

    def step():
        opt.zero_grad(set_to_none=True)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=bf16, cache_enabled=False):
            l = model(tokens[:, :-1], tokens[:, 1:])
        l.backward()
        opt.step()
        loss.copy_(l.detach())

    if not cuda:
        return model, step, tokens, rate, loss
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):  # at rate 0: nothing moves but the moments, which are the same for all
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return model, graph.replay, tokens, rate, loss


def train(way, bf16, data, steps, device, seconds=30.0):
    """The losses of steps of SMALL, the model, and seconds a step."""
    model, run, tokens, rate, loss = stepper(SMALL, way, bf16, device)
    all_ = batches(SMALL, data, steps, 1, device)
    losses, begun = [], time.time()
    for t in range(steps):
        rate.fill_(1e-3 * min(1, (t + 1) / 50))
        tokens.copy_(all_[t])
        run()
        losses.append(loss.clone())
        if t % 50 == 49:
            losses[-1].item()
            if time.time() - begun > seconds:
                break
    return torch.stack(losses).cpu(), model, (time.time() - begun) / len(losses)


def large(way, bf16, device, n=9):
    """The median milliseconds of a step of LARGE on tokens drawn at random, and its losses."""
    model, run, tokens, rate, loss = stepper(LARGE, way, bf16, device, True)
    tokens.copy_(torch.randint(0, LARGE.vocab, tokens.shape, generator=torch.Generator().manual_seed(1)).to(device))
    rate.fill_(1e-4)
    times, losses = [], []
    for _ in range(n + 1):
        a, b = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        a.record()
        run()
        b.record()
        b.synchronize()
        times.append(a.elapsed_time(b))
        losses.append(loss.item())
    return sorted(times[1:])[n // 2], losses
