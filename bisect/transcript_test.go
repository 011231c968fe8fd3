package bisect_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/trainer/tensor"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the transcripts in testdata")

// TestTranscripts plays the disputes that testdata's files ask for, and compares what happens with what they say. A file holds scenes:
//
//	play epoch=2 corrupt=6/1/3 withheld
//	----
//	challenger  opens a game about epoch 2
//	…
//
// Run with -rewrite to write what happens, and review the difference.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for i, scene := range strings.Split(string(b), "\n\n") {
				head, _, _ := strings.Cut(scene, "\n----")
				if i > 0 {
					got.WriteString("\n")
				}
				fmt.Fprintf(&got, "%s\n----\n%s", strings.TrimSpace(head), scenePlayed(t, head))
			}
			if *rewrite {
				if err := os.WriteFile(f, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got.String() != string(b) {
				t.Errorf("%s: this happened:\n%s", f, got.String())
			}
		})
	}
}

// scenePlayed plays the last line of a scene's head; lines before it are comments, with #.
func scenePlayed(t *testing.T, head string) string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(head), "\n")
	words := strings.Fields(lines[len(lines)-1])
	if words[0] != "play" {
		t.Fatalf("unknown command %q", words[0])
	}
	j := tiny()
	var hook bisecttest.Hook
	var after func(uint32, []tensor.Tensor)
	var step uint32
	var log strings.Builder
	epoch, mode, silent := checkpoint.Epoch(0), "", ""
	winner := bisect.Challenger
	a := bisect.DefaultArities
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		scan := func(format string, args ...any) {
			if n, err := fmt.Sscanf(value, format, args...); n != len(args) || err != nil {
				t.Fatalf("%q: %v", w, err)
			}
		}
		switch key {
		case "epoch":
			scan("%d", &epoch)
		case "corrupt":
			var kernel, element int
			scan("%d/%d/%d", &step, &kernel, &element)
			hook = bisecttest.Flip(step, kernel, element, bitsOf(kernel))
		case "poison":
			var s, e int
			scan("%d/%d/%d", &step, &s, &e)
			at := step
			after = func(t uint32, state []tensor.Tensor) {
				if t == at {
					state[s].Words[e]++
				}
			}
		case "arities":
			scan("%d/%d/%d/%d/%d", &a.History, &a.Outputs, &a.State, &a.Tensor, &a.Sums)
		case "silent":
			silent = value
		case "withheld", "published", "griefer":
			mode = key
		default:
			t.Fatalf("unknown word %q", w)
		}
	}
	r := mustRun(j, hook, after)
	d := honest(defence(r, hook))
	for p := bisect.History; p < bisect.Done; p++ {
		if silent == p.String() {
			d = bisect.Silent{Player: d, From: p}
		}
	}
	m := of(t, r).with(a).epoch(epoch).by(d).logged(&log)
	switch mode {
	case "withheld":
		m.asking().against(withheld(honestRun()))
	case "published":
		m.against(published(r, step, defence(r, hook)))
	case "griefer": // the change is the challenger's, not the defender's
		winner = bisect.Defender
		m = of(t, honestRun()).with(a).epoch(epoch).by(honest(defence(honestRun(), nil))).logged(&log)
		m.asking().against(withheldBy(r, hook))
	}
	m.wins(winner)
	return log.String()
}
