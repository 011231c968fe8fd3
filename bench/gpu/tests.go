package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Test is a package whose tests ran on the card.
type Test struct {
	Package string   `json:"package"`
	Passed  int      `json:"passed"`
	Failed  []string `json:"failed"`
	Skipped int      `json:"skipped"`
	Seconds float64  `json:"seconds"`
}

// testedPackages have tests that run on a card where the variable says that there is one, and those of them that do.
var testedPackages = []struct{ path, run string }{
	{"trainer/cuda/driver", "^TestCard"},
	{"trainer/selftest", "^TestCard"},
	{"trainer/cuda/ptx/emulate", "^Test(Integers|Bits|Floats|Conversions|Compare|Loads|Async|Atomics|Divergence|Shuffle|Vote|Barriers|RandomFlow)$"},
	{"trainer/cuda", "^Test(Kernels|Programs|Errors|ConcurrentSteps|Trace|Memory|Models|Run|Conform|CardRoots|CardLargeGPT)$"},
	{"verifier", "^Test(CheatsOnACard|CheatStaysOnTheCard|HonestOnACard)$"},
}

// cardVariable makes the tests take a card.
const cardVariable = "REFUTE_CUDA=1"

var result = regexp.MustCompile(`^\s*--- (PASS|FAIL|SKIP): (\S+) \(([0-9.]+)s\)`)

// test runs the tests that need a card.
func (b *bench) test(context.Context) error {
	b.results.Tests = nil
	var failed []error
	for _, p := range testedPackages {
		args := []string{"-test.v", "-test.run", p.run, "-test.skip", b.skip, "-test.timeout", "30m"}
		var c *exec.Cmd
		if b.tests == "" {
			c = exec.Command("go", "test", "-tags", "cuda", "-count=1", "-v", "-timeout", "30m", "-run", p.run, "-skip", b.skip, "./"+p.path)
		} else {
			dir, err := filepath.Abs(filepath.Join(b.tests, p.path))
			if err != nil {
				return err
			}
			binary := filepath.Join(b.work, strings.ReplaceAll(p.path, "/", "-"))
			if err := unpack(filepath.Join(dir, testBinary+".gz"), binary); err != nil {
				return err
			}
			c = exec.Command(binary, args...)
			c.Dir = dir // where its testdata is
		}
		c.Env = append(os.Environ(), cardVariable)
		if b.card > 0 { // the tests take the first that they see
			c.Env = append(c.Env, fmt.Sprintf("CUDA_VISIBLE_DEVICES=%s", b.results.Card.UUID))
		}
		out, err := c.CombinedOutput()
		t := Test{Package: p.path}
		for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
			m := result.FindStringSubmatch(s.Text())
			if m == nil {
				continue
			}
			switch m[1] {
			case "PASS":
				t.Passed++
			case "SKIP":
				t.Skipped++
			default:
				t.Failed = append(t.Failed, m[2])
			}
			if !strings.Contains(m[2], "/") {
				x, _ := strconv.ParseFloat(m[3], 64)
				t.Seconds += x
			}
		}
		b.say("  %s: %d passed, %d failed, %d skipped in %.1f s", t.Package, t.Passed, len(t.Failed), t.Skipped, t.Seconds)
		if err != nil || t.Passed == 0 {
			failed = append(failed, fmt.Errorf("%s: %v\n%s", p.path, err, last(out, 4000)))
			if len(t.Failed) == 0 {
				t.Failed = []string{"it did not run"}
			}
		}
		b.results.Tests = append(b.results.Tests, t)
		if err := b.save(); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

func last(b []byte, n int) []byte { return b[max(0, len(b)-n):] }
