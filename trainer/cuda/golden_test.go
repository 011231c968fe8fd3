package cuda_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/cuda/ptx"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
)

// golden writes what a card with 132 multiprocessors and 227 KiB of shared memory is given for programs: their ops, and the text of each function, once, or its
// SHA-256.
func golden(programs []*program.Program, texts bool) string {
	var b strings.Builder
	var entries []*ptx.Entry
	names := map[string]string{} // looked up only
	for n, p := range programs {
		ops := lower.Plan(p, true, lower.Card{Multiprocessors: 132, Shared: 227 << 10})
		fmt.Fprintf(&b, "// program %d: %d kernels, %d ops\n", n, len(p.Kernels), len(ops))
		for i := range ops {
			o := &ops[i]
			fmt.Fprintf(&b, "//   %s: kernels %v, stored %v\n", o.How, o.Kernels, o.Stores)
			for _, l := range o.Launches {
				text := l.Entry.String()
				name := names[text]
				if name == "" {
					name = fmt.Sprintf("k%d", len(names))
					names[text] = name
					entries = append(entries, l.Entry.Renamed(name))
					if !texts {
						name = fmt.Sprintf("%s = %x", name, sha256.Sum256([]byte(text)))
					}
				}
				fmt.Fprintf(&b, "//     %v blocks of %d threads, %d bytes shared: %s\n", l.Grid, l.Block, l.Shared, name)
			}
		}
	}
	if texts {
		b.WriteString(ptx.Module(entries...))
	}
	return b.String()
}

// What a card is given does not change by itself: the whole text for the demo's job, a hash of each function for a small transformer. `make ptx` writes it anew.
func TestGolden(t *testing.T) {
	digits, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	demo, err := models.MLP{Hidden: []int{128}, Training: models.Training{Batch: 64, Rate: 0.2}}.Build(digits)
	if err != nil {
		t.Fatal(err)
	}
	for file, got := range map[string]string{"testdata/demo.ptx": golden(demo.Programs(), true), "testdata/gpt.txt": golden(jobs(t)[3].model.Programs(), false)} {
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got == string(want) {
			continue
		}
		g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range min(len(g), len(w)) {
			if g[i] != w[i] {
				t.Errorf("%s: line %d is %q, was %q: if the change is meant, make ptx", file, i+1, g[i], w[i])
				break
			}
		}
		if len(g) != len(w) {
			t.Errorf("%s has %d lines, had %d: if the change is meant, make ptx", file, len(g), len(w))
		}
	}
}
