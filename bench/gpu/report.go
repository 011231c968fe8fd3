package main

import (
	"fmt"
	"strings"
)

// Goals of the figures.
const (
	goalProduct  = 0.90 // of cuBLAS, from 1,024 rows, columns and terms on
	goalStep     = 1.0  // of PyTorch's better way in binary32
	goalOverhead = 1.02 // of gpt-124m
	goalHash     = 20.0 // GB/s
)

// peak is how many operations in binary32 a second the card can begin at its highest clock, in TFLOP/s: a fused product and sum is two. A multiprocessor
// has 128 lanes for them, that of compute capability 8.0 64.
func (r *Results) peak() float64 {
	lanes := 128.0
	if r.Card.Major == 8 && r.Card.Minor == 0 {
		lanes = 64
	}
	return 2e-6 * lanes * float64(r.Card.Multiprocessors) * float64(r.Card.Clock)
}

// report writes the page.
func (r *Results) report() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("# Report of a card\n")
	p("`make gpu-test` and `make gpu-bench` write this page; [gpu.md](gpu.md) says what it is about.\n")
	c := r.Card
	p("Card: %s, compute capability %d.%d, %d multiprocessors, %d MHz at most, %.1f GB; driver %s.\n", c.Name, c.Major, c.Minor, c.Multiprocessors, c.Clock, float64(c.Memory)/1e9, c.Driver)
	r.tests(p)
	r.steps(p)
	r.products(p)
	if h := r.Hash; h != nil {
		p("## Hashing\n\nCommit %s.\n", r.Commits["hash"])
		rate := float64(h.Bytes) / 1e6 / h.MS
		p("The roots of gpt-124m's state with the optimiser's moments, %d tensors of %.2f GB, alone on the card: %.3f ms, %.0f GB/s (goal: ≥ %.0f%s).\n", h.Tensors, float64(h.Bytes)/1e9, h.MS, rate, goalHash, missed(rate >= goalHash))
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func missed(reached bool) string {
	if reached {
		return ""
	}
	return ", missed"
}

func (r *Results) tests(p func(string, ...any)) {
	if len(r.Tests) == 0 {
		return
	}
	p("## Tests\n\nCommit %s.\n", r.Commits["tests"])
	p("The same tests that run on the emulated card everywhere, and those that a real one alone can run.\n")
	p("| package | passed | failed | skipped |\n| --- | --- | --- | --- |")
	for _, t := range r.Tests {
		failed := "0"
		if len(t.Failed) > 0 {
			failed = fmt.Sprintf("%d: %s", len(t.Failed), strings.Join(t.Failed, ", "))
		}
		p("| `%s` | %d | %s | %d |", t.Package, t.Passed, failed, t.Skipped)
	}
	p("")
}

func (r *Results) steps(p func(string, ...any)) {
	if len(r.Jobs) == 0 && (r.Peers == nil || len(r.Peers.Figures) == 0) {
		return
	}
	p("## Whole steps\n\nCommit %s; PyTorch beside commit %s.\n", r.Commits["steps"], r.Commits["peers"])
	p("Ours: forward, backward, update; the loss of every step is read; with commitments, the root of the state after every step too. Up to three steps are under way at a time; the")
	p("figure is the median of %d rounds of the mean time of a step, rounds with and without commitments in turns. PyTorch's: the median time between events of the card", rounds)
	p("around steps; its losses are read at the end. A ratio above 1: ours is faster.\n")
	p("| job | ms a step, committed | without commitments | cost of committing | GB of memory | PyTorch's best in binary32 | ratio | goal | PyTorch in bf16 | ratio |")
	p("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
	for _, j := range r.Jobs {
		on, off := median(j.Committed), median(j.Bare)
		var costs []float64
		for i := range min(len(j.Committed), len(j.Bare)) {
			costs = append(costs, j.Committed[i]/j.Bare[i])
		}
		cost := median(costs)
		overhead := fmt.Sprintf("%.3f", cost)
		if j.Name == "gpt-124m" {
			overhead += fmt.Sprintf(" (goal: ≤ %.2f%s)", goalOverhead, missed(cost <= goalOverhead))
		}
		full, ratio, goal := "", "", ""
		if w := r.best(j.Name, false); w != nil {
			full, ratio, goal = fmt.Sprintf("%.3f (%s)", w.MS, w.Way), fmt.Sprintf("%.2f", w.MS/on), fmt.Sprintf("≥ %.1f%s", goalStep, missed(w.MS/on >= goalStep))
		}
		half, halfRatio := "", ""
		if w := r.best(j.Name, true); w != nil {
			half, halfRatio = fmt.Sprintf("%.3f (%s)", w.MS, w.Way), fmt.Sprintf("%.2f", w.MS/on)
		}
		p("| %s | %.3f | %.3f | %s | %.2f | %s | %s | %s | %s | %s |", j.Name, on, off, overhead, float64(j.Memory)/1e9, full, ratio, goal, half, halfRatio)
	}
	p("")
	for _, j := range r.Jobs {
		p("%s: %d parameters; planned and compiled in %.1f s; root of the state after the last step %s.%s\n", j.Name, j.Parameters, j.Compile, j.Root, map[bool]string{true: " On random images in the place of Fashion-MNIST's."}[j.Random])
	}
	if r.Peers == nil {
		return
	}
	p("All of PyTorch's ways, %s with CUDA %s, TF32 off:\n", r.Peers.PyTorch, r.Peers.CUDA)
	p("| job | way | ms a step | from … to | GB of memory |\n| --- | --- | --- | --- | --- |")
	for _, w := range r.Peers.Figures {
		p("| %s | %s | %.3f | %.3f … %.3f | %.2f |", w.Job, w.Way, w.MS, w.Low, w.High, float64(w.Peak)/1e9)
	}
	p("")
	for _, s := range r.Peers.Skipped {
		p("Not measured: %s: %s.\n", s.Name, s.Why)
	}
}

// best returns PyTorch's fastest way in binary32, or in bf16. A step captured as a graph by hand counts: it is what is possible.
func (r *Results) best(job string, half bool) (best *Way) {
	if r.Peers == nil {
		return nil
	}
	for i, w := range r.Peers.Figures {
		if w.Job == job && w.half() == half && (best == nil || w.MS < best.MS) {
			best = &r.Peers.Figures[i]
		}
	}
	return best
}

func (r *Results) products(p func(string, ...any)) {
	if len(r.Products) == 0 {
		return
	}
	p("## Matrix products\n\nCommit %s.\n", r.Commits["products"])
	p("Binary32, each sum in the order of its terms by one thread, beside `torch.mm` with TF32 off, which calls cuBLAS. The card's peak at its highest clock is %.1f TFLOP/s.", r.peak())
	p("aT, bT: the operand lies transposed.\n")
	p("| rows × columns × terms | operands | TFLOP/s | of the peak | cuBLAS | ratio | goal |\n| --- | --- | --- | --- | --- | --- | --- |")
	for _, o := range r.Products {
		peer, ratio, goal := "", "", ""
		if r.Peers != nil {
			for _, x := range r.Peers.Products {
				if x.Rows == o.Rows && x.Columns == o.Columns && x.Terms == o.Terms && x.How == o.How {
					peer, ratio = fmt.Sprintf("%.2f", x.TFLOPS), fmt.Sprintf("%.2f", o.TFLOPS/x.TFLOPS)
					if o.Rows == o.Columns && o.Rows >= 1024 {
						goal = fmt.Sprintf("≥ %.2f%s", goalProduct, missed(o.TFLOPS/x.TFLOPS >= goalProduct))
					}
				}
			}
		}
		p("| %d × %d × %d | %s | %.2f | %.0f%% | %s | %s | %s |", o.Rows, o.Columns, o.Terms, o.How, o.TFLOPS, 100*o.TFLOPS/r.peak(), peer, ratio, goal)
	}
	p("")
}
