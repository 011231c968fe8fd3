"""A small gpt trained with products of rounded operands, forward and backward, beside binary32 and bfloat16: the losses step by step."""
import glob
import os
import sysconfig
import time

import torch
import torch.nn.functional as F

from slices import rounded

VOCAB, T, BATCH, WIDTH, LAYERS, HEADS = 256, 256, 32, 384, 4, 6
GRAB = None  # operands of a product are put here by name, where it is a dict


def corpus(limit=6 << 20):
    files = sorted(glob.glob(os.path.join(sysconfig.get_paths()["stdlib"], "*.py")))
    data = b"".join(open(f, "rb").read() for f in files)[:limit]
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)


class Product(torch.autograd.Function):
    """a (…,m,k) · b (…,k,n), each operand of each of the three products rounded along its sum."""

    @staticmethod
    def forward(ctx, a, b, s):
        ctx.save_for_backward(a, b)
        ctx.s = s
        return rounded(a, s) @ rounded(b.mT, s).mT

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        s = ctx.s
        da = rounded(g, s) @ rounded(b, s).mT
        db = rounded(a.mT, s) @ rounded(g.mT, s).mT
        return da, db, None


class GPT(torch.nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s = s
        p = lambda *shape, scale=0.02: torch.nn.Parameter(torch.randn(*shape) * scale)
        self.wte, self.wpe = p(VOCAB, WIDTH), p(T, WIDTH)
        deep = 0.02 / (2 * LAYERS) ** 0.5
        self.blocks = torch.nn.ParameterList()
        for _ in range(LAYERS):
            self.blocks.extend([p(WIDTH, 3 * WIDTH), p(WIDTH, WIDTH, scale=deep), p(WIDTH, 4 * WIDTH), p(4 * WIDTH, WIDTH, scale=deep)])
        ones = lambda: torch.nn.Parameter(torch.ones(WIDTH))
        self.norms = torch.nn.ParameterList([ones() for _ in range(2 * LAYERS + 1)])
        self.head = p(WIDTH, VOCAB)

    def mm(self, a, b, name=None):
        if GRAB is not None and name:
            a.requires_grad and a.retain_grad()
            GRAB[name] = (a, b)
        return Product.apply(a, b, self.s) if self.s else a @ b

    def forward(self, x, y):
        B = x.shape[0]
        h = self.wte[x] + self.wpe
        mask = torch.full((T, T), float("-inf"), device=x.device).triu(1)
        norm = lambda h, i: F.layer_norm(h, (WIDTH,), self.norms[i])
        for l in range(LAYERS):
            qkv, proj, up, down = self.blocks[4 * l : 4 * l + 4]
            q, k, v = self.mm(norm(h, 2 * l).view(B * T, WIDTH), qkv, f"qkv{l}").view(B, T, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
            att = self.mm(q, k.mT) / (WIDTH // HEADS) ** 0.5
            att = F.softmax((att + mask).float(), -1)
            o = self.mm(att.to(v.dtype), v).transpose(1, 2).reshape(B * T, WIDTH)
            h = h + self.mm(o, proj, f"proj{l}").view(B, T, WIDTH)
            u = F.gelu(self.mm(norm(h, 2 * l + 1).view(B * T, WIDTH), up, f"up{l}"), approximate="tanh")
            h = h + self.mm(u, down, f"down{l}").view(B, T, WIDTH)
        z = self.mm(norm(h, 2 * LAYERS).view(B * T, WIDTH), self.head, "head")
        return F.cross_entropy(z.float(), y.reshape(-1))


def batches(data, steps, seed, device):
    g = torch.Generator().manual_seed(seed)
    at = torch.randint(0, len(data) - T - 1, (steps, BATCH), generator=g)
    idx = at.unsqueeze(-1) + torch.arange(T + 1)
    return data[idx].long().to(device)  # steps, batch, T+1


def train(s, bf16, data, steps, device, seed=1, seconds=30.0):
    """The losses of steps, and the model. The whole step is one CUDA graph; eager where there is none."""
    torch.manual_seed(seed)
    model = GPT(s).to(device)
    cuda = device == "cuda"
    rate = torch.tensor(0.0, device=device)
    opt = torch.optim.AdamW(model.parameters(), lr=rate if cuda else 1e-3, betas=(0.9, 0.95), weight_decay=0.1, **({"capturable": True} if cuda else {}))
    all_ = batches(data, steps + 1, seed, device)
    xy = all_[0].clone()
    loss = torch.zeros((), device=device)

    def step():
        opt.zero_grad(set_to_none=True)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=bf16, cache_enabled=False):
            l = model(xy[:, :-1], xy[:, 1:])
        l.backward()
        opt.step()
        loss.copy_(l.detach())

    run = step
    if cuda:
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):  # at rate 0: nothing moves but the moments, which are the same for all
                step()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            step()
        run = graph.replay
    losses, begun = [], time.time()
    for t in range(steps):
        rate.fill_(1e-3 * min(1, (t + 1) / 50))
        xy.copy_(all_[t + 1])
        run()
        losses.append(loss.clone())
        if t % 50 == 49:
            losses[-1].item()
            if time.time() - begun > seconds:
                break
    return torch.stack(losses).cpu(), model, (time.time() - begun) / len(losses)
