package bisect_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/dispute/referee"
	"refute/dispute/truth"
	"refute/trainer/tensor"
)

// The job of most tests: epochs of 4 steps, the last of one step, so that its tree has padding.
var tiny = sync.OnceValue(func() *job.Job { return bisecttest.Job(9, 4) })

var honestRun = sync.OnceValue(func() *bisecttest.Run { return mustRun(tiny(), nil, nil) })

func mustRun(j *job.Job, h bisecttest.Hook, after func(uint32, []tensor.Tensor)) *bisecttest.Run {
	r, err := bisecttest.NewRun(j, bisecttest.Executor(h), after)
	if err != nil {
		panic(err)
	}
	return r
}

// match is a game to be played. It is built step by step: of(run).epoch(2).by(defender).against(challenger).
type match struct {
	t          *testing.T
	run        *bisecttest.Run // what is anchored
	e          checkpoint.Epoch
	anchor     *checkpoint.Root // replaces the run's
	arities    bisect.Arities
	defender   bisect.Player
	challenger bisect.Player
	ask        bool
	log        *strings.Builder
}

func of(t *testing.T, r *bisecttest.Run) *match {
	return &match{t: t, run: r, arities: bisect.DefaultArities}
}

func (m *match) epoch(e checkpoint.Epoch) *match   { m.e = e; return m }
func (m *match) anchored(r checkpoint.Root) *match { m.anchor = &r; return m }
func (m *match) with(a bisect.Arities) *match      { m.arities = a; return m }
func (m *match) by(p bisect.Player) *match         { m.defender = p; return m }
func (m *match) against(p bisect.Player) *match    { m.challenger = p; return m }
func (m *match) asking() *match                    { m.ask = true; return m }
func (m *match) logged(b *strings.Builder) *match  { m.log = b; return m }
func (m *match) say(format string, args ...any) {
	if m.log != nil {
		fmt.Fprintf(m.log, format+"\n", args...)
	}
}

func (m *match) game() *bisect.Game {
	spec, err := m.run.Job.Spec()
	if err != nil {
		m.t.Fatal(err)
	}
	c := bisect.Claim{Spec: spec, Epoch: m.e, Anchor: m.run.Anchor(m.e)}
	if m.e > 0 {
		c.Previous = m.run.Anchor(m.e - 1)
	}
	if m.anchor != nil {
		c.Anchor = *m.anchor
	}
	return bisect.New(c, m.arities, m.ask, referee.Referee{})
}

// play plays the game to its end. A side that has no move when it is its turn loses by its clock. A move that is refused loses nothing but the chance to
// make it: refused counts them by side.
func (m *match) play() (g *bisect.Game, refused map[bisect.Side]int) {
	m.t.Helper()
	ctx := context.Background()
	g, refused = m.game(), map[bisect.Side]int{}
	limit := m.arities.Limit(bisect.ShapeOf(m.run.Job))
	m.say("challenger  opens a game about epoch %d", m.e)
	send := func(by bisect.Side, p bisect.Player) bool {
		move, err := p.Next(ctx, g)
		if err != nil {
			m.say("%-10s  gives up: %v", by, err)
			return false
		}
		if len(move) == 0 {
			return false
		}
		lines := describe(g, by, move)
		if err := g.Move(by, move...); err != nil {
			refused[by]++
			m.say("%-10s  is refused: %v", by, err)
			return false
		}
		m.say("%s", lines)
		return true
	}
	for g.Phase != bisect.Done {
		if g.Moves > limit {
			m.t.Fatalf("game of %d moves, the limit is %d", g.Moves, limit)
		}
		// The challenger may act in the defender's turn too.
		if send(bisect.Challenger, m.challenger) || g.Turn == bisect.Defender && send(bisect.Defender, m.defender) {
			continue
		}
		late := g.Turn
		m.say("%-10s  %s", late.Other(), g.Say(bisect.Timeout{}))
		if err := g.Move(late.Other(), bisect.Timeout{}); err != nil {
			m.t.Fatal(err)
		}
	}
	m.say("            the %s wins after %d moves: %s", g.Winner, g.Moves, g.Reason)
	m.say("            %s", g.Where(m.run.Job))
	if g.Moves > limit {
		m.t.Errorf("game of %d moves, the limit is %d", g.Moves, limit)
	}
	return g, refused
}

func describe(g *bisect.Game, by bisect.Side, move []bisect.Action) string {
	var lines []string
	sim := g.Clone()
	for i, a := range move {
		who := by.String()
		if i > 0 {
			who = "       and"
		}
		lines = append(lines, fmt.Sprintf("%-10s  %s", who, sim.Say(a)))
		if sim.Move(by, a) != nil {
			break
		}
	}
	return strings.Join(lines, "\n")
}

// wins checks the rules that hold after every game of an honest player.
func (m *match) wins(side bisect.Side) *bisect.Game {
	m.t.Helper()
	g, refused := m.play()
	if g.Winner != side {
		m.t.Errorf("the %s won (%s, at %s), the %s is right", g.Winner, g.Reason, g.Where(m.run.Job), side)
	}
	// An honest player's move is never refused: it would lose its time.
	if refused[side] > 0 {
		m.t.Errorf("%d moves of the honest %s were refused", refused[side], side)
	}
	return g
}

func defence(r *bisecttest.Run, h bisecttest.Hook) *truth.Local {
	return &truth.Local{Job: r.Job, States: r, Executor: bisecttest.Executor(h), Committed: true}
}

func honest(t bisect.Truth) bisect.Player { return bisect.Honest{Truth: t} }

// withheld is a challenger that has only its own run.
func withheld(own *bisecttest.Run) bisect.Player { return withheldBy(own, nil) }

func withheldBy(own *bisecttest.Run, h bisecttest.Hook) bisect.Player {
	return bisect.Doubter{Truth: &truth.Local{Job: own.Job, States: own, Executor: bisecttest.Executor(h)}}
}

// published is a challenger that works from the defender's own states and is shown the defender's trees.
func published(r *bisecttest.Run, step uint32, shown bisect.Truth) bisect.Player {
	return bisect.Doubter{Truth: &truth.Local{Job: r.Job, States: r}, Target: &step, Published: bisect.Shown{Truth: shown}}
}

func epochOf(j *job.Job, t uint32) checkpoint.Epoch {
	return checkpoint.Epochs{Steps: j.Steps, Length: j.EpochLength}.Of(t)
}

// The element of each kernel that the tests corrupt: where a leaf ends, in a second leaf, in the middle.
func elementOf(kernel int) int {
	switch kernel {
	case bisecttest.KScale:
		return 255
	case bisecttest.KUpdate:
		return 299
	case bisecttest.KLanes:
		return 3
	case bisecttest.KIndex, bisecttest.KPick:
		return 41
	}
	return 0
}

// bitsOf returns the change: one that the later kernels do not swallow.
func bitsOf(kernel int) uint32 {
	if kernel == bisecttest.KIndex {
		return 1
	}
	return 1 << 22
}

// "If S_t ≠ F(S_{t-1}) … some element differs, some window's end differs while its start is true, and the referee computes the
// difference": every kernel corrupted once, at several steps, in both modes.
func TestEveryKernelCorrupted(t *testing.T) {
	j := tiny()
	for kernel := range bisecttest.Kernels {
		step := uint32(1 + kernel%9)
		hook := bisecttest.Flip(step, kernel, elementOf(kernel), bitsOf(kernel))
		r := mustRun(j, hook, nil)
		first, ok := r.FirstDifference(honestRun())
		if !ok { // the program does not carry it into the state: nothing false is committed
			t.Fatalf("kernel %d does not reach the state", kernel)
		}
		if first != step {
			t.Fatalf("kernel %d shows at step %d, not %d", kernel, first, step)
		}
		for _, mode := range []string{"withheld", "published"} {
			m := of(t, r).epoch(epochOf(j, step)).by(honest(defence(r, hook)))
			if mode == "withheld" {
				m.asking().against(withheld(honestRun()))
			} else {
				m.against(published(r, step, defence(r, hook)))
			}
			g := m.wins(bisect.Challenger)
			if g.Step != step || int(g.Kernel) != kernel || g.Element != int64(elementOf(kernel)) {
				t.Errorf("%s: kernel %d of step %d: the game went to %s", mode, kernel, step, g.Where(j))
			}
			shape := bisect.ShapeOfKernel(j, j.ProgramOf(step), kernel)
			if limit := bisect.MaxMoves(shape, mode == "published"); g.Moves > limit {
				t.Errorf("%s: kernel %d: %d moves, at most %d are expected", mode, kernel, g.Moves, limit)
			}
			if g.Sum^g.PHi == 0 {
				t.Errorf("%s: kernel %d: the referee agrees with a false claim", mode, kernel)
			}
		}
	}
}

// The initial state is disputable like any step.
func TestInit(t *testing.T) {
	j := tiny()
	for kernel, element := range []int{280, 0, 2} {
		hook := bisecttest.Flip(0, kernel, element, 1<<31)
		r := mustRun(j, hook, nil)
		g := of(t, r).epoch(0).by(honest(defence(r, hook))).against(withheld(honestRun())).asking().wins(bisect.Challenger)
		if g.Step != 0 || int(g.Kernel) != kernel || g.Element != int64(element) {
			t.Errorf("the game went to %s", g.Where(j))
		}
		of(t, r).epoch(0).by(honest(defence(r, hook))).against(published(r, 0, defence(r, hook))).wins(bisect.Challenger)
	}
}

// A state tensor that is not what the program names: weights replaced after the step, a tensor kept that is not, a kept one changed.
func TestStateNotWhatTheTraceSays(t *testing.T) {
	j := tiny()
	for s := range bisecttest.States {
		for _, step := range []uint32{0, 1, 4, 5, 9} {
			r := mustRun(j, nil, func(at uint32, state []tensor.Tensor) {
				if at == step {
					state[s].Words[state[s].Len()/2] ^= 4
				}
			})
			e := epochOf(j, step)
			g := of(t, r).epoch(e).by(honest(defence(r, nil))).against(withheld(honestRun())).asking().wins(bisect.Challenger)
			if g.Step != step || g.Index != uint64(s) || g.Op != nil {
				t.Errorf("the game went to %s", g.Where(j))
			}
			of(t, r).epoch(e).by(honest(defence(r, nil))).against(published(r, step, defence(r, nil))).wins(bisect.Challenger)
		}
	}
}

// A step that was not computed: the state of the step before, committed again.
func TestStaleStep(t *testing.T) {
	j := tiny()
	for _, step := range []uint32{1, 5, 9} {
		var prev []tensor.Tensor
		r := mustRun(j, nil, func(at uint32, state []tensor.Tensor) {
			if at == step {
				for i := range state {
					state[i].Copy(prev[i])
				}
			}
			prev = make([]tensor.Tensor, len(state))
			for i := range state {
				prev[i] = state[i].Clone()
			}
		})
		of(t, r).epoch(epochOf(j, step)).by(honest(defence(r, nil))).against(withheld(honestRun())).asking().wins(bisect.Challenger)
		of(t, r).epoch(epochOf(j, step)).by(honest(defence(r, nil))).against(published(r, step, defence(r, nil))).wins(bisect.Challenger)
	}
}

// Epochs of one step have trees of one leaf; nothing is asked in them.
func TestEpochsOfOneStep(t *testing.T) {
	j := bisecttest.Job(3, 1)
	own := mustRun(j, nil, nil)
	for step := uint32(1); step <= 3; step++ {
		hook := bisecttest.Flip(step, bisecttest.KUpdate, 7, 2)
		r := mustRun(j, hook, nil)
		of(t, r).epoch(checkpoint.Epoch(step)).by(honest(defence(r, hook))).against(withheld(own)).asking().wins(bisect.Challenger)
		of(t, r).epoch(checkpoint.Epoch(step)).by(honest(defence(r, hook))).against(published(r, step, defence(r, hook))).wins(bisect.Challenger)
		of(t, own).epoch(checkpoint.Epoch(step)).by(honest(defence(own, nil))).against(&bisecttest.Griefer{Truth: defence(own, nil), Seed: uint64(step)}).wins(bisect.Defender)
	}
}

// Whoever stops answering loses by its clock, in whatever phase.
func TestSilence(t *testing.T) {
	j := tiny()
	hook := bisecttest.Flip(6, bisecttest.KLanes, 1, 1)
	r := mustRun(j, hook, nil)
	for p := bisect.History; p < bisect.Done; p++ {
		for _, ask := range []bool{false, true} {
			m := of(t, r).epoch(2).by(bisect.Silent{Player: honest(defence(r, hook)), From: p})
			if m.ask = ask; ask {
				m.against(withheld(honestRun()))
			} else { // nothing is answered off chain either
				step := uint32(6)
				m.against(bisect.Doubter{Truth: &truth.Local{Job: j, States: r}, Target: &step})
			}
			g := m.wins(bisect.Challenger)
			if p == bisect.State { // comes after Sums in no game
				continue
			}
			if want := "the defender's clock ran out"; p != bisect.Window && g.Reason != want {
				t.Errorf("silent from %s: %s", p, g.Reason)
			}
		}
		m := of(t, honestRun()).epoch(2).by(honest(defence(honestRun(), nil)))
		m.against(bisect.Silent{Player: &bisecttest.Griefer{Truth: defence(honestRun(), nil), Seed: 1}, From: p}).wins(bisect.Defender)
	}
}

// A challenger that is wrong is told so by itself, before it opens anything.
func TestAgreeing(t *testing.T) {
	r := honestRun()
	m := of(t, r).epoch(1).by(honest(defence(r, nil)))
	g := m.asking().game()
	if move, err := (bisect.Doubter{Truth: defence(r, nil)}).Next(context.Background(), g); err != nil || move != nil {
		t.Fatalf("%v, %v: want it to wait", move, err)
	}
	move, err := bisect.Honest{Truth: defence(r, nil)}.Next(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Move(bisect.Defender, move...); err != nil {
		t.Fatal(err)
	}
	if _, err := (bisect.Doubter{Truth: defence(r, nil)}).Next(context.Background(), g); !errors.Is(err, bisect.ErrAgree) {
		t.Errorf("got %v, want ErrAgree", err)
	}
	// A defender that has lost its data says so rather than send what would be refused.
	other := mustRun(tiny(), bisecttest.Flip(1, bisecttest.KUpdate, 0, 1), nil)
	var notMine *bisect.NotMineError
	if _, err := (bisect.Honest{Truth: defence(other, nil)}).Next(context.Background(), m.game()); !errors.As(err, &notMine) {
		t.Errorf("got %v, want a NotMineError", err)
	}
}
