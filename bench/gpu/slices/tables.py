"""The tables of docs/integer-profile.md. usage: tables.py slices.json"""
import json
import sys

d = json.load(open(sys.argv[1]))
ORDER = ["f32 in order", "f32", "TF32", "bf16", "1 slice, 1 product", "2 slices, 3 products", "2 slices, 4 products", "3 slices, 6 products", "3 slices, 9 products", "4 slices, 10 products", "2 slices, blocks of 128"]
short = lambda n: n.replace(" slices, ", "·").replace(" slice, ", "·").replace(" products", "").replace(" product", "")


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for r in rows:
        print("| " + " | ".join(str(x) for x in r) + " |")
    print()


print(d["device"], "PyTorch", d["torch"])
print("wrong:", d["wrong"], "another order changes", d["f32 elements that another order changes"], "\n")
for which, what in ((0, "norm of the error by the norm of the product"), (1, "greatest error of an element by its Σ|a||b|")):
    print(what)
    rows = [(k, *(f"{e[n][which]:.1e}" for n in ORDER if n in e)) for part in ("error", "real") for k, e in d.get(part, {}).items()]
    table(["operands"] + [short(n) for n in ORDER], rows)
print("TFLOP/s, everything counted")
rows = []
for k, e in d["speed"].items():
    h = d.get("hopper", {}).get(k, {})
    best = max((h[n] for n in h if n.startswith("4")), key=lambda x: x[2], default=None)
    rows.append((k, *(round(e[n][1]) if n in e else "" for n in ("f32", "TF32", "bf16", "2 slices, 3 products", "2 slices, 4 products", "3 slices, 9 products")), *((round(best[2]), f"{best[0]:.3f}", f"{best[1]:.3f}", round(best[3])) if best else ())))
table(["m×k×n", "f32", "TF32", "bf16", "2·3", "2·4", "3·9", "2·4 in one kernel", "its ms", "slicing ms", "its TOP/s"], rows)
if "large" in d:
    table(["products of the layers", "ms a step", "loss after 1, 2, … steps"], [(k, f"{v[0]:.1f}", " ".join(f"{x:.4f}" for x in v[1])) for k, v in d["large"].items()])
rows, base = [], None
for k, v in d["train"].items():
    if isinstance(v, dict):
        l = v["losses"]
        base = base or l
        n = min(len(l), len(base))
        away = [abs(x - y) for x, y in zip(l, base)]
        mean = lambda x: sum(x) / len(x)
        rows.append((k, n, f"{mean(l[-50:]):.4f}", f"{mean(base[n-50:n]):.4f}", f"{mean(away[:20]):.1e}", f"{mean(away[n-50:n]):.1e}", f"{v['ms']:.1f}"))
table(["products", "steps", "mean loss of the last 50", "f32's", "from f32's, first 20 steps", "the last 50", "ms a step"], rows)
