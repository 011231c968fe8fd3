package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFigures(t *testing.T) {
	f := Figure{Section: "s", Name: "n", Unit: "ms", Ours: sample([]float64{3, 1, 2}), Peer: sample([]float64{4, 4, 4, 5}), Ratio: 2, Goal: 1.25, AtLeast: true}
	for want, f := range map[string]Figure{
		"n | ms | 2 (1 to 3) | 4 (4 to 5) | 2 | ≥ 1.25":             f,
		"x | GB/s | 2.85 |  |  | ≥ 3, missed":                       {Name: "x", Unit: "GB/s", Ours: sample([]float64{2.849}), Goal: 3, AtLeast: true},
		"y | ms | 10.8 (9.00 to 12.6) | 10 | 1.08 | ≤ 1.05, missed": {Name: "y", Unit: "ms", Ours: sample([]float64{12.6, 8.999}), Peer: sample([]float64{10}), Ratio: 1.08, Goal: 1.05},
		"z |  |  |  |  | ":                {Name: "z"},
		"w | share | 0.885 | 0.884 |  | ": {Name: "w", Unit: "share", Ours: sample([]float64{0.8851}), Peer: sample([]float64{0.8843})},
	} {
		if got := strings.Join(f.row(), " | "); got != want {
			t.Errorf("row %q, want %q", got, want)
		}
	}
	if r := ratios([]float64{2, 9, 4}, []float64{1, 3}); len(r) != 2 || median(r) != 2.5 {
		t.Errorf("ratios %v", r)
	}
}

func TestDocument(t *testing.T) {
	r := &Results{Machine: &Machine{Processor: "P", Cores: 2, Load: "3.0 2 1", Versions: map[string]string{"go": "go1"}}, Skipped: []Skip{{"p", "a: b"}},
		Figures: []Figure{{Section: "s", Name: "n", Peer: sample([]float64{1}), PeerIs: "other"}, {Section: "t", Name: "m"}, {Section: "s", Name: "o"}}}
	page := filepath.Join(t.TempDir(), "page.md")
	for range 2 { // what is written is written over
		if _, err := os.Stat(page); err != nil {
			if err := os.WriteFile(page, []byte("before\n"+from+"\nold\n"+to+"\nafter\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.document(page); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before\n<!--", "### s\n\n|  | unit |", "| n |  |  | 1 |  |  |\n| o |", "Peer: other.\n\n### t", "Not measured: a: b.", "others used the processors", to + "\nafter\n"} {
		if strings.Count(string(b), want) != 1 {
			t.Errorf("%q is not once in\n%s", want, b)
		}
	}
	if strings.Contains(string(b), "old") {
		t.Error("the old results are still there")
	}
	if err := os.WriteFile(page, []byte(from), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.document(page); err == nil {
		t.Error("a page without an end mark is accepted")
	}
}

// The committed results are those of the page.
func TestCommitted(t *testing.T) {
	r, err := read("results.json")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join("..", "docs", "performance.md"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	r.markdown(&b)
	if !strings.Contains(string(page), b.String()) {
		t.Error("docs/performance.md has other results than bench/results.json: make bench-docs")
	}
}

// What is measured again takes the place of what was, and the rest stays.
func TestKeep(t *testing.T) {
	old := &Results{Machine: &Machine{Versions: map[string]string{"pytorch": "1"}}, Skipped: []Skip{{"a", "x"}, {"b", "y"}},
		Figures: []Figure{{Part: "a", Name: "1"}, {Part: "b", Name: "2"}, {Part: "c", Name: "3"}}}
	b := &bench{versions: map[string]string{"go": "2"}, results: &Results{}}
	b.keep(old, []string{"a"})
	b.part = "a"
	b.add(Figure{Name: "4"})
	b.order([]string{"a", "b", "c"})
	var got []string
	for _, f := range b.results.Figures {
		got = append(got, f.Part+f.Name)
	}
	if strings.Join(got, " ") != "a4 b2 c3" || len(b.results.Skipped) != 1 || b.versions["pytorch"] != "1" {
		t.Errorf("figures %v, skipped %v, versions %v", got, b.results.Skipped, b.versions)
	}
}

func BenchmarkGame(b *testing.B) {
	w, err := gameWorld("abstract")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	g, err := playGames(w, 0, b.N)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(g.events)/g.Seconds, "events/s")
}

// The two sides of a game that differ in one quantity do not agree.
func TestAgreement(t *testing.T) {
	side := func(x ...float64) (m moments) {
		for _, x := range x {
			m.add(x)
		}
		return m
	}
	same := map[string]moments{"a": side(1, 2, 3), "b": side(7, 7)}
	if z, _ := agreement(same, same); z != 0 {
		t.Errorf("alike, but %v apart", z)
	}
	if z, about := agreement(same, map[string]moments{"a": side(2, 3, 4), "b": side(7, 7)}); z < 1.4 || z > 1.6 || !strings.Contains(about, "a ") {
		t.Errorf("%v apart: %s", z, about)
	}
	for _, other := range []map[string]moments{{"a": same["a"]}, {"a": same["a"], "b": side(8, 8)}} {
		if z, _ := agreement(same, other); z < 1e9 {
			t.Errorf("%v and %v are %v apart", same, other, z)
		}
	}
}
