// Command bench measures refute beside what a user would take instead, on this machine: matrix products beside OpenBLAS, whole training steps
// beside PyTorch at its best settings, hashes beside OpenSSL, the simulator beside SimPy and ns-3, and what commitments, audits and traces cost beside the steps.
//
//	go run ./bench [-long] [-only steps,gemm] [-out FILE] [-docs PAGE]
//
// Ours and the peer's runs are interleaved, and the ratio is the median of the rounds' ratios, so that what slows the machine for a while slows
// both. Peers that are missing are installed where Debian's packages and the right to are at hand; else they are left out, and the results say
// so. With -docs and no measurement (-only none), a page gets the results of the file.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// bench is a measurement under way.
type bench struct {
	long     bool
	seeds    int
	part     string // under way
	work     string // folder for what is built
	versions map[string]string
	results  *Results
}

func main() {
	long := flag.Bool("long", false, "more rounds, more shapes, every level of instructions")
	seeds := flag.Int("seeds", 3, "runs of each job of the section quality")
	only := flag.String("only", "", "measure these alone, by commas: hashes, gemm, steps, commitments, audits, counts, sim, quality (which must be named); none")
	out := flag.String("out", "bench/results.json", "file of the results; those of sections that are not measured are kept")
	docs := flag.String("docs", "", "page whose generated part gets the results")
	flag.Parse()
	if err := run(&bench{long: *long, seeds: *seeds}, *only, *out, *docs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(b *bench, only, out, docs string) error {
	if _, err := os.Stat("bench/peers"); err != nil {
		return fmt.Errorf("run from the root of the repository: %w", err)
	}
	if only == "none" {
		r, err := read(out)
		if err != nil {
			return err
		}
		r.table(os.Stdout)
		if docs != "" {
			return r.document(docs)
		}
		return nil
	}
	parts := []struct {
		name string
		run  func() error
	}{{"hashes", b.hashes}, {"gemm", b.gemm}, {"steps", b.steps}, {"commitments", b.commitments}, {"audits", b.audits}, {"counts", b.counts}, {"sim", b.sim}, {"quality", b.quality}}
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	chosen := names[:len(names)-1] // quality takes long, and is no matter of speed
	if only != "" {
		chosen = strings.Split(only, ",")
		for _, c := range chosen {
			if !slices.Contains(names, c) {
				return fmt.Errorf("-only %s: allowed are %s, or none", c, strings.Join(names, ", "))
			}
		}
	}
	var err error
	if b.work, err = os.MkdirTemp("", "refute-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.work)
	m := machine()
	b.versions, b.results = m.Versions, &Results{Machine: m, Long: b.long}
	old, err := read(out)
	if err == nil {
		b.keep(old, chosen)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	install(b.say)
	b.say("%s, %s, load %s", m.Processor, plural(m.Cores, "core"), m.Load)
	for _, p := range parts {
		if !slices.Contains(chosen, p.name) {
			continue
		}
		b.say("measuring %s", p.name)
		b.part = p.name
		if err := p.run(); err != nil {
			b.skip("%s: %v", p.name, err)
		}
		b.order(names)
		if err := b.results.write(out); err != nil { // now: whoever stops this keeps what was measured
			return err
		}
	}
	b.results.table(os.Stdout)
	if docs != "" {
		return b.results.document(docs)
	}
	return nil
}

// keep begins with the old results of what is not measured now.
func (b *bench) keep(old *Results, measured []string) {
	if old.Machine != nil {
		for name, v := range old.Machine.Versions {
			if b.versions[name] == "" {
				b.versions[name] = v
			}
		}
	}
	b.results.Figures = slices.DeleteFunc(old.Figures, func(f Figure) bool { return slices.Contains(measured, f.Part) })
	b.results.Skipped = slices.DeleteFunc(old.Skipped, func(s Skip) bool { return slices.Contains(measured, s.Part) })
}

// order sorts the figures by their parts.
func (b *bench) order(parts []string) {
	slices.SortStableFunc(b.results.Figures, func(x, y Figure) int { return slices.Index(parts, x.Part) - slices.Index(parts, y.Part) })
}

// add adds a figure.
func (b *bench) add(f Figure) {
	f.Part = b.part
	b.results.Figures = append(b.results.Figures, f)
	b.say("  %s: %s", f.Section, strings.Join(f.row(), " · "))
}

// skip notes what could not be measured.
func (b *bench) skip(format string, args ...any) {
	s := Skip{b.part, strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")}
	if !slices.Contains(b.results.Skipped, s) {
		b.results.Skipped = append(b.results.Skipped, s)
	}
	b.say("  not measured: %s", s.Why)
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// run runs a command whose output is for the reader.
func (b *bench) run(name string, args ...string) error {
	c := exec.Command(name, args...)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(append([]string{name}, args...), " "), err)
	}
	return nil
}
