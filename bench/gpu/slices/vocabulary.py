"""What rounding does to the gradient of a last layer of many words: losses of a small gpt with 50,304 of them, on any machine with PyTorch."""
import torch

from train import GPT, Config, Rounded


class Model(GPT):
    last = None  # slices in the last layer, if not those of the others

    def mm(self, a, b, name=None):
        if self.last is not None and name == "head":
            return Rounded.apply(a, b, self.last)
        return super().mm(a, b, name)


c = Config(50304, 128, 4, 128, 1, 2)
tokens = torch.randint(0, c.vocab, (c.batch, c.context + 1), generator=torch.Generator().manual_seed(1))
for name, way, last in (("binary32", "", None), ("2 slices", 2, None), ("2 slices, 3 in the last layer", 2, 3), ("3 slices", 3, None)):
    torch.manual_seed(1)
    model = Model(c, way)
    model.last = last
    opt = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1)
    losses = []
    for _ in range(6):
        opt.zero_grad()
        loss = model(tokens[:, :-1], tokens[:, 1:])
        loss.backward()
        opt.step()
        losses.append(loss.item())
    print(f"{name}: " + " ".join(f"{x:.5f}" for x in losses), flush=True)
