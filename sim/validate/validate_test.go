package validate

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"refute/bisect"
	"refute/sim/court/board"
	"refute/sim/theory"
)

// few makes a part of the runs, of all checks or of some.
func few(t *testing.T, part float64, names ...string) *Report {
	t.Helper()
	checks := all()
	if len(names) > 0 {
		checks = nil
		for _, name := range names {
			checks = append(checks, find(t, name))
		}
	}
	r, err := run(context.Background(), checks, 2, 1, part)
	if err != nil {
		t.Fatal(err)
	}
	return &r
}

// quick returns all checks, but those that play games move by move only in the long suites: once, in TestAll, is enough otherwise.
func quick() []check {
	return slices.DeleteFunc(all(), func(c check) bool {
		return os.Getenv("REFUTE_HEAVY") == "" && (c.play != nil || slices.Contains(c.sets, "fidelity=game"))
	})
}

func find(t *testing.T, name string) check {
	t.Helper()
	for _, c := range all() {
		if c.name == name {
			return c
		}
	}
	t.Fatalf("no check %q", name)
	return check{}
}

func TestAll(t *testing.T) {
	part := 0.05
	if os.Getenv("REFUTE_HEAVY") != "" {
		part = 1
	}
	r := few(t, part)
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !r.OK() {
		t.Error(b.String())
	}
	// What "stands" means is what the table shows: the claim is in the interval.
	all := true
	for _, c := range r.Checks {
		in := c.Low <= c.Claim && c.Claim <= c.High
		all = all && in
		if c.Stands != in {
			t.Errorf("%s: %g, interval [%g, %g], stands: %v", c.Name, c.Claim, c.Low, c.High, c.Stands)
		}
		if d := c.Residual(); (d >= -1 && d <= 1) != in {
			t.Errorf("%s: residual %g", c.Name, d)
		}
		if len(c.Twins) == 0 {
			t.Errorf("%s has no twin", c.Name)
		}
	}
	if !strings.Contains(b.String(), "every closed form stands, and every wrong one falls") != !r.OK() {
		t.Error(b.String())
	}
}

// The report is a function of the seed.
func TestWorkers(t *testing.T) {
	var first []byte
	for _, workers := range []int{1, 2, 8} {
		r, err := run(context.Background(), quick(), workers, 7, 0.02)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := r.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b.Bytes()
		} else if !bytes.Equal(first, b.Bytes()) {
			t.Errorf("%d workers see something else than one", workers)
		}
	}
}

// A wrong formula in the place of the right one is refuted, and the right one in the place of a wrong one stands: either way the validation
// fails. For every form and every one of its twins.
func TestExchanged(t *testing.T) {
	var wrong, right []check
	for _, c := range quick() {
		for i, t := range c.twins {
			bad := c
			bad.exact, bad.rounds, bad.twins = t.value, t.rounds, nil
			wrong = append(wrong, bad)
			if i == 0 {
				good := c
				good.twins = []twin{{form: c.form, value: c.exact, rounds: c.rounds}}
				right = append(right, good)
			}
		}
	}
	r, err := run(context.Background(), wrong, 2, 3, 0.06)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Checks {
		if c.Stands {
			t.Errorf("%s: a wrong formula stands: claim %g, simulated %g", c.Name, c.Claim, c.Simulated)
		}
	}
	if r.OK() || len(r.Failures()) != len(wrong) {
		t.Errorf("%d of %d failures", len(r.Failures()), len(wrong))
	}
	if r, err = run(context.Background(), right, 2, 3, 0.02); err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Checks {
		if c.Twins[0].Falls {
			t.Errorf("%s: the exact value is refuted as a twin: claim %g, simulated %g", c.Name, c.Twins[0].Claim, c.Twins[0].Simulated)
		}
	}
	if r.OK() {
		t.Error("twins that are right, and nothing fails")
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, 2, 1); err == nil {
		t.Error("no error")
	}
}

// Every check has its scenario, every scenario its check, and docs/economics.md speaks of each.
func TestDocument(t *testing.T) {
	doc, err := os.ReadFile("../../docs/economics.md")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, c := range all() {
		if !bytes.Contains(doc, []byte("`"+c.name+"`")) {
			t.Errorf("docs/economics.md does not speak of %s", c.name)
		}
		used[c.name] = true
		name := c.name
		if c.scenario != "" {
			name = c.scenario
		}
		if c.play == nil {
			text, err := Text(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(text), "name: "+name+"\nabout: ") {
				t.Errorf("scenario %s begins with %.40q", name, text)
			}
			used[name+".yaml"] = true
		}
	}
	files, err := scenarios.ReadDir("scenarios")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !used[f.Name()] {
			t.Errorf("no check uses %s", f.Name())
		}
	}
	for _, m := range regexp.MustCompile("\\*Checks?\\*? ((?:`[a-z-]+`(?:, )?)+)").FindAllSubmatch(doc, -1) {
		for _, name := range regexp.MustCompile("[a-z-]+").FindAllString(string(m[1]), -1) {
			if !used[name] {
				t.Errorf("docs/economics.md speaks of a check %s, and there is none", name)
			}
		}
	}
}

// The rounds of a sum are at most what the form says, since a sum's last part may be shorter, and it is attained.
func TestRoundsOfSums(t *testing.T) {
	b, err := board.New()
	if err != nil {
		t.Fatal(err)
	}
	shape, attained := bisect.ShapeOf(b.Job), 0
	for rounds := 1; rounds <= 2; rounds++ {
		for place := range uint64(3) {
			for _, sums := range []int{2, 3, 7, 16, 150, 299, 300, 1024} {
				a := bisect.DefaultArities
				a.Sums = sums
				g, err := playOne(b, board.Path{Withheld: true, Rounds: rounds}, place, a, shape)
				if err != nil {
					t.Fatal(err)
				}
				want := g.formula(theory.Rounds)
				if g.moves > want || g.moves < want-2 {
					t.Errorf("sums in %d parts: %d moves, the form says %d", sums, g.moves, want)
				}
				if g.moves == want {
					attained++
				}
			}
		}
	}
	if attained < 24 {
		t.Errorf("only %d of 48 games are as long as the form says", attained)
	}
}

func BenchmarkValidate(b *testing.B) {
	for range b.N {
		r, err := Run(context.Background(), 0, 1)
		if err != nil || !r.OK() {
			b.Fatal(err, r.Failures())
		}
		b.ReportMetric(float64(r.Events)/b.Elapsed().Seconds()*float64(b.N), "events/s")
	}
}
