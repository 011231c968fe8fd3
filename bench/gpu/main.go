// Command gpu measures refute on an NVIDIA card beside PyTorch there, runs the tests that need a card, and writes a report with the card, the driver and
// the commit. It needs a binary with the executor for cards, and for the peers a python3 that has PyTorch for CUDA:
//
//	go run -tags cuda ./bench/gpu [-only steps,products,hash,peers,tests] [-card N] [-data-dir DIR]
//
// `make gpu-kit` puts it, the tests and PyTorch's side in a folder for a machine that has no Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"refute/trainer/cuda/driver"
)

// commit is what was built, by the linker's flag -X.
var commit = "unknown"

// bench is a measurement under way.
type bench struct {
	card    int
	dataDir string
	peers   string // folder of PyTorch's side
	python  string
	tests   string // folder of a kit's tests; "": go test
	budget  time.Duration
	skip    string // tests
	save    func() error
	work    string // folder for what is handed to the peers
	results *Results
}

// Results are what the report is made of. Sections that are not measured are kept from the file.
type Results struct {
	Card     driver.Info       `json:"card"`
	Commits  map[string]string `json:"commits"` // by section
	Products []Product         `json:"products"`
	Hash     *Hash             `json:"hash"`
	Jobs     []Job             `json:"jobs"`
	Peers    *Peers            `json:"peers"`
	Tests    []Test            `json:"tests"`
}

func main() {
	b := &bench{}
	flag.IntVar(&b.card, "card", 0, "number of the card, as refute doctor lists them")
	flag.StringVar(&b.dataDir, "data-dir", "", "folder of Fashion-MNIST (default: of Debian's package; where it is not, random images take its place)")
	flag.StringVar(&b.peers, "peers", "bench/gpu/peers", "folder of PyTorch's side")
	flag.StringVar(&b.python, "python", "python3", "the python3 that has PyTorch")
	flag.StringVar(&b.tests, "tests", "", "folder of a kit's tests (default: go test)")
	only := flag.String("only", "", "measure these alone, by commas: steps, products, hash, peers, tests; none")
	out := flag.String("out", "bench/gpu/results.json", "file of the results")
	report := flag.String("report", "docs/gpu-report.md", "page of the report")
	flag.DurationVar(&b.budget, "budget", time.Hour, "time of the peers, after which the rest of their ways is left out")
	flag.StringVar(&b.skip, "skip", "", "regular expression of tests that are left out")
	kit := flag.String("kit", "", "fill this folder with all that a machine with a card and without Go needs for this, and do nothing else")
	flag.Parse()
	if *kit != "" {
		if err := b.kit(*kit); err != nil {
			fmt.Fprintln(os.Stderr, "gpu:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(b, *only, *out, *report); err != nil {
		fmt.Fprintln(os.Stderr, "gpu:", err)
		os.Exit(1)
	}
}

func run(b *bench, only, out, report string) (err error) {
	parts := []struct {
		name string
		run  func(ctx context.Context) error
	}{{"steps", b.steps}, {"products", b.products}, {"hash", b.hash}, {"peers", b.pytorch}, {"tests", b.test}}
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	chosen := names
	if only != "" {
		chosen = strings.Split(only, ",")
		for _, c := range chosen {
			if !slices.Contains(names, c) && c != "none" {
				return fmt.Errorf("-only %s: allowed are %s, or none", c, strings.Join(names, ", "))
			}
		}
	}
	b.results = &Results{}
	text, err := os.ReadFile(out)
	if err == nil {
		err = json.Unmarshal(text, b.results)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", out, err)
	}
	if b.work, err = os.MkdirTemp("", "refute-gpu-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.work)
	b.save = func() error { return b.write(out, report) }
	var failed []error
	if !slices.Equal(chosen, []string{"none"}) {
		cards, err := driver.Cards()
		if err != nil {
			return err
		}
		if b.card < 0 || b.card >= len(cards) {
			return fmt.Errorf("-card %d: there are cards 0 … %d", b.card, len(cards)-1)
		}
		if commit == "unknown" {
			if c, err := head(); err == nil {
				commit = c
			}
		}
		if old := b.results.Card; old.Name != "" && (old.Name != cards[b.card].Name || old.Driver != cards[b.card].Driver) {
			b.say("the results of %s are of another card or driver, and left out", out)
			b.results = &Results{}
		}
		if b.results.Commits == nil {
			b.results.Commits = map[string]string{}
		}
		b.results.Card = cards[b.card]
	}
	for _, p := range parts {
		if !slices.Contains(chosen, p.name) {
			continue
		}
		b.say("%s", p.name)
		b.results.Commits[p.name] = commit
		if err := p.run(context.Background()); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", p.name, err))
			b.say("  %v", failed[len(failed)-1])
		}
		if err := b.save(); err != nil { // now: whoever stops this keeps what was measured
			return err
		}
	}
	return errors.Join(append(failed, b.save())...)
}

func (b *bench) write(out, report string) error {
	text, err := json.MarshalIndent(b.results, "", " ")
	if err != nil {
		return err
	}
	for _, f := range []string{out, report} {
		if err := os.MkdirAll(filepath.Dir(f), 0o755); err != nil {
			return err
		}
	}
	if err := os.WriteFile(out, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.WriteFile(report, []byte(b.results.report()), 0o644)
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	n := len(s)
	if n == 0 {
		return 0
	}
	return (s[(n-1)/2] + s[n/2]) / 2
}
