package experiment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// gambler is a real subject: a purse that goes up with probability p and down otherwise, until it is empty or full.
type gambler struct {
	p           float64
	purse, full int64
	seed        uint64
	series      bool
	fails       func(run uint64) error // nil: none
	slow        time.Duration
}

var gamblerColumns = []Column{{"ruined", "", "whether the purse was empty at the end", Int}, {"rounds", "", "rounds played", Int}, {"mean_purse", "coins", "over the rounds", Float}}

func (g *gambler) Columns() []Column    { return gamblerColumns }
func (g *gambler) New() (Runner, error) { return &gamble{g}, nil }

type gamble struct{ *gambler }

func (g *gamble) Run(ctx context.Context, run uint64, out *Record) error {
	out.Seed = g.seed + run*0x9e3779b97f4a7c15
	if g.fails != nil {
		if err := g.fails(run); err != nil {
			return err
		}
	}
	if g.slow > 0 {
		select {
		case <-time.After(g.slow):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	r := rand.New(rand.NewPCG(g.seed, run))
	purse, sum, rounds := g.purse, 0.0, int64(0)
	for purse > 0 && purse < g.full {
		if r.Float64() < g.p {
			purse++
		} else {
			purse--
		}
		rounds++
		sum += float64(purse)
		if g.series && rounds%8 == 0 {
			out.Series = append(out.Series, Sample{rounds * 1e9, "purse", float64(purse)})
		}
	}
	if purse == 0 {
		out.Values[0] = 1
		out.Log = append(out.Log, Entry{rounds * 1e9, "ruin", fmt.Sprintf("gambler-%d", run%3), int64(run), -g.purse, "a note, of \"its\" own"})
	}
	out.Values[1], out.Events = rounds, rounds
	out.SetFloat(2, sum/float64(max(rounds, 1)))
	return nil
}

func ruin(runs uint64, p ...float64) *Experiment {
	e := &Experiment{Name: "ruin", Version: "test", Scenario: "purse: 5\n", Seed: 7, SeedRule: "seed + run", Runs: runs, Params: []string{"p", "stake"}, Confidence: 0.95}
	for _, x := range p {
		e.Points = append(e.Points, Point{[]string{fmt.Sprint(x), "0.5 ether"}, &gambler{p: x, purse: 5, full: 10, seed: 7, series: true}})
	}
	return e
}

func run(t *testing.T, e *Experiment, dir string, workers int) *Manifest {
	t.Helper()
	m, err := Run(context.Background(), e, Options{Dir: dir, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range tables {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(b)
	}
	return out
}

func sameFiles(t *testing.T, what, a, b string) {
	t.Helper()
	x, y := contents(t, a), contents(t, b)
	for _, name := range tables {
		if x[name] != y[name] {
			t.Errorf("%s: %s differs: %d and %d bytes", what, name, len(x[name]), len(y[name]))
		}
	}
}

// The results are the same bytes for any number of workers.
func TestWorkersGiveTheSameBytes(t *testing.T) {
	for _, stop := range []Stop{{}, {Metric: "ruined", Width: 0.04, Confidence: 0.95, Least: 100}} {
		dir := t.TempDir()
		var first string
		for _, workers := range []int{1, 2, 8} {
			e := ruin(1500, 0.5, 0.45, 0.6)
			e.Stop = stop
			d := filepath.Join(dir, fmt.Sprint(workers))
			m := run(t, e, d, workers)
			if first == "" {
				first = d
			}
			sameFiles(t, fmt.Sprintf("%d workers", workers), first, d)
			if want := uint64(4500); stop.Metric == "" && m.Runs != want || stop.Metric != "" && (m.Runs >= want || m.Runs+m.Dropped != want) || !m.Complete || m.Failed != 0 {
				t.Errorf("%d runs, %d dropped, %d failed, complete %v", m.Runs, m.Dropped, m.Failed, m.Complete)
			}
			entries, err := os.ReadDir(d)
			if err != nil || len(entries) != len(tables)+2 { // the manifest and the lock
				t.Errorf("%v: %v", entries, err)
			}
		}
	}
}

// What was run is what is read back, and the probabilities of ruin are those of the closed form.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	e := ruin(2000, 0.5, 0.45)
	m := run(t, e, dir, 2)
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := []Param{{"p", Float, ""}, {"stake", Int, "gwei"}}; !slices.Equal(m.Params, want) || m.Params[1].Number(m.Points[0][1]) != 5e8 {
		t.Errorf("%+v", m.Params)
	}
	for i, p := range r.Points {
		q := (1 - e.Points[i].Subject.(*gambler).p) / e.Points[i].Subject.(*gambler).p
		want := 0.5
		if q != 1 {
			want = (math.Pow(q, 5) - math.Pow(q, 10)) / (1 - math.Pow(q, 10))
		}
		s := p.Metrics[r.Column("ruined")]
		if half := (s.High - s.Low) / 2; !(math.Abs(s.Mean-want) < 2*half) || half > 0.03 || s.N != 2000 || s.Min != 0 || s.Max != 1 || p.Runs != 2000 {
			t.Errorf("ruin %+v, want %v", s, want)
		}
	}
	var rec Record
	next := key{}
	series, stopSeries := pull(t, r.Series())
	defer stopSeries()
	events, stopEvents := pull(t, r.Events())
	defer stopEvents()
	for row, err := range r.Runs() {
		if err != nil {
			t.Fatal(err)
		}
		runner, _ := e.Points[row.Point].Subject.New()
		if err := Do(context.Background(), runner, row.Run, gamblerColumns, &rec); err != nil {
			t.Fatal(err)
		}
		if (key{row.Point, row.Run}) != next || !row.OK() || row.Seed != rec.Seed || row.Events != rec.Events || !slices.Equal(row.Values, rec.Values) {
			t.Fatalf("%+v, want run %v: %+v", row, next, rec)
		}
		for _, s := range rec.Series {
			if got := series(); *got != (SeriesRow{row.Point, row.Run, s}) {
				t.Fatalf("%+v, want %+v", got, s)
			}
		}
		for _, l := range rec.Log {
			if got := events(); *got != (EventRow{row.Point, row.Run, l}) {
				t.Fatalf("%+v, want %+v", got, l)
			}
		}
		if next.run++; next.run == 2000 {
			next = key{next.point + 1, 0}
		}
	}
	if next != (key{2, 0}) || series() != nil || events() != nil {
		t.Errorf("the runs end at %v", next)
	}
	for row := range r.Runs() {
		if row.Run == 3 {
			break
		}
	}
	// The same again has nothing to do; a file that was changed is noticed.
	if again := run(t, e, dir, 1); again.Finished != m.Finished {
		t.Errorf("run again at %v", again.Finished)
	}
	if err := os.WriteFile(filepath.Join(dir, SummaryJSON), []byte(strings.Replace(contents(t, dir)[SummaryJSON], "2000", "2001", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "is not as it was written") {
		t.Errorf("%v", err)
	}
	if err := os.Remove(filepath.Join(dir, RunsName)); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(context.Background(), e, Options{Dir: dir, Workers: 1}); err == nil || !strings.Contains(err.Error(), "changed after they were complete; remove the folder") {
		t.Errorf("%v", err)
	}
}

// pull makes a function of an iterator that returns nil at its end.
func pull[T any](t *testing.T, seq func(func(*T, error) bool)) (func() *T, func()) {
	rows := make(chan T)
	stop := make(chan struct{})
	var once sync.Once
	go func() {
		defer close(rows)
		for row, err := range seq {
			if err != nil {
				t.Error(err)
				return
			}
			select {
			case rows <- *row:
			case <-stop:
				return
			}
		}
	}()
	return func() *T {
		if row, ok := <-rows; ok {
			return &row
		}
		return nil
	}, func() { once.Do(func() { close(stop) }) }
}

// A journal of another writer, in which more runs wait for an earlier one than ever do, is refused before it fills the memory.
func TestDisorder(t *testing.T) {
	dir := t.TempDir()
	e := ruin(2000, 0.5)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, e, Options{Dir: dir, Workers: 1}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	columns := e.Points[0].Subject.Columns()
	journal := journalHeadOf(e.fingerprint(columns))
	g, _ := e.Points[0].Subject.New()
	var enc encoder
	for i := range uint64(ahead + 1) {
		fr := frame{run: i + 1, status: statusOK}
		if err := Do(context.Background(), g, i+1, columns, &fr.record); err != nil {
			t.Fatal(err)
		}
		journal = append(journal, enc.frame(&fr, columns)...)
	}
	if err := os.WriteFile(filepath.Join(dir, journalName), journal, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(context.Background(), e, Options{Dir: dir, Workers: 1}); !errors.Is(err, errDisorder) {
		t.Errorf("%v", err)
	}
}

// chatty is a subject whose runs keep much: 2,000 samples and as many entries, 200 kB in memory.
type chatty struct{ Subject }

func (c chatty) New() (Runner, error) { return c, nil }

func (chatty) Run(ctx context.Context, run uint64, out *Record) error {
	r := rand.New(rand.NewPCG(1, run))
	for i := range int64(2000) {
		out.Series = append(out.Series, Sample{i * 1e9, "a", r.Float64()})
		out.Log = append(out.Log, Entry{i * 1e9, "b", "c", i, r.Int64N(1e9), ""})
	}
	return nil
}

// Memory does not grow with the number of runs: 600 whose rows would fill 120 MB are written in a fraction of that, and what the encoder of the tables keeps.
func TestFlatMemory(t *testing.T) {
	most := func(runs uint64) (most uint64) {
		look := func() {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
		}
		e := ruin(runs, 0.5)
		e.Points[0].Subject = chatty{e.Points[0].Subject}
		if _, err := Run(context.Background(), e, Options{Dir: t.TempDir(), Workers: 2, Progress: func(Progress) { look() }}); err != nil {
			t.Fatal(err)
		}
		look()
		return most
	}
	few, many := most(50), most(600)
	t.Logf("%d MiB with 50 runs, %d MiB with 600", few>>20, many>>20)
	if many > few+60<<20 {
		t.Errorf("%d MiB with 50 runs, %d MiB with 600", few>>20, many>>20)
	}
}

// A run that fails is a row with its seed and error; it is in no statistic, and fails again alone.
func TestFailedRuns(t *testing.T) {
	var want string
	for _, workers := range []int{1, 4} {
		dir := t.TempDir()
		e := ruin(300, 0.5)
		e.Points[0].Subject.(*gambler).fails = func(run uint64) error {
			switch run % 100 {
			case 7:
				return fmt.Errorf("bad luck\nin run %d", run)
			case 8:
				var purses []int64
				purses[run]++ // panics
			}
			return nil
		}
		m := run(t, e, dir, workers)
		r, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if m.Failed != 6 || m.Runs != 300 || r.Points[0].Failed != 6 || r.Points[0].Metrics[0].N != 294 {
			t.Errorf("%d of %d failed; %+v", m.Failed, m.Runs, r.Points[0])
		}
		for row, err := range r.Runs() {
			if err != nil {
				t.Fatal(err)
			}
			wantStatus := map[uint64]string{7: fmt.Sprintf("bad luck in run %d", row.Run), 8: fmt.Sprintf("panic: runtime error: index out of range [%d] with length 0", row.Run)}[row.Run%100]
			if wantStatus == "" {
				wantStatus = "ok"
			}
			if row.Status != wantStatus || row.Seed != 7+row.Run*0x9e3779b97f4a7c15 {
				t.Errorf("run %d: %q, seed %d", row.Run, row.Status, row.Seed)
			}
		}
		if want == "" {
			want = m.Results
		}
		if m.Results != want {
			t.Error("another number of workers, other results")
		}
	}
}

// A number that is none is a failed run, not a hole in the tables.
func TestNotANumber(t *testing.T) {
	e := ruin(10, 0.5)
	e.Points[0].Subject = nan{e.Points[0].Subject}
	dir := t.TempDir()
	if m := run(t, e, dir, 2); m.Failed != 10 {
		t.Errorf("%+v", m)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Points[0].Metrics[0]; s.N != 0 || !math.IsNaN(s.Mean) {
		t.Errorf("%+v", s)
	}
	for row, err := range r.Runs() {
		if err != nil || row.Status != "mean_purse is NaN" {
			t.Fatalf("%+v, %v", row, err)
		}
	}
}

type nan struct{ Subject }
type nanRunner struct{ Runner }

func (n nan) New() (Runner, error) {
	r, err := n.Subject.New()
	return nanRunner{r}, err
}

func (n nanRunner) Run(ctx context.Context, run uint64, out *Record) error {
	err := n.Runner.Run(ctx, run, out)
	out.SetFloat(2, math.NaN())
	return err
}

// Interrupted, its results can be read; gone on with, by another number of workers, it gives what it would have given at once.
func TestInterruptAndGoOn(t *testing.T) {
	whole, parts := t.TempDir(), t.TempDir()
	run(t, ruin(900, 0.5, 0.4), whole, 2)
	for i, at := range []uint64{100, 700, 1000, 1500} {
		ctx, cancel := context.WithCancel(context.Background())
		m, err := Run(ctx, ruin(900, 0.5, 0.4), Options{Dir: parts, Workers: 1 + i, Progress: func(p Progress) {
			if p.Runs >= at {
				cancel()
			}
		}})
		cancel()
		if !errors.Is(err, context.Canceled) || m.Complete || m.Runs+8 < at {
			t.Fatalf("%v; %d runs at %d", err, m.Runs, at)
		}
		r, err := Open(parts)
		if err != nil {
			t.Fatal(err)
		}
		n := uint64(0)
		for _, err := range r.Runs() {
			if n++; err != nil {
				t.Fatal(err)
			}
		}
		if n != m.Runs {
			t.Errorf("%d rows, the manifest says %d", n, m.Runs)
		}
	}
	m := run(t, ruin(900, 0.5, 0.4), parts, 3)
	sameFiles(t, "gone on", whole, parts)
	if !m.Complete || m.Runs != 1800 {
		t.Errorf("%+v", m)
	}
}

// Killed at any byte: whatever is left of the journal, the end is the same.
func TestTornJournal(t *testing.T) {
	whole := t.TempDir()
	e := func() *Experiment {
		e := ruin(260, 0.5, 0.55)
		e.Stop = Stop{Metric: "rounds", Width: 3, Confidence: 0.95, Least: 50}
		return e
	}
	run(t, e(), whole, 2)
	// A journal of most of it.
	from := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	if m, err := Run(ctx, e(), Options{Dir: from, Workers: 1, Progress: func(p Progress) {
		if p.Point == 1 && p.Runs > 300 {
			cancel()
		}
	}}); !errors.Is(err, context.Canceled) {
		t.Fatal(err, m.Runs, m.Dropped)
	}
	journal, err := os.ReadFile(filepath.Join(from, journalName))
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(from, ManifestName))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 12 {
		dir := t.TempDir()
		b := slices.Clone(journal[:r.IntN(len(journal)+1)])
		if i < 3 {
			b = b[:min(len(b), i*30)] // within the head
		}
		if i%3 == 2 && len(b) > 0 {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		if err := errors.Join(os.WriteFile(filepath.Join(dir, journalName), b, 0o644), os.WriteFile(filepath.Join(dir, ManifestName), manifest, 0o644)); err != nil {
			t.Fatal(err)
		}
		run(t, e(), dir, 1+i%3)
		sameFiles(t, fmt.Sprintf("after %d bytes", len(b)), whole, dir)
	}
}

// Really killed, some times over: the program starts itself again.
func TestSurvivesKill(t *testing.T) {
	if dir := os.Getenv("REFUTE_EXPERIMENT_DIR"); dir != "" {
		e := ruin(400, 0.5, 0.4)
		e.Points[1].Subject.(*gambler).slow = time.Millisecond
		if _, err := Run(context.Background(), e, Options{Dir: dir, Workers: 2}); err != nil {
			t.Fatal(err)
		}
		return
	}
	whole, dir := t.TempDir(), t.TempDir()
	run(t, ruin(400, 0.5, 0.4), whole, 1)
	for kill := range 3 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestSurvivesKill$")
		cmd.Env = append(os.Environ(), "REFUTE_EXPERIMENT_DIR="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var before int64
		if info, err := os.Stat(filepath.Join(dir, journalName)); err == nil {
			before = info.Size()
		}
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
			if info, err := os.Stat(filepath.Join(dir, journalName)); err == nil && info.Size() > before+20_000 {
				break
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Logf("kill %d came too late", kill)
		}
	}
	run(t, ruin(400, 0.5, 0.4), dir, 3)
	sameFiles(t, "killed", whole, dir)
}

// However little space there is: what was run is there to read or in the journal, and with more space the end is the same.
func TestFullDisk(t *testing.T) {
	whole := t.TempDir()
	run(t, ruin(3000, 0.5), whole, 2)
	readable := 0
	for _, space := range []int64{0, 500, 3000, 1 << 20, 2<<20 + 5000, 2<<20 + 70_000, 2<<20 + 200_000} {
		dir := t.TempDir()
		var left atomic.Int64
		left.Store(space)
		m, err := Run(context.Background(), ruin(3000, 0.5), Options{Dir: dir, Workers: 2, space: &left})
		if err == nil || !noSpace(err) {
			t.Fatalf("%d bytes: %v", space, err)
		}
		if m != nil && m.Files != nil {
			if !strings.Contains(err.Error(), "whose results are written: free some space") {
				t.Errorf("%v", err)
			}
			readable++
			r, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			n := uint64(0)
			for _, err := range r.Runs() {
				if n++; err != nil {
					t.Fatal(err)
				}
			}
			if n != m.Runs || n == 0 && space > 2<<20 {
				t.Errorf("%d rows, the manifest says %d", n, m.Runs)
			}
		}
		run(t, ruin(3000, 0.5), dir, 2)
		sameFiles(t, fmt.Sprintf("%d bytes", space), whole, dir)
	}
	if readable < 2 {
		t.Errorf("results in %d cases only", readable)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	run(t, ruin(20, 0.5), dir, 1)
	other := func(change func(*Experiment)) *Experiment {
		e := ruin(20, 0.5)
		change(e)
		return e
	}
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "thesis.tex"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir  string
		e    *Experiment
		want string
	}{
		{dir, other(func(e *Experiment) { e.Scenario += "#" }), "has the results of another experiment (ruin as it was before): name another folder, or remove this one"},
		{dir, other(func(e *Experiment) { e.Runs++ }), "ruin with 20 runs"},
		{dir, other(func(e *Experiment) { e.Seed++ }), "ruin with seed 7"},
		{dir, other(func(e *Experiment) { e.Version = "2" }), "by version test"},
		{dir, other(func(e *Experiment) { e.Points = append(e.Points, e.Points[0]) }), "with 1 points"},
		{dir, other(func(e *Experiment) { e.Stop = Stop{"rounds", 1, false, 0.9, 5} }), "another experiment"},
		{foreign, ruin(20, 0.5), "is not empty, and has no results of refute sim (there is thesis.tex)"},
		{t.TempDir(), ruin(0, 0.5), "0 runs, allowed are 1 to"},
		{t.TempDir(), ruin(1), "0 points"},
		{t.TempDir(), other(func(e *Experiment) { e.Stop.Metric = "luck" }), `no metric is named "luck"`},
		{t.TempDir(), other(func(e *Experiment) { e.Stop = Stop{Metric: "rounds", Confidence: 0.9} }), "must be above 0"},
		{t.TempDir(), other(func(e *Experiment) { e.Confidence = 1 }), "a confidence of 1"},
		{t.TempDir(), other(func(e *Experiment) { e.Params = nil }), "2 values for 0 parameters"},
	} {
		if _, err := Run(context.Background(), c.e, Options{Dir: c.dir, Workers: 1}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	// One process at a time.
	busy := t.TempDir()
	inside, leave := make(chan struct{}), make(chan struct{})
	e := ruin(2, 0.5)
	var once sync.Once
	e.Points[0].Subject.(*gambler).fails = func(uint64) error {
		once.Do(func() { close(inside) })
		<-leave
		return nil
	}
	ended := make(chan error)
	go func() {
		_, err := Run(context.Background(), e, Options{Dir: busy, Workers: 1})
		ended <- err
	}()
	<-inside
	if _, err := Run(context.Background(), ruin(2, 0.5), Options{Dir: busy, Workers: 1}); err == nil || !strings.Contains(err.Error(), "is in use by another process") {
		t.Errorf("%v", err)
	}
	close(leave)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := Open(foreign); err == nil || !strings.Contains(err.Error(), "has no results of refute sim") {
		t.Errorf("%v", err)
	}
}

// Whatever a journal holds, scanning ends, and what is taken for good is written as the same run again.
func FuzzScan(f *testing.F) {
	columns := gamblerColumns
	fingerprint := [32]byte{1}
	g, _ := (&gambler{p: 0.5, purse: 5, full: 10, series: true}).New()
	var enc encoder
	journal := journalHeadOf(fingerprint)
	for i := range uint64(4) {
		fr := frame{run: i, status: statusOK}
		if err := Do(context.Background(), g, i, columns, &fr.record); err != nil {
			f.Fatal(err)
		}
		journal = append(journal, enc.frame(&fr, columns)...)
		f.Add(enc.frame(&fr, columns)[frameHead:])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		var d decoder
		var fr, again frame
		if d.frame(body, columns, &fr) == nil {
			var enc encoder
			b := enc.frame(&fr, columns)
			if err := d.frame(b[frameHead:], columns, &again); err != nil {
				t.Fatal(err)
			}
			var second encoder
			if string(second.frame(&again, columns)) != string(b) {
				t.Fatal("a frame is not the same again")
			}
		}
		// The same bytes as a journal, and behind a good one.
		for _, b := range [][]byte{body, append(slices.Clone(journal), body...)} {
			frames := 0
			end, err := scan(strings.NewReader(string(b)), fingerprint, columns, func(int64, int, *frame) error { frames++; return nil })
			if err != nil && !errors.Is(err, errHead) || end > int64(len(b)) || err == nil && len(b) >= len(journal) && frames < 4 {
				t.Fatalf("%d frames to %d: %v", frames, end, err)
			}
		}
	})
}

// Whatever a manifest or a summary holds, reading ends.
func FuzzManifest(f *testing.F) {
	dir := f.TempDir()
	if _, err := Run(context.Background(), ruin(5, 0.5), Options{Dir: dir, Workers: 1}); err != nil {
		f.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err != nil {
		f.Fatal(err)
	}
	summary, err := os.ReadFile(filepath.Join(dir, SummaryJSON))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(manifest, summary)
	f.Fuzz(func(t *testing.T, manifest, summary []byte) {
		m, err := decodeManifest(manifest)
		if err != nil {
			return
		}
		points, err := decodeSummary(summary, m)
		if err == nil && len(points) > len(m.Points) {
			t.Fatal("more points than there are")
		}
	})
}
