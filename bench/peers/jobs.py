"""The three jobs in PyTorch, as its users write them: the modules, their optimisers, the batches.

A Job is read from the file that `go run ./bench/export` writes, and begins with the same weights and reads the same
batches. Where PyTorch offers several ways to write the same step, the module takes `way`.
"""

import json
import math
import struct

import numpy
import torch
import torch.nn.functional as F
from torch import nn

DTYPES = {"F32": numpy.float32, "U32": numpy.uint32, "U16": numpy.uint16, "U8": numpy.uint8}


def read_safetensors(path):
    """Returns the tensors by name, and the metadata."""
    with open(path, "rb") as f:
        (n,) = struct.unpack("<Q", f.read(8))
        header = json.loads(f.read(n))
    about = header.pop("__metadata__", {})
    data = numpy.memmap(path, numpy.uint8, "c", 8 + n)  # what is not read takes no memory
    tensors = {}
    for name, t in header.items():
        begin, end = t["data_offsets"]
        tensors[name] = data[begin:end].view(DTYPES[t["dtype"]]).reshape(t["shape"])
    return tensors, about


class MLP(nn.Module):
    """Layers of weights with ReLU between them."""

    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)

    def names(self):
        for i, layer in enumerate(self.layers, 1):
            yield f"W{i}", layer.weight
            yield f"b{i}", layer.bias


class CNN(nn.Module):
    """Convolutions, each with ReLU and a max-pool of 2; then layers of weights. way: "nchw" or "channels_last"."""

    def __init__(self, filters, size, hidden, side, classes, way):
        super().__init__()
        self.side, self.format = side, torch.contiguous_format
        if way == "channels_last":
            self.format = torch.channels_last
        channels = [1] + filters
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, size, padding=size // 2) for a, b in zip(channels, filters)
        )
        self.left = side >> len(filters)
        self.dense = MLP([filters[-1] * self.left**2] + hidden + [classes])
        self.to(memory_format=self.format)

    def forward(self, x):
        x = x.view(-1, 1, self.side, self.side).contiguous(memory_format=self.format)
        for c in self.convolutions:
            x = F.max_pool2d(F.relu(c(x)), 2)
        return self.dense(x.flatten(1))

    def names(self):
        for i, c in enumerate(self.convolutions, 1):
            yield f"Wc{i}", c.weight
            yield f"bc{i}", c.bias
        yield from self.dense.names()

    def fit(self, name, value):
        """Filters come as (outputs, height, width, inputs), images that enter the layers of weights with channels last."""
        if name.startswith("Wc"):
            return value.permute(0, 3, 1, 2)
        if name == "W1":
            n, left = len(value), self.left
            return value.reshape(n, left, left, -1).permute(0, 3, 1, 2).reshape(n, -1)
        return value


class Attention(nn.Module):
    """Causal attention of several heads; way: see forward."""

    def __init__(self, width, heads, context, way):
        super().__init__()
        self.heads, self.way = heads, way
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        if way != "causal":
            mask = torch.full((context, context), -math.inf).triu(1)
            self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        b, t, w = x.shape
        h, d = self.heads, w // self.heads
        if self.way == "causal":  # one function, which takes a kernel that leaves out what the mask hides
            q, k, v = (s.view(b, t, h, d).transpose(1, 2) for s in self.qkv(x).split(w, 2))
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.out(y.transpose(1, 2).reshape(b, t, w))
        mask = self.mask[:t, :t]
        if self.way == "module":  # what nn.MultiheadAttention calls
            x = x.transpose(0, 1)
            y, _ = F.multi_head_attention_forward(
                x, x, x, w, h, self.qkv.weight, self.qkv.bias, None, None, False, 0.0,
                self.out.weight, self.out.bias, need_weights=False, attn_mask=mask,
            )  # fmt: skip
            return y.transpose(0, 1)
        qkv = self.qkv(x)
        if self.way == "baddbmm":  # the product also scales and adds the mask
            q, k, v = qkv.view(b, t, 3, h, d).permute(2, 0, 3, 1, 4).reshape(3, b * h, t, d)
            a = torch.baddbmm(mask, q, k.transpose(1, 2), alpha=1 / math.sqrt(d))
            y = torch.bmm(F.softmax(a, -1), v)
            return self.out(y.view(b, h, t, d).transpose(1, 2).reshape(b, t, w))
        q, k, v = (s.view(b, t, h, d).transpose(1, 2) for s in qkv.split(w, 2))
        if self.way == "sdp":
            y, _ = F._scaled_dot_product_attention(q, k, v, mask)
        elif self.way == "add":
            y = F.softmax((q * (1 / math.sqrt(d))) @ k.transpose(2, 3) + mask, -1) @ v
        elif self.way == "fill":
            a = (q @ k.transpose(2, 3)) * (1 / math.sqrt(d))
            y = F.softmax(a.masked_fill(mask != 0, -math.inf), -1) @ v
        else:
            raise ValueError(f"attention {self.way!r}")
        return self.out(y.transpose(1, 2).reshape(b, t, w))


class Block(nn.Module):
    def __init__(self, width, heads, context, way):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads, context, way)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attention(self.n1(x))
        return x + self.down(F.gelu(self.up(self.n2(x))))


class GPT(nn.Module):
    """The transformer of GPT-2: norms before, GELU, a head without bias, tied to the embedding or not. way: of attention."""

    def __init__(self, layers, width, heads, context, vocabulary, tied, way):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads, context, way) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.tied = tied
        if tied:
            self.head.weight = self.tokens.weight

    def forward(self, x):
        return self.logits(self.trunk(x))

    def trunk(self, x):
        x = self.tokens(x) + self.positions.weight[: x.shape[1]]
        for b in self.blocks:
            x = b(x)
        return x

    def logits(self, x):
        return self.head(self.norm(x)).flatten(0, 1)

    def names(self):
        yield "characters", self.tokens.weight
        yield "positions", self.positions.weight
        for i, b in enumerate(self.blocks, 1):
            for j, n in enumerate((b.n1, b.n2), 1):
                yield f"gain n{i}.{j}", n.weight
                yield f"bias n{i}.{j}", n.bias
            for part, kind in ((0, "weight"), (1, "bias")):
                letter = "Wb"[part]
                for n, name in enumerate(("query", "key", "value")):
                    whole = getattr(b.attention.qkv, kind)
                    width = len(whole) // 3
                    yield f"{letter}{i}.{name}", whole[n * width : (n + 1) * width]
                yield f"{letter}{i}.out", getattr(b.attention.out, kind)
                yield f"{letter}{i}.up", getattr(b.up, kind)
                yield f"{letter}{i}.down", getattr(b.down, kind)
        yield "gain n", self.norm.weight
        yield "bias n", self.norm.bias
        if not self.tied:
            yield "Whead", self.head.weight

    def start(self):
        """Weights as the job begins them: PyTorch's defaults are others."""
        added = 0.02 / math.sqrt(2 * len(self.blocks))
        for name, p in self.names():
            if name.startswith("gain"):
                nn.init.ones_(p)
            elif name.startswith("b"):
                nn.init.zeros_(p)
            else:
                nn.init.normal_(p, 0, added if name.endswith((".out", ".down")) else 0.02)


class Job:
    """A job that `go run ./bench/export` wrote, by its file, or by its tensors and what is said about them. Options are the optimiser's."""

    def __init__(self, source, way="", dtype=torch.float32, device="cpu", **options):
        self.tensors, self.about = read_safetensors(source) if isinstance(source, str) else source
        self.job = json.loads(self.about["job"])
        self.dtype, self.device = dtype, device
        self.text = "const.text" in self.tensors
        m = self.job["Model"]
        if self.text:
            self.model = GPT(m["Layers"], m["Width"], m["Heads"], m["Context"], m.get("Vocabulary") or 96, m["Tied"], way or "baddbmm")
            self.data, self.labels = self.windows("const.text")
        else:
            side, classes = math.isqrt(self.tensors["const.images"].shape[1]), 10
            if m["Kind"] == "cnn":
                self.model = CNN(m["Filters"], m["Size"], m["Hidden"], side, classes, way or "channels_last")
            else:
                self.model = MLP([side**2] + m["Hidden"] + [classes])
            self.data, self.labels = self.images("const.")
        self.model = self.model.to(device, dtype)
        self.data, self.labels = self.data.to(device), self.labels.to(device)
        self.rates = self.tensors.get("const.learning rates")
        if self.rates is None:
            self.rates = numpy.array([self.job["Rate"]["Peak"]], numpy.float32)
        self.rates = [float(r) for r in self.rates]
        o = self.job["Optimiser"]
        parameters, decay, self.clip = list(self.model.parameters()), o["Decay"], o["Clip"]
        rate = options.pop("lr", 1)
        betas, epsilon = (o["Beta1"], o["Beta2"]), o["Epsilon"]
        if o["Kind"] == "sgd":
            self.optimiser = torch.optim.SGD(parameters, rate, momentum=o["Momentum"], weight_decay=decay, **options)
        elif o["Kind"] == "adam":
            self.optimiser = torch.optim.Adam(parameters, rate, betas, epsilon, weight_decay=decay, **options)
        else:
            groups = [
                {"params": [p for p in parameters if p.dim() > 1], "weight_decay": decay},
                {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0},
            ]
            self.optimiser = torch.optim.AdamW(groups, rate, betas, epsilon, **options)

    def images(self, prefix):
        return (torch.from_numpy(self.tensors[prefix + name]) for name in ("images", "labels"))

    def windows(self, name):
        text, context = torch.from_numpy(self.tensors[name]), self.job["Model"]["Context"]
        n = (len(text) - 1) // context
        return (text[i : i + n * context].view(n, context) for i in (0, 1))

    def load(self):
        """Begins with the job's first weights."""
        fit = getattr(self.model, "fit", lambda name, value: value)
        seen = set()
        with torch.no_grad():
            for name, p in self.model.names():
                p.copy_(fit(name, torch.from_numpy(self.tensors["state." + name])))
                seen.add("state." + name)
        left = [n for n in self.tensors if n.startswith("state.") and n not in seen]
        if left:
            raise ValueError(f"the job has parameters that this file does not know: {left}")

    def rows(self):
        """Returns the samples of each step, as the job reads them."""
        return list(torch.from_numpy(self.tensors["rows"].astype(numpy.int64)).to(self.device))

    def batch(self, rows):
        x, y = self.data[rows], self.labels[rows].long().view(-1)
        if self.text:
            return x.long(), y
        return x.to(self.dtype).mul_(float(numpy.float32(1) / numpy.float32(255))), y

    def step(self, t, rows):
        """Runs step t = 1, 2, … and returns its loss: all that a step is, so this is what is timed."""
        x, y = self.batch(rows)
        loss = F.cross_entropy(self.model(x), y)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if self.clip:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        for g in self.optimiser.param_groups:
            g["lr"] = self.rates[min(t, len(self.rates)) - 1]
        self.optimiser.step()
        return loss.item()

    @torch.no_grad()
    def test(self):
        """Returns the share of the test images that are classified right, or the mean loss over the text's last part."""
        x, y = self.windows("test.text") if self.text else self.images("test.")
        total = 0.0
        for i in range(0, len(x), 500 if not self.text else 16):
            data, self.data, self.labels = (self.data, self.labels), x, y
            inputs, labels = self.batch(slice(i, i + (500 if not self.text else 16)))
            self.data, self.labels = data
            logits = self.model(inputs)
            if self.text:
                total += F.cross_entropy(logits, labels, reduction="sum").item()
            else:
                total += (logits.argmax(1) == labels).sum().item()
        return total / y.numel()
