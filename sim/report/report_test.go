package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"refute/config"
)

// To look at the pages: go test ./sim/report -run Page -pages DIR
var pages = flag.String("pages", "", "write the reports of the tests to this folder")

const stakes = `name: stake-vs-sampling
about: At which bond and sampling rate does cheating stop to pay?
runs: 60
tasks: 50
task: {steps: 100, reward: 1 ether, cost: 0.6 ether}
terms: {bond: 2 ether}
solvers:
  - {name: honest, count: 2}
  - {name: cheat, count: 2, strategy: [substitute], saves: 0.9, gain: 1 ether}
verifiers:
  - {name: watch, count: 5, rate: 0.05}
  - {name: lazy, count: 5, strategy: [lazy]}
output: {series_every: 5}
`

// invented is an experiment of numbers drawn as a simulation of the scenario would draw them.
func invented(points, runs int) *Results {
	r := &Results{Name: "stake-vs-sampling", Version: "v0", Scenario: stakes + asked, Seed: 7, SeedRule: "hash(seed, point, run)", Confidence: 0.95, Asked: uint64(runs),
		Runs: uint64(points * runs), Complete: true, Commands: []string{"refute sim sweep stake-vs-sampling --out results"},
		Facts: [][2]string{{"Results", "sha256 0123"}},
		Columns: []Column{{"tasks", "", "tasks that came"}, {"cheated", "", "tasks in which the solver cheated"}, {"undetected", "", "of them, those that were paid for"},
			{"games", "", "games that ended"}, {"dispute_seconds", "s", "mean time of a game"}, {"attack_spend", "gwei", "what attackers lost"}, {"defence_spend", "gwei", "what honest sides lost"},
			{"ruined", "", "verifiers that could not pay any more"}, {"pot_ruined", "", "1 if a jackpot could not be paid in full"},
			{"solver.honest.profit", "gwei", "what it gained in all"}, {"solver.cheat.profit", "gwei", "what it gained in all"}, {"verifier.watch.profit", "gwei", "what it gained in all"}, {"verifier.lazy.profit", "gwei", "what it gained in all"}}}
	money := func(text string) float64 {
		n, err := config.Money.Parse(text)
		if err != nil {
			return math.NaN()
		}
		return float64(n)
	}
	number := func(text string) float64 {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return math.NaN()
		}
		return x
	}
	rates, bonds := []string{"0.01", "0.02", "0.05", "0.1", "0.2"}, []string{"0.5 ether", "1 ether", "2 ether", "5 ether", "10 ether", "20 ether"}
	if points == 1 {
		r.Points = [][]string{{}}
	} else {
		r.Params = []Param{{"verifiers.0.rate", "", "Which share of tasks each looks at", number}, {"terms.bond", "gwei", "What a solver stakes on a task", money}}
		for i := range points {
			r.Points = append(r.Points, []string{rates[i%len(rates)], bonds[i/len(rates)%len(bonds)]})
		}
	}
	r.Rows = func(names []string, visit func(int, uint64, []float64) error) error {
		for point := range points {
			q, bond := 0.05, 2e9
			if points > 1 {
				q, bond = number(r.Points[point][0]), money(r.Points[point][1])
			}
			for run := range runs {
				g := rand.New(rand.NewPCG(uint64(point), uint64(run)))
				missed := 0.0
				for range 50 {
					if g.Float64() < math.Pow(1-q, 5) {
						missed++
					}
				}
				caught := 50 - missed
				all := map[string]float64{"tasks": 100, "cheated": 50, "undetected": missed, "games": caught, "dispute_seconds": 3600 * (2 + g.ExpFloat64()), "attack_spend": caught * bond,
					"defence_spend": (10 + g.Float64()*caught) * 1e8, "ruined": math.Trunc(g.Float64() * 1.2), "pot_ruined": math.Trunc(g.Float64() * 1.2), "solver.honest.profit": 20e9 + 1e8*g.NormFloat64(),
					"solver.cheat.profit": 50*0.94e9 + missed*1e9 - caught*(bond+1e9) - 27e9 + 27e9 - 30e9 + 3e9, "verifier.watch.profit": caught*0.2*bond - 250*q*0.7e9, "verifier.lazy.profit": 0}
				v := make([]float64, len(names))
				for i, n := range names {
					x, ok := all[n]
					if !ok {
						return errors.New("no column " + n)
					}
					v[i] = x
				}
				if err := visit(point, uint64(run), v); err != nil {
					return err
				}
			}
		}
		return nil
	}
	r.Series = func(visit func(int, uint64, int64, string, float64) error) error {
		for point := range points {
			for run := range min(runs, 30) {
				g := rand.New(rand.NewPCG(uint64(point), uint64(run)))
				x, pot := 0.5, 10.0
				for i := range 40 {
					t := int64(i) * int64(36e11)
					for _, s := range []struct {
						name string
						v    float64
					}{{"pot", pot}, {"share.watch.honest", x}, {"share.watch.lazy", 1 - x}} {
						if err := visit(point, uint64(run), t, s.name, s.v); err != nil {
							return err
						}
					}
					x = max(0, min(1, x+0.03*g.NormFloat64()))
					pot = max(0, pot+0.4*g.NormFloat64())
				}
			}
		}
		return nil
	}
	return r
}

const asked = `report:
  plots:
    - {kind: map, metric: solver.cheat.profit - solver.honest.profit, log_y: true, exact: cheat-profit, title: Where cheating pays, label: what cheating brings beyond honest work}
    - {kind: curve, metric: undetected/cheated, log_x: true, y: none, exact: undetected, title: Cheats that nobody finds, label: share of cheats undetected}
    - {kind: validation, metric: undetected/cheated, exact: undetected}
    - {kind: shares}
    - {kind: paths}
    - {kind: times}
    - {kind: spend}
    - {kind: sensitivity, metric: solver.cheat.profit}
    - {kind: curve, metric: no_such}
    - {kind: map, x: terms.share}
    - {kind: curve, exact: no-such}
`

func made(t *testing.T, r *Results) (string, []byte) {
	t.Helper()
	dir := t.TempDir()
	if err := Make(dir, r); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, PageName))
	if err != nil {
		t.Fatal(err)
	}
	if *pages != "" {
		os.MkdirAll(*pages, 0o755)
		os.WriteFile(filepath.Join(*pages, strings.ReplaceAll(t.Name(), "/", "-")+".html"), b, 0o644)
	}
	return dir, b
}

func TestPage(t *testing.T) {
	for _, c := range []struct{ points, runs, plots int }{{30, 60, 13}, {1, 200, 7}, {1, 1, 7}} {
		t.Run(fmt.Sprintf("%d-%d", c.points, c.runs), func(t *testing.T) {
			dir, b := made(t, invented(c.points, c.runs))
			_, again := made(t, invented(c.points, c.runs))
			if !bytes.Equal(b, again) {
				t.Error("the same results gave two pages")
			}
			check(t, "page", b)
			files, _ := filepath.Glob(filepath.Join(dir, PlotsName, "*.svg"))
			if len(files) != c.plots {
				t.Errorf("%d plots of %d", len(files), c.plots)
			}
			for _, f := range files {
				s, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				check(t, f, s)
			}
		})
	}
}

var outside = regexp.MustCompile(`(?i)(src|href|url)\s*[=(]\s*["']?\s*(https?:)?//|<script|@import|<link|\son\w+=`)

// check reads a document as XML, and looks for what would be fetched or run.
func check(t *testing.T, name string, b []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Entity = xml.HTMLEntity
	var open []string
	ids, refs := map[string]bool{}, []string{}
	titled := map[string]int{}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%s is not well-formed: %v", name, err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if n := len(open); n > 0 && open[n-1] == "svg" {
				titled[e.Name.Local]++
			}
			open = append(open, e.Name.Local)
			for _, a := range e.Attr {
				switch a.Name.Local {
				case "id":
					if ids[a.Value] {
						t.Errorf("%s has the id %q twice", name, a.Value)
					}
					ids[a.Value] = true
				case "aria-labelledby":
					refs = append(refs, strings.Fields(a.Value)...)
				case "href":
					if strings.HasPrefix(a.Value, "#") {
						refs = append(refs, a.Value[1:])
					}
				}
			}
			if e.Name.Local == "svg" {
				titled["svg"]++
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	for _, r := range refs {
		if !ids[r] {
			t.Errorf("%s refers to %q, which is not there", name, r)
		}
	}
	if titled["svg"] == 0 || titled["title"] != titled["svg"] || titled["desc"] != titled["svg"] {
		t.Errorf("%s: %d drawings, %d titles, %d descriptions", name, titled["svg"], titled["title"], titled["desc"])
	}
	if m := outside.Find(b); m != nil {
		t.Errorf("%s refers to what is outside of it: %s", name, m)
	}
	if bytes.Contains(b, []byte("NaN")) {
		t.Errorf("%s has a number that is none", name)
	}
}

// TestHostileResults: no results make a report panic, and what it writes is a page.
func TestHostileResults(t *testing.T) {
	for seed := range uint64(30) {
		g := rand.New(rand.NewPCG(seed, 9))
		r := invented(1+g.IntN(2)*g.IntN(12), 1+g.IntN(8))
		number := func(x float64) float64 {
			switch g.IntN(8) {
			case 0:
				return []float64{0, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 5e-324}[g.IntN(7)]
			}
			return x
		}
		rows := r.Rows
		r.Rows = func(names []string, visit func(int, uint64, []float64) error) error {
			return rows(names, func(point int, run uint64, v []float64) error {
				for i := range v {
					v[i] = number(v[i])
				}
				if g.IntN(20) == 0 {
					return nil
				}
				return visit(point, run, v)
			})
		}
		series := r.Series
		r.Series = func(visit func(int, uint64, int64, string, float64) error) error {
			return series(func(point int, run uint64, time int64, name string, x float64) error {
				if g.IntN(50) == 0 {
					time = g.Int64() - 1<<62
				}
				return visit(point, run, time, name, number(x))
			})
		}
		switch g.IntN(6) {
		case 0:
			r.Scenario = "no: scenario"
		case 1:
			r.Columns = r.Columns[:1]
		case 2:
			r.Name, r.Scenario = "<script>alert(1)</script>", strings.Replace(r.Scenario, "At which", "</pre><script>", 1)
		case 3:
			for i := range r.Points {
				for j := range r.Points[i] {
					r.Points[i][j] = []string{"", "nan", "0", "<b>", "-1 ether", "1e400"}[g.IntN(6)]
				}
			}
		}
		dir := t.TempDir()
		if err := Make(dir, r); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		b, err := os.ReadFile(filepath.Join(dir, PageName))
		if err != nil {
			t.Fatal(err)
		}
		check(t, fmt.Sprintf("the page of seed %d", seed), b)
	}
}
