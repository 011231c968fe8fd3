package dispute_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint/job"
	"refute/checkpoint/replay"
	"refute/dispute/truth"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// fast is the executor that solvers and verifiers use.
func fast(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return cpu.New(p, consts, cpu.Options{})
}

var (
	sweepSeed = flag.Uint64("sweep.seed", 1, "seed of the elements, steps and windows that the sweep corrupts")
	sweepFrom = flag.Int("sweep.from", 0, "first kernel of the sweep, init's before the step's")
	sweepKind = flag.Bool("sweep.kinds", false, "one kernel of each kind, of the reference jobs at their size")
	sweepTo   = flag.Int("sweep.to", 1<<30, "kernel before which the sweep ends")
)

// A sweep corrupts a bit of one element of every kernel of a job's programs, or of a sample, once each, at a step, an element and a window of its
// sum that are drawn, and has each dispute played on chain, with what the solver has published and without.
type sweep struct {
	t      *testing.T
	job    *job.Job
	honest [][]tensor.Tensor
	rng    *rand.Rand

	saboteur   *bisecttest.Saboteur
	crooked    *replay.Executors
	challenger *truth.Local // keeps what it knows of the honest run
	world      *world
	games      int // in the world

	plays map[bool]*most // by whether all was published
}

// most is what games took at most.
type most struct {
	games, moves, gas, verdict uint64
	costly                     string // kernel of the greatest verdict
}

// sweepSteps is how many steps of a run a sweep draws from.
const sweepSteps = 3

func newSweep(t *testing.T, m *models.Model, err error) *sweep {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(*sweepSeed)
	s := &sweep{
		t: t, rng: rand.New(rand.NewPCG(*sweepSeed, 1)), plays: map[bool]*most{true: {}, false: {}},
		job: &job.Job{Programs: m.Programs(), Schedule: m.Schedule, Consts: m.Consts, Seed: *sweepSeed, Steps: sweepSteps, EpochLength: 1},
	}
	x := replay.NewExecutors(s.job, fast)
	var prev []tensor.Tensor
	for step := range uint32(sweepSteps + 1) {
		next := trainer.NewState(s.job.Programs[0])
		if err := x.Step(t.Context(), next, prev, step, nil); err != nil {
			t.Fatal(err)
		}
		s.honest, prev = append(s.honest, next), next
	}
	s.saboteur = &bisecttest.Saboteur{New: fast}
	s.crooked = replay.NewExecutors(s.job, s.saboteur.Executor)
	s.challenger = &truth.Local{Executors: x}
	return s
}

// What of a job's kernels a sweep corrupts.
type extent int

const (
	kinds extent = iota // one of each kind, in turn with all published and with nothing
	once                // all kernels, in turn
	twice               // all kernels, with all published and with nothing
)

// run sweeps the job's kernels.
func (s *sweep) run(of extent) {
	seen := map[string]bool{}
	n := -1
	for i, p := range s.job.Programs {
		for k := range p.Kernels {
			n++
			kind, _, _ := strings.Cut(p.Kernels[k].Name, " of ")
			if n < *sweepFrom || n >= *sweepTo || of == kinds && seen[kind] {
				continue
			}
			seen[kind] = true
			for t := s.rng.Uint32N(sweepSteps) + 1; ; t = s.rng.Uint32N(sweepSteps) + 1 {
				if i == 0 {
					t = 0
				}
				if s.job.ProgramOf(t) != p {
					continue
				}
				if of == twice || n%2 == 0 {
					s.dispute(t, k, true)
				}
				if of == twice || n%2 == 1 {
					s.dispute(t, k, false)
				}
				break
			}
			if heavy() && n%20 == 19 {
				s.tell(n + 1)
			}
		}
	}
	s.tell(n + 1)
	s.world.conserved()
}

// tell logs what games took so far.
func (s *sweep) tell(kernels int) {
	for _, published := range []bool{true, false} {
		m := s.plays[published]
		s.t.Logf("seed %d, of %d kernels, published %v: %d games; at most %d moves, %d gas a game, %d gas a verdict (%s)",
			*sweepSeed, kernels, published, m.games, m.moves, m.gas, m.verdict, m.costly)
	}
}

// reference is what a sweep of a reference job covers: everything with REFUTE_HEAVY=1.
func reference() extent {
	if heavy() && !*sweepKind {
		return twice
	}
	return kinds
}

// element draws an element: anywhere, or at a corner or an edge of the output, where windows meet borders, masks and the ends of tensors.
func (s *sweep) element(k *program.Kernel) int64 {
	corner := s.rng.IntN(2) == 0
	e := int64(0)
	for _, n := range k.Out {
		x := s.rng.Int64N(n)
		if corner {
			switch s.rng.IntN(3) {
			case 0:
				x = 0
			case 1:
				x = n - 1
			}
		}
		e = e*n + x
	}
	return e
}

// window draws the window whose sum is false: any, or the first or the last, which may have fewer terms.
func (s *sweep) window(k *program.Kernel) int64 {
	switch s.rng.IntN(3) {
	case 0:
		return 0
	case 1:
		return k.Windows() - 1
	}
	return s.rng.Int64N(k.Windows())
}

// liar is a defender whose sums are false from a window on, not only at the end.
type liar struct {
	*truth.Local
	window int64
}

func (l liar) Sums(ctx context.Context, t, kernel uint32, element int64, windows []int64) ([]uint32, error) {
	sums, err := l.Local.Sums(ctx, t, kernel, element, windows)
	for i := range sums {
		if windows[i] <= l.window {
			continue
		}
		if sums[i] ^= 1; sums[i]&0x7f800000 == 0x7f800000 {
			sums[i] = 0x3f800000 // an infinity with a flipped bit would be no number
		}
	}
	return sums, err
}

// dispute corrupts a kernel and has the game played.
func (s *sweep) dispute(t uint32, kernel int, published bool) {
	s.t.Helper()
	p := s.job.ProgramOf(t)
	k := &p.Kernels[kernel]
	element, window, bits := s.element(k), s.window(k), uint32(1)<<s.rng.IntN(23)
	what := fmt.Sprintf("step %d, kernel %d (%s), element %d, window %d, bits 0x%x, published %v", t, kernel, k.Name, element, window, bits, published)
	ok := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatalf("%s: %v", what, err)
		}
	}

	// The run: honest up to the step, then what follows from the corrupted output. A corruption that does not reach the state (of the loss, say)
	// would be no fault: the state is false too, and the trace that the solver claims for it is the corrupted one.
	ok(s.saboteur.Aim(t, kernel, element, bits))
	j := *s.job
	j.Steps, j.EpochLength = max(t, 1), 1+s.rng.Uint32N(sweepSteps)
	states := append([][]tensor.Tensor(nil), s.honest[:j.Steps+1]...)
	var before []tensor.Tensor
	if t > 0 {
		before = states[t-1]
	}
	states[t] = trainer.NewState(j.Programs[0])
	ok(s.crooked.Step(s.t.Context(), states[t], before, t, nil))
	honest := bisecttest.RunOf(&j, s.honest[:j.Steps+1])
	r := bisecttest.RunOf(&j, states)
	if _, differ := r.FirstDifference(honest); !differ {
		states[t][0].Words[0] ^= 1
		r = bisecttest.RunOf(&j, states)
	}

	if s.world == nil || s.games == gamesOfWorld {
		if s.games = 0; s.world != nil {
			s.world.conserved()
		}
		s.world = newWorld(s.t, r, nil)
	} else {
		s.world.begin(r, nil)
	}
	s.games++
	w := s.world
	own := &truth.Local{Job: &j, States: r, Executors: s.crooked, Committed: true}
	s.challenger.Job, s.challenger.States = &j, honest
	c := bisect.Doubter{Truth: s.challenger}
	if published {
		s.challenger.States = r
		c = bisect.Doubter{Truth: s.challenger, Target: &t, Published: bisect.Shown{Truth: own}}
	}
	g := w.play(w.open("alice", w.table.Spec.Epochs().Of(t), !published),
		w.solver(bisect.Honest{Truth: liar{own, window}}), w.player("alice", bisect.Challenger, c))
	report, err := w.table.ReadReport(s.t.Context(), g.ID)
	ok(err)
	if !g.Won || g.Record.How != 6 || g.Step != t || int(g.Record.Kernel) != kernel || int64(g.Record.Element) != element {
		s.t.Errorf("%s: won %v by way %d at step %d, kernel %d, element %d", what, g.Won, g.Record.How, g.Step, g.Record.Kernel, g.Record.Element)
		return
	}
	if len(report.Window) != 2 || report.Window[0] != window*int64(k.Window) || report.Window[1] != min((window+1)*int64(k.Window), k.Terms())-1 {
		s.t.Errorf("%s: judged were the terms %v", what, report.Window)
	}
	if limit := bisect.MaxMoves(bisect.ShapeOfKernel(&j, p, kernel), published); int(g.Moves) > limit {
		s.t.Errorf("%s: %d moves, at most %d are promised", what, g.Moves, limit)
	}
	if _, err := report.Replay(w.table.Spec); err != nil {
		s.t.Errorf("%s: %v", what, err)
	}
	m := s.plays[published]
	m.games, m.moves, m.gas = m.games+1, max(m.moves, uint64(g.Moves)), max(m.gas, report.Gas)
	if report.AdjudicationGas > m.verdict {
		m.verdict, m.costly = report.AdjudicationGas, k.Name
	}
}

// gamesOfWorld is after how many games there is a new chain: each costs the solver its bond.
const gamesOfWorld = 40

func heavy() bool { return os.Getenv("REFUTE_HEAVY") == "1" }

// Every kernel of the demo's programs can be disputed.
func TestSweepDemo(t *testing.T) {
	set, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.Digits().Build(set)
	newSweep(t, m, err).run(once)
}

// So can every kernel of the three reference jobs with REFUTE_HEAVY=1; ordinarily one of each kind, of smaller models of the same layers.

func TestSweepMLP(t *testing.T) {
	c := models.MLP{Hidden: []int{24, 12}, Training: models.Training{Batch: 8, Rate: 0.05, Momentum: 0.9}}
	if heavy() {
		c.Hidden, c.Batch = []int{512, 256}, 128
	}
	m, err := c.Build(images(t))
	newSweep(t, m, err).run(reference())
}

func TestSweepCNN(t *testing.T) {
	c := models.CNN{Filters: []int{4, 6}, Hidden: []int{12}, Training: models.Training{Batch: 4, Optimiser: models.Adam, Rate: 1e-3}}
	if heavy() {
		c.Filters, c.Hidden, c.Batch = []int{16, 32}, []int{128}, 64
	}
	m, err := c.Build(images(t))
	newSweep(t, m, err).run(reference())
}

func TestSweepGPT(t *testing.T) {
	c := models.GPT{Layers: 1, Width: 24, Heads: 3, Context: 20, Training: models.Training{Batch: 3, Optimiser: models.AdamW, Rate: 1e-3, Decay: 0.1, Clip: 1}}
	if heavy() {
		c.Layers, c.Width, c.Heads, c.Context, c.Batch = 4, 256, 8, 128, 8
	}
	text, err := data.Opticks()
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.Build(text)
	newSweep(t, m, err).run(reference())
}

// images returns what a classifier is trained on: the digits, and in earnest Fashion-MNIST, from the directory FASHION_MNIST or where Debian's package
// puts it.
func images(t *testing.T) *data.Set {
	t.Helper()
	set, err := data.Digits()
	if heavy() {
		set, err = data.FashionMNIST(os.Getenv("FASHION_MNIST"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return set
}
