package dispute_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint/job"
	"refute/dispute"
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

// digits is the demo's job, of one step.
func digits(t testing.TB) *job.Job {
	t.Helper()
	set, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.Digits().Build(set)
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(7)
	return &job.Job{Programs: m.Programs(), Consts: m.Consts, Seed: 7, Steps: 1, EpochLength: 1}
}

// Every kernel of the demo's programs is corrupted once, by a bit of one element, and each dispute reaches the right verdict on chain. Where the
// corruption does not reach the state (the loss, say), the state is false too, and the trace that the solver claims for it is the corrupted one.
func TestEveryKernelOfTheDemo(t *testing.T) {
	j := digits(t)
	honest, err := bisecttest.NewRun(j, fast, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, honest, nil)
	n := 0
	var most [2]struct{ moves, gas, verdict uint64 } // published, withheld
	for step := uint32(0); step <= 1; step++ {
		p := j.ProgramOf(step)
		for kernel := range p.Kernels {
			element := int(p.Kernels[kernel].Count()-1) * (kernel % 3) / 2 // the first, the middle, the last
			hook := bisecttest.Flip(step, kernel, element, 1)
			r, err := bisecttest.NewRun(j, bisecttest.Executor(hook), nil)
			if err != nil {
				t.Fatal(err)
			}
			if first, ok := r.FirstDifference(honest); !ok || first != step {
				if r, err = bisecttest.NewRun(j, bisecttest.Executor(hook), func(at uint32, s []tensor.Tensor) {
					if at == step {
						s[0].Words[0] ^= 1
					}
				}); err != nil {
					t.Fatal(err)
				}
			}
			w.begin(r, nil)
			n++
			e := w.table.Spec.Epochs().Of(step)
			d := bisect.Honest{Truth: local(r, hook, true)}
			c := bisect.Doubter{Truth: &truth.Local{Job: j, States: r, Executor: fast}, Target: &step, Published: bisecttest.Shown{Truth: local(r, hook, true)}}
			ask := kernel%4 == 0
			if ask { // nothing is shown but what is forced
				c = bisect.Doubter{Truth: &truth.Local{Job: j, States: honest, Executor: fast}}
			}
			g := w.play(w.open("alice", e, ask), w.solver(d), w.player("alice", bisect.Challenger, c))
			if !g.Won || g.Record.How != 6 || g.Step != step || int(g.Record.Kernel) != kernel || int(g.Record.Element) != element {
				t.Errorf("step %d, kernel %d (%s), element %d: won %v by way %d at step %d, kernel %d, element %d",
					step, kernel, p.Kernels[kernel].Name, element, g.Won, g.Record.How, g.Step, g.Record.Kernel, g.Record.Element)
			}
			if limit := bisect.MaxMoves(bisect.ShapeOfKernel(j, p, kernel), !ask); int(g.Moves) > limit {
				t.Errorf("kernel %d: %d moves, at most %d are promised", kernel, g.Moves, limit)
			}
			report, err := w.table.ReadReport(t.Context(), g.ID)
			w.ok(err)
			if _, err := report.Replay(w.table.Spec); err != nil {
				t.Errorf("kernel %d: %v", kernel, err)
			}
			m := &most[0]
			if ask {
				m = &most[1]
			}
			m.moves, m.gas, m.verdict = max(m.moves, uint64(g.Moves)), max(m.gas, report.Gas), max(m.verdict, report.AdjudicationGas)
		}
	}
	w.conserved()
	t.Logf("%d kernels; at most, published: %+v; withheld: %+v", n, most[0], most[1])
}

var rewrite = flag.Bool("rewrite", false, "rewrite the transcript in testdata")

// A transcript that was kept replays years later, without a chain.
func TestKeptTranscript(t *testing.T) {
	b, err := os.ReadFile("testdata/transcript.json")
	if err != nil {
		t.Fatal(err)
	}
	report, err := dispute.ReadTranscript(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	spec, err := bisecttest.Job(9, 4).Spec()
	if err != nil {
		t.Fatal(err)
	}
	g, err := report.Replay(spec)
	if err != nil || g.Winner != bisect.Challenger || g.Step != 6 || g.Element != 3 {
		t.Errorf("%v, the %s wins at %s", err, g.Winner, g.Where(nil))
	}
}

// The account of a game can be read by a person, and replayed by anybody who has the job.
func TestReport(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KLanes, 3, 1<<22)
	r := runOf(t, j, hook)
	w := newWorld(t, r, nil)
	g := w.play(w.open("alice", 2, false), w.solver(defence(r, hook)), w.player("alice", bisect.Challenger, published(r, 6, local(r, hook, true))))
	report, err := w.table.ReadReport(t.Context(), g.ID)
	w.ok(err)
	var text strings.Builder
	_, err = report.WriteTo(&text)
	w.ok(err)
	t.Log("\n" + text.String())
	for _, want := range []string{"step 6 of 9 > kernel 1 (lanes) > element 3 > terms 599..599 > referee: solver's sum 0x454683ad, correct 0x450683ad", "names step 6", "8 moves"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the account lacks %q", want)
		}
	}
	if report.Winner != "challenger" || *report.Step != 6 || *report.Kernel != bisecttest.KLanes || report.Element[0] != 3 ||
		report.Window[0] != 599 || len(report.Moves) != int(g.Moves) || report.Gas == 0 || report.AdjudicationGas == 0 {
		t.Errorf("%+v", report)
	}
	var file bytes.Buffer
	w.ok(report.WriteJSON(&file))
	if *rewrite {
		w.ok(os.WriteFile("testdata/transcript.json", file.Bytes(), 0o644))
	}
	again, err := dispute.ReadTranscript(bytes.NewReader(file.Bytes()))
	w.ok(err)
	end, err := again.Replay(w.table.Spec)
	w.ok(err)
	if end.Winner != bisect.Challenger || end.Sum != uint32(*report.Correct) {
		t.Errorf("the replay ends with %s, 0x%08x", end.Winner, end.Sum)
	}
	// A transcript that was tampered with does not replay.
	last := &again.Moves[len(again.Moves)-1]
	last.Actions[0][40] ^= 1
	if _, err := again.Replay(w.table.Spec); err == nil {
		t.Error("a changed transcript replays")
	}
	*again.Correct++
	last.Actions[0][40] ^= 1
	if _, err := again.Replay(w.table.Spec); err == nil {
		t.Error("a transcript with another verdict replays")
	}
}
