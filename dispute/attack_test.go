package dispute_test

import (
	"context"
	"math"
	"math/big"
	"testing"
	"time"

	"refute/contracts/bindings"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/dispute/truth"
)

// The attacks that one process can stage, each by a test that names it. Those on bad local data and withheld data sets are in
// check_test.go; re-entrant receivers and wallets that steal bonds need contracts of their own and are in the contracts' tests.

// rushed plays like w.play, but before each move of one side time passes until so many seconds before its clock runs out.
func (w *world) rushed(id chain.GameID, late bisect.Side, left uint64, players ...*dispute.Player) *chain.Game {
	w.t.Helper()
	ctx := w.t.Context()
	for range 100 {
		for _, p := range players {
			g, err := w.client.Game(ctx, id)
			w.ok(err)
			if g.Done {
				return g
			}
			turn := bisect.Challenger
			if g.Record.Defends {
				turn = bisect.Defender
			}
			head, err := w.client.Head(ctx)
			w.ok(err)
			if p.Side == late && turn == late && head.Time+left+1 < g.Deadline {
				w.ok(w.chain.Advance(time.Duration(g.Deadline-left-1-head.Time) * time.Second))
			}
			// The rules of the clock hold at every moment: the side whose turn it is has time left, or the other may end the game.
			if turn != late && head.Time <= g.Deadline && g.Deadline-head.Time+2 < uint64(w.terms.Extension) {
				w.t.Errorf("a turn began with %d seconds left, the extension is %d", g.Deadline-head.Time, w.terms.Extension)
			}
			if _, _, err := p.Act(ctx, id); err != nil {
				w.t.Logf("%s: %v", p.Side, err)
			}
		}
		g, err := w.client.Game(ctx, id)
		w.ok(err)
		if head, err := w.client.Head(ctx); err == nil && !g.Done && g.Record.Defends == (late == bisect.Defender) && head.Time > g.Deadline-2 {
			w.ok(w.chain.Advance(3 * time.Second))
		}
	}
	w.t.Fatal("a game without an end")
	return nil
}

// Attack: the last-second move. A side that lets its clock run to the last second each time does not take the other's time: the reply has the
// extension at least.
func TestAttackLastSecondMove(t *testing.T) {
	j := bisecttest.Job(9, 4)
	own := runOf(t, j, nil)
	w := newWorld(t, own, nil)
	g := w.rushed(w.open("mallory", 2, true), bisect.Challenger, 1,
		w.solver(defence(own, nil)), w.player("mallory", bisect.Challenger, &bisecttest.Griefer{Truth: local(own, nil, true), Seed: 4}))
	w.wins(g, bisect.Defender)
	hook := bisecttest.Flip(6, bisecttest.KLanes, 1, 1<<22)
	wrong := runOf(t, j, hook)
	w.begin(wrong, nil)
	g = w.rushed(w.open("alice", 2, true), bisect.Defender, 1, w.solver(defence(wrong, hook)), w.player("alice", bisect.Challenger, withheld(own)))
	w.wins(g, bisect.Challenger)
	if g.Record.How != 6 {
		t.Errorf("the game ended by way %d, not by the window", g.Record.How)
	}
}

// Attack: the late winner. For every pair of clocks, one who is late loses to one who is prompt, by an exit that does not revert, even
// where the late one was about to win.
func TestAttackLateWinner(t *testing.T) {
	j := bisecttest.Job(3, 2)
	hook := bisecttest.Flip(2, bisecttest.KPick, 1, 1<<22)
	wrong := runOf(t, j, hook)
	w := newWorld(t, wrong, nil)
	ctx := t.Context()
	for _, clock := range []uint32{1, 60, 3600} {
		for _, extension := range []uint32{1, 30} {
			if extension > clock {
				continue
			}
			w.clock, w.extension = clock, extension
			w.begin(wrong, nil)
			for _, late := range []bisect.Side{bisect.Challenger, bisect.Defender} {
				id := w.open("alice", 1, late == bisect.Defender)
				g, err := w.client.Game(ctx, id)
				w.ok(err)
				head, err := w.client.Head(ctx)
				w.ok(err)
				prompt, name := late.Other(), map[bisect.Side]string{bisect.Challenger: "solver", bisect.Defender: "alice"}[late]
				timeout, err := dispute.Encode(w.table.Spec, bisect.Timeout{})
				w.ok(err)
				if _, err := w.wallets[name].Move(ctx, id, g.Head, timeout); !chain.IsRevert(err, "ClockRuns") && clock > 1 {
					t.Errorf("the %s's time is claimed before it ran out: %v", late, err)
				}
				if g.Deadline > head.Time {
					w.ok(w.chain.Advance(time.Duration(g.Deadline-head.Time+1) * time.Second))
				}
				// The late one tries all the same.
				move := []bisect.Action{bisect.Reveal{Children: make([]bisect.Root, 2)}}
				lateName := "solver"
				if late == bisect.Challenger {
					step := uint32(2)
					lateName = "alice"
					pos, err := w.table.Position(ctx, g, bisect.Challenger)
					w.ok(err)
					move, err = bisect.Doubter{Truth: local(wrong, nil, false), Target: &step}.Next(ctx, pos)
					w.ok(err)
				}
				encoded, err := dispute.Encode(w.table.Spec, move...)
				w.ok(err)
				if _, err := w.wallets[lateName].Move(ctx, id, g.Head, encoded); !chain.IsRevert(err, "ClockRanOut") {
					t.Errorf("clock %d, extension %d: a late move: %v", clock, extension, err)
				}
				if _, err := w.wallets[name].Move(ctx, id, g.Head, timeout); err != nil {
					t.Errorf("clock %d, extension %d: the exit reverts: %v", clock, extension, err)
				}
				g, err = w.client.Game(ctx, id)
				w.ok(err)
				w.wins(g, prompt)
			}
		}
	}
}

// Attack: calldata copied from the mempool. A move that somebody else has already done is success; the challenger's alone can be
// done by nobody else.
func TestAttackCopiedCalldata(t *testing.T) {
	j := bisecttest.Job(9, 4)
	r := runOf(t, j, nil)
	w := newWorld(t, r, nil)
	ctx := t.Context()
	id := w.open("alice", 2, true)
	g, err := w.client.Game(ctx, id)
	w.ok(err)
	pos, err := w.table.Position(ctx, g, bisect.Defender)
	w.ok(err)
	move, err := defence(r, nil).Next(ctx, pos)
	w.ok(err)
	encoded, err := dispute.Encode(w.table.Spec, move...)
	w.ok(err)
	_, err = w.wallets["mallory"].Move(ctx, id, g.Head, encoded) // a reveal may be anybody's
	w.ok(err)
	after, err := w.client.Game(ctx, id)
	w.ok(err)
	if _, err = w.wallets["solver"].Move(ctx, id, g.Head, encoded); err != nil {
		t.Errorf("the solver's own transaction fails because it was copied: %v", err)
	}
	again, err := w.client.Game(ctx, id)
	w.ok(err)
	if again.Head != after.Head || again.Moves != 2 {
		t.Errorf("the move was done twice: %d moves", again.Moves)
	}
	step, err := dispute.Encode(w.table.Spec, bisect.Descend{Index: 1, Hash: bisect.Root{1}, Proof: make([]bisect.Root, 2)})
	w.ok(err)
	if _, err = w.wallets["mallory"].Move(ctx, id, again.Head, step); !chain.IsRevert(err, "NotChallenger") {
		t.Errorf("somebody else chooses where the challenger looks: %v", err)
	}
}

// Attack: claims posted in the defender's name. The trace and the sums count from the defender alone.
func TestAttackClaimInTheDefendersName(t *testing.T) {
	j := bisecttest.Job(9, 4)
	r := runOf(t, j, nil)
	w := newWorld(t, r, nil)
	ctx := t.Context()
	id := w.open("alice", 1, false)
	step := uint32(2)
	alice := w.player("alice", bisect.Challenger, published(r, step, local(r, nil, true)))
	_, _, err := alice.Act(ctx, id)
	w.ok(err)
	for _, name := range []string{"alice", "mallory", "customer"} {
		g, err := w.client.Game(ctx, id)
		w.ok(err)
		claim, err := dispute.Encode(w.table.Spec, bisect.ClaimTrace{Children: make([]bisect.Root, 64)})
		w.ok(err)
		if _, err := w.wallets[name].Move(ctx, id, g.Head, claim); !chain.IsRevert(err, "NotDefender") {
			t.Errorf("%s claims a trace: %v", name, err)
		}
	}
	w.wins(w.play(id, w.solver(defence(r, nil))), bisect.Defender)
}

// Attack: a reorganised parent. Moves name the position by its hash, so none is taken for an answer to something else, and the
// players go on from what the chain says now.
func TestAttackReorganisedParent(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KLanes, 1, 1<<22)
	wrong, own := runOf(t, j, hook), runOf(t, j, nil)
	w := newWorld(t, wrong, nil)
	ctx := t.Context()
	id := w.open("alice", 2, true)
	fork, err := w.client.Head(ctx)
	w.ok(err)
	solver, alice := w.solver(defence(wrong, hook)), w.player("alice", bisect.Challenger, withheld(own))
	for range 3 {
		_, _, err = solver.Act(ctx, id)
		w.ok(err)
		_, _, err = alice.Act(ctx, id)
		w.ok(err)
	}
	before, err := w.client.Game(ctx, id)
	w.ok(err)
	w.ok(w.chain.Fork(fork.Hash))
	undone, err := w.client.Game(ctx, id)
	w.ok(err)
	if undone.Moves != 1 || before.Moves < 5 {
		t.Fatalf("%d moves after the reorganisation, %d before", undone.Moves, before.Moves)
	}
	// What was meant for the old chain is refused on the new.
	encoded, err := dispute.Encode(w.table.Spec, bisect.ClaimSums{})
	w.ok(err)
	if _, err := w.wallets["solver"].Move(ctx, id, before.Head, encoded); !chain.IsRevert(err, "StaleHead") {
		t.Errorf("a move on a head that is no more: %v", err)
	}
	// The players go on as if nothing had been.
	g := w.play(id, solver, alice)
	if !g.Won || g.Record.How != 6 {
		t.Errorf("won %v by way %d", g.Won, g.Record.How)
	}
}

// A player that is restarted before every move plays on from the chain.
func TestRestarts(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KLanes, 1, 1<<22)
	wrong, own := runOf(t, j, hook), runOf(t, j, nil)
	w := newWorld(t, wrong, nil)
	id := w.open("alice", 2, true)
	for range 40 {
		for _, p := range []*dispute.Player{w.solver(defence(wrong, hook)), w.player("alice", bisect.Challenger, withheld(own))} {
			_, g, err := p.Act(t.Context(), id)
			w.ok(err)
			if g.Done {
				w.wins(g, bisect.Challenger)
				return
			}
		}
	}
	t.Fatal("no end")
}

// wealth returns what an account has, credits included.
func (w *world) wealth(name string) *big.Int {
	w.t.Helper()
	b, err := w.client.Balance(w.t.Context(), w.wallets[name].Address())
	w.ok(err)
	c, err := w.client.Credits(w.t.Context(), w.wallets[name].Address())
	w.ok(err)
	return b.Add(c).Big()
}

// Attack: a flood of games by one who is richer than the honest side. The honest solver answers all of them with no more money than
// its gas, nearly all of which it gets back (the meter never says more than what was paid, so it says a little less), while each game
// costs the attacker its bond.
func TestAttackSybilFlood(t *testing.T) {
	j := bisecttest.Job(9, 4)
	r := runOf(t, j, nil)
	w := newWorld(t, r, nil)
	before, attacker := w.wealth("solver"), w.wealth("mallory")
	var games []chain.GameID
	const flood = 64
	for i := range flood {
		games = append(games, w.open("mallory", checkpoint.Epoch(i%4), i%2 == 0))
	}
	solver := w.solver(defence(r, nil))
	for i, id := range games {
		g := w.play(id, solver, w.player("mallory", bisect.Challenger, &bisecttest.Griefer{Truth: local(r, nil, true), Seed: uint64(i)}))
		if g.Won {
			t.Fatalf("game %d was lost by the honest solver", i)
		}
	}
	w.conserved()
	lost, spent := new(big.Int).Sub(before, w.wealth("solver")), new(big.Int).Sub(attacker, w.wealth("mallory"))
	if new(big.Int).Mul(lost, big.NewInt(100)).Cmp(spent) > 0 {
		t.Errorf("%d games cost the honest solver %v wei, more than a hundredth of the attacker's %v", flood, lost, spent)
	}
	if least := w.terms.ChallengeBond.Mul(flood).Big(); spent.Cmp(least) < 0 {
		t.Errorf("the attacker lost %v wei, its bonds were %v", spent, least)
	}
	// The job is finished as if nothing had been.
	a, err := w.client.Attempt(t.Context(), w.table.ID, 1)
	w.ok(err)
	if a.Games != 0 || a.Slashed {
		t.Errorf("the attempt has %d open games, slashed %v", a.Games, a.Slashed)
	}
}

// Attack: duplicate claims and freeloaders. Several challengers of one fault all get their bonds and their gas back; the share is divided
// among those who were there before the fault was public, and one who copies them gains nothing.
func TestAttackFreeloader(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KUpdate, 1, 1<<22)
	wrong := runOf(t, j, hook)
	w := newWorld(t, wrong, nil)
	ctx := t.Context()
	step := uint32(6)
	claimed, err := wrong.State(ctx, 6)
	w.ok(err)
	wealth := map[string]*big.Int{}
	for _, p := range []string{"alice", "bob", "mallory", "solver"} {
		wealth[p] = w.wealth(p)
	}
	c := dispute.Case{Table: w.table, Epoch: 2, Step: &step, States: wrong, Claimed: claimed}
	a, _, err := c.Open(ctx, w.wallets["alice"], [32]byte{1})
	w.ok(err)
	b, _, err := c.Open(ctx, w.wallets["bob"], [32]byte{2})
	w.ok(err)
	shown := bisect.Shown{Truth: local(wrong, hook, true)}
	alice := w.player("alice", bisect.Challenger, c.Strategy(shown))
	_, _, err = alice.Act(ctx, a.Game) // names the step: now it is public
	w.ok(err)
	m, _, err := c.Open(ctx, w.wallets["mallory"], [32]byte{3}) // knows it now
	w.ok(err)
	solver := w.solver(defence(wrong, hook))
	for name, id := range map[string]chain.GameID{"alice": a.Game, "bob": b.Game, "mallory": m.Game} {
		g := w.play(id, solver, w.player(name, bisect.Challenger, c.Strategy(shown)))
		w.wins(g, bisect.Challenger)
	}
	w.ok(w.chain.Advance(time.Duration(w.terms.Window+10) * time.Second))
	_, err = c.ClaimShare(ctx, w.wallets["alice"], a)
	w.ok(err)
	_, err = c.ClaimShare(ctx, w.wallets["bob"], b)
	w.ok(err)
	if _, err := c.ClaimShare(ctx, w.wallets["mallory"], m); !chain.IsRevert(err, "NotEligible") {
		t.Errorf("one who came after the fault was public takes a share: %v", err)
	}
	if _, err := c.ClaimShare(ctx, w.wallets["mallory"], &dispute.Challenge{Game: b.Game, Step: 6, Own: b.Own, Salt: [32]byte{9}}); err == nil {
		t.Error("another salt opens a report")
	}
	w.ok(w.chain.Advance(time.Duration(w.terms.Window+10) * time.Second))
	_, err = w.wallets["bob"].Settle(ctx, w.table.ID, 1)
	w.ok(err)
	for name, id := range map[string]chain.GameID{"alice": a.Game, "bob": b.Game} {
		_, err = w.wallets[name].CollectShare(ctx, id)
		w.ok(err)
	}
	w.conserved()
	shares := new(big.Int)
	for _, name := range []string{"alice", "bob"} {
		gain := new(big.Int).Sub(w.wealth(name), wealth[name])
		if gain.Sign() <= 0 {
			t.Errorf("%s was right and first, and lost %v wei", name, gain)
		}
		shares.Add(shares, gain)
	}
	if most := w.terms.Bond.Mul(uint64(w.terms.ShareBps)).Div(10_000).Big(); shares.Cmp(most) > 0 {
		t.Errorf("the shares are %v wei, at most %v may be", shares, most)
	}
	if gain := new(big.Int).Sub(w.wealth("mallory"), wealth["mallory"]); gain.Sign() > 0 {
		t.Errorf("the freeloader gained %v wei", gain)
	}
	// Whoever is slashed loses its whole bond.
	if lost := new(big.Int).Sub(wealth["solver"], w.wealth("solver")); lost.Sign() < 0 {
		t.Errorf("the cheater gained %v wei", lost)
	}
}

// Attack: challenging oneself to recycle a bond. A cheating solver that lets an accomplice win gets back no more than the share: most of the
// bond is burnt all the same.
func TestAttackChallengingOneself(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KUpdate, 1, 1<<22)
	wrong := runOf(t, j, hook)
	w := newWorld(t, wrong, nil)
	ctx := t.Context()
	together := new(big.Int).Add(w.wealth("solver"), w.wealth("mallory"))
	step := uint32(6)
	c := dispute.Case{Table: w.table, Epoch: 2, Step: &step, States: wrong}
	m, _, err := c.Open(ctx, w.wallets["mallory"], [32]byte{3})
	w.ok(err)
	g := w.play(m.Game, w.solver(defence(wrong, hook)), w.player("mallory", bisect.Challenger, c.Strategy(bisect.Shown{Truth: local(wrong, hook, true)})))
	w.wins(g, bisect.Challenger)
	w.ok(w.chain.Advance(time.Duration(w.terms.Window+10) * time.Second))
	_, err = c.ClaimShare(ctx, w.wallets["mallory"], m)
	w.ok(err)
	w.ok(w.chain.Advance(time.Duration(w.terms.Window+10) * time.Second))
	_, err = w.wallets["mallory"].Settle(ctx, w.table.ID, 1)
	w.ok(err)
	_, err = w.wallets["mallory"].CollectShare(ctx, m.Game)
	w.ok(err)
	w.conserved()
	lost := new(big.Int).Sub(together, new(big.Int).Add(w.wealth("solver"), w.wealth("mallory")))
	// The solver's bond was held when the wealth was taken: what comes back of it is the recycling.
	back := new(big.Int).Neg(lost)
	if most := w.terms.Bond.Mul(uint64(w.terms.ShareBps)).Div(10_000).Big(); back.Cmp(most) > 0 {
		t.Errorf("%v wei of the bond came back, at most %v may", back, most)
	}
	// With the account itself on both sides it is the same game.
	w.begin(wrong, nil)
	id := w.open("solver", 2, false)
	if g := w.play(id, w.player("solver", bisect.Challenger, published(wrong, 6, local(wrong, hook, true))), w.solver(defence(wrong, hook))); !g.Done {
		t.Error("no end")
	}
	w.conserved()
}

// Attack: withheld data. A solver that answers nothing loses by its clock, wherever it stops.
func TestAttackWithheldData(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KLanes, 1, 1<<22)
	wrong, own := runOf(t, j, hook), runOf(t, j, nil)
	w := newWorld(t, wrong, nil)
	for p := bisect.History; p < bisect.Done; p++ {
		if p == bisect.State {
			continue
		}
		w.begin(wrong, nil)
		d := w.solver(bisect.Silent{Player: defence(wrong, hook), From: p})
		g := w.play(w.open("alice", 2, true), d, w.player("alice", bisect.Challenger, withheld(own)))
		w.wins(g, bisect.Challenger)
		if want := uint8(1); p != bisect.Window && g.Record.How != want {
			t.Errorf("silent from %s: the game ended by way %d", p, g.Record.How)
		}
	}
}

// Attack: something that is not zero beyond a tree's count. One move shows it.
func TestAttackPadding(t *testing.T) {
	j := bisecttest.Job(9, 4)
	own := runOf(t, j, nil)
	roots, err := own.Roots(t.Context(), 9, 9)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := checkpoint.NewTree(checkpoint.Nodes, []checkpoint.Root{roots[0], {}, {}, {7}}, 2)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, own, map[checkpoint.Epoch]checkpoint.Root{3: tree.Root()})
	children, err := tree.Children(2, 0, 5)
	w.ok(err)
	d := revealing{children}
	g := w.play(w.open("alice", 3, true), w.solver(d), w.player("alice", bisect.Challenger, withheld(own)))
	w.wins(g, bisect.Challenger)
	if g.Record.How != 2 || g.Moves != 3 {
		t.Errorf("the game ended by way %d after %d moves", g.Record.How, g.Moves)
	}
}

type revealing struct{ children []bisect.Root }

func (r revealing) Next(context.Context, *bisect.Game) ([]bisect.Action, error) {
	return []bisect.Action{bisect.Reveal{Children: r.children}}, nil
}

// Attack: extreme integers and narrow casts. Each is refused, by the contract as by the state machine, and the game stands where it
// stood.
func TestAttackExtremeIntegers(t *testing.T) {
	j := bisecttest.Job(9, 4)
	r := runOf(t, j, nil)
	w := newWorld(t, r, nil)
	ctx := t.Context()
	step := uint32(6)
	id := w.open("alice", 2, false)
	alice, solver := w.player("alice", bisect.Challenger, published(r, step, local(r, nil, true))), w.solver(defence(r, nil))
	try := func(name string, list ...bisect.Action) {
		t.Helper()
		for _, a := range list {
			g, err := w.client.Game(ctx, id)
			w.ok(err)
			pos, err := w.table.Position(ctx, g, bisect.Challenger)
			w.ok(err)
			encoded, err := dispute.Encode(w.table.Spec, a)
			w.ok(err)
			if _, err := w.wallets[name].Move(ctx, id, g.Head, encoded); err == nil {
				t.Fatalf("%+v is accepted", a)
			}
			if pos.Move(bisect.Challenger, a) == nil {
				t.Fatalf("%+v is accepted by bisect", a)
			}
		}
	}
	big := []uint64{1 << 31, 1 << 32, 1<<32 + 1, 1<<62 + 1, 1<<63 + 1, math.MaxUint64}
	tree, err := local(r, nil, true).History(ctx, 2)
	w.ok(err)
	leaf, err := tree.Node(0, 1)
	w.ok(err)
	proof, err := tree.(*checkpoint.Tree).Proof(1)
	w.ok(err)
	for _, x := range big {
		try("alice", bisect.Descend{Index: x, Hash: leaf, Proof: proof}, bisect.Descend{Index: 1 + x<<2, Hash: leaf, Proof: proof}, bisect.Descend{Index: 1, Height: 255, Hash: leaf, Proof: proof})
	}
	for range 2 { // to the tensor
		_, _, err = alice.Act(ctx, id)
		w.ok(err)
		_, _, err = solver.Act(ctx, id)
		w.ok(err)
	}
	// The challenger agrees from here on: it has lost, and plays on by hand.
	l := local(r, nil, true)
	trace, err := l.Trace(ctx, 6)
	w.ok(err)
	node, err := trace.Node(0, bisecttest.KLanes)
	w.ok(err)
	proof, err = trace.(*checkpoint.Tree).Proof(bisecttest.KLanes)
	w.ok(err)
	section, sectionProof, err := l.Section(ctx, 6, bisecttest.KLanes+1)
	w.ok(err)
	play := func(name string, list ...bisect.Action) {
		t.Helper()
		g, err := w.client.Game(ctx, id)
		w.ok(err)
		encoded, err := dispute.Encode(w.table.Spec, list...)
		w.ok(err)
		_, err = w.wallets[name].Move(ctx, id, g.Head, encoded)
		w.ok(err)
	}
	play("alice", bisect.Descend{Index: bisecttest.KLanes, Hash: node, Proof: proof}, bisect.OpenKernel{Section: section, Proof: sectionProof})
	data, err := l.Leaf(ctx, 6, bisecttest.KLanes, 0)
	w.ok(err)
	for _, x := range []int64{bisecttest.Lanes, 255, 256, 1 << 32, 1<<40 + 3, math.MaxInt64} {
		try("alice", bisect.Element{Index: x, Data: data[:]})
	}
	play("alice", bisect.Element{Index: 2, Data: data[:]})
	_, _, err = solver.Act(ctx, id)
	w.ok(err)
	g, err := w.client.Game(ctx, id)
	w.ok(err)
	pos, err := w.table.Position(ctx, g, bisect.Challenger)
	w.ok(err)
	for _, part := range []int{len(pos.Values) + 1, 256, 1 << 16, math.MaxUint32} {
		try("alice", bisect.Pick{Part: part, Values: pos.Values})
	}
	w.wins(w.play(id, solver), bisect.Defender)
}

// Attack: too little gas forwarded. A call that runs out of gas is no verdict: the game stands where it stood, and goes on.
func TestAttackLowGas(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KUpdate, 1, 1<<22)
	wrong := runOf(t, j, hook)
	w := newWorld(t, wrong, nil)
	ctx := t.Context()
	id := w.open("alice", 2, false)
	alice, solver := w.player("alice", bisect.Challenger, published(wrong, 6, local(wrong, hook, true))), w.solver(defence(wrong, hook))
	_, _, err := alice.Act(ctx, id)
	w.ok(err)
	_, _, err = solver.Act(ctx, id)
	w.ok(err)
	g, err := w.client.Game(ctx, id)
	w.ok(err)
	pos, err := w.table.Position(ctx, g, bisect.Challenger)
	w.ok(err)
	list, err := alice.Strategy.Next(ctx, pos)
	w.ok(err)
	encoded, err := dispute.Encode(w.table.Spec, list...)
	w.ok(err)
	to := w.client.Addresses().Disputes
	for gas := uint64(120_000); gas < 400_000; gas += 20_000 {
		_, err := w.wallets["alice"].Send(ctx, chain.Tx{To: &to, Data: moveData(id, g.Head, encoded), Gas: gas})
		now, gameErr := w.client.Game(ctx, id)
		w.ok(gameErr)
		if err == nil {
			if !now.Done || !now.Won {
				t.Fatalf("with %d gas: done %v, won %v", gas, now.Done, now.Won)
			}
			w.wins(now, bisect.Challenger)
			return
		}
		if now.Head != g.Head || now.Done {
			t.Fatalf("with %d gas the call fails and the game is not where it was", gas)
		}
	}
	w.wins(w.play(id, alice, solver), bisect.Challenger)
}

// Attack: Merkle confusion. Epochs and trees of sizes 1, 2^k and 2^k ± 1: an honest solver's run is not refuted by any of them, a false one
// is.
func TestAttackTreeSizes(t *testing.T) {
	w := (*world)(nil)
	for _, c := range []struct{ steps, epoch uint32 }{{1, 1}, {1, 2}, {2, 2}, {3, 2}, {3, 3}, {4, 4}, {5, 4}, {7, 8}, {8, 8}, {9, 8}} {
		j := bisecttest.Job(c.steps, c.epoch)
		own := runOf(t, j, nil)
		if w == nil {
			w = newWorld(t, own, nil)
		} else {
			w.begin(own, nil)
		}
		last := w.table.Spec.Epochs().Count()
		w.wins(w.play(w.open("mallory", last, true), w.solver(defence(own, nil)),
			w.player("mallory", bisect.Challenger, &bisecttest.Griefer{Truth: local(own, nil, true), Seed: uint64(c.steps)})), bisect.Defender)
		hook := bisecttest.Flip(c.steps, bisecttest.KUpdate, 299, 1<<22)
		wrong := runOf(t, j, hook)
		w.begin(wrong, nil)
		w.wins(w.play(w.open("alice", last, true), w.solver(defence(wrong, hook)), w.player("alice", bisect.Challenger, withheld(own))), bisect.Challenger)
	}
}

// Attack: equivocation. Two signatures of the solver for one step, shown by anybody, are enough; no game is played.
func TestAttackEquivocation(t *testing.T) {
	j := bisecttest.Job(9, 4)
	r := runOf(t, j, nil)
	w := newWorld(t, r, nil)
	ctx := t.Context()
	key := w.wallets["solver"].Account().Key
	sign := func(root checkpoint.Root) commit.Signature {
		c := commit.Commitment{Job: w.table.ID, Attempt: 1, Step: 6, Root: root}
		w.ok(c.Sign(w.client.Domain(), key))
		return c.Sig
	}
	one, two := checkpoint.Root{1}, checkpoint.Root{2}
	if _, err := w.wallets["bob"].Equivocate(ctx, w.table.ID, 6, one, sign(one), one, sign(one)); err == nil {
		t.Error("one root twice is no equivocation")
	}
	before := w.wealth("bob")
	_, err := w.wallets["bob"].Equivocate(ctx, w.table.ID, 6, one, sign(one), two, sign(two))
	w.ok(err)
	a, err := w.client.Attempt(ctx, w.table.ID, 1)
	w.ok(err)
	if !a.Slashed || w.wealth("bob").Cmp(before) <= 0 {
		t.Errorf("slashed %v, and %v wei for who showed it", a.Slashed, new(big.Int).Sub(w.wealth("bob"), before))
	}
	w.conserved()
}

// Attack: censorship for a bounded time. An honest defender whose every move is held back, though less than the extension, still wins.
func TestAttackCensorship(t *testing.T) {
	j := bisecttest.Job(9, 4)
	r := runOf(t, j, nil)
	w := newWorld(t, r, nil)
	// Held back until 5 seconds before the end, each time; clock and extension are what they are for.
	g := w.rushed(w.open("mallory", 2, true), bisect.Defender, 5, w.solver(defence(r, nil)),
		w.player("mallory", bisect.Challenger, &bisecttest.Griefer{Truth: local(r, nil, true), Seed: 2}))
	w.wins(g, bisect.Defender)
}

// Attack: a client disputes its own job to get the work for nothing. It is a challenger like any other.
func TestAttackClientDisputesItsOwnJob(t *testing.T) {
	j := bisecttest.Job(9, 4)
	r := runOf(t, j, nil)
	w := newWorld(t, r, nil)
	before := w.wealth("customer")
	g := w.play(w.open("customer", 2, true), w.solver(defence(r, nil)), w.player("customer", bisect.Challenger, &bisecttest.Griefer{Truth: local(r, nil, true), Seed: 9}))
	w.wins(g, bisect.Defender)
	if lost := new(big.Int).Sub(before, w.wealth("customer")); lost.Cmp(w.terms.ChallengeBond.Big()) < 0 {
		t.Errorf("it lost %v wei, its bond was %s", lost, w.terms.ChallengeBond)
	}
}

// moveData is the calldata of a move.
func moveData(id chain.GameID, head [32]byte, actions [][]byte) []byte {
	return bindings.NewDisputes().PackMove(id, head, actions)
}

// Attack: a program that cannot be ruled on. Nobody who validates it takes the job; a solver that does loses to the kernel itself.
func TestAttackProgramThatCannotBeRuledOn(t *testing.T) {
	j := bisecttest.Job(1, 1)
	r := runOf(t, j, nil)
	w := newWorld(t, r, nil)
	ctx := t.Context()
	bad := bisecttest.Job(1, 1)
	bad.Programs[1].Kernels[bisecttest.KLanes].Operands[1].Tensor = bisecttest.KLanes // reads its own output
	if _, err := bad.Spec(); err == nil {
		t.Fatal("the program is valid")
	}
	spec, err := j.Spec()
	w.ok(err)
	spec.Programs[1].Root = bad.Programs[1].Root()
	w.terms.Spec = spec
	id, _, err := w.wallets["customer"].Create(ctx, w.terms, chain.Ether)
	w.ok(err)
	if _, err := dispute.NewTable(ctx, w.client, id, bad); err == nil {
		t.Error("a table for a job whose program is not valid")
	}
	_, _, err = w.wallets["solver"].Take(ctx, id, w.terms.Bond)
	w.ok(err)
	a0, a1 := r.Anchor(0), r.Anchor(1)
	_, err = w.wallets["solver"].Anchor(ctx, id, checkpoint.Root{}, a0)
	w.ok(err)
	_, err = w.wallets["solver"].Anchor(ctx, id, a0, a1)
	w.ok(err)
	game, _, err := w.wallets["alice"].Open(ctx, id, 1, a1, [32]byte{}, false, w.terms.ChallengeBond)
	w.ok(err)
	move := func(name string, list ...bisect.Action) {
		t.Helper()
		g, err := w.client.Game(ctx, game)
		w.ok(err)
		encoded, err := dispute.Encode(spec, list...)
		w.ok(err)
		_, err = w.wallets[name].Move(ctx, game, g.Head, encoded)
		w.ok(err)
	}
	l := local(r, nil, true)
	trace, err := l.Trace(ctx, 1)
	w.ok(err)
	top, err := trace.(*checkpoint.Tree).Children(7, 0, 6)
	w.ok(err)
	node, err := trace.Node(0, bisecttest.KLanes)
	w.ok(err)
	proof, err := trace.(*checkpoint.Tree).Proof(bisecttest.KLanes)
	w.ok(err)
	section, sectionProof, err := (&truth.Local{Job: bad}).Section(ctx, 1, bisecttest.KLanes+1)
	w.ok(err)
	move("alice", bisect.Step{Before: a0})
	move("solver", bisect.ClaimTrace{Children: top})
	move("alice", bisect.Descend{Index: bisecttest.KLanes, Hash: node, Proof: proof}, bisect.OpenKernel{Section: section, Proof: sectionProof})
	g, err := w.client.Game(ctx, game)
	w.ok(err)
	w.wins(g, bisect.Challenger)
	if g.Record.How != 3 {
		t.Errorf("the game ended by way %d", g.Record.How)
	}
}

// Both players run at the same time, as daemons do, each in its own goroutine.
func TestPlay(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KLanes, 1, 1<<22)
	wrong, own := runOf(t, j, hook), runOf(t, j, nil)
	w := newWorld(t, wrong, nil)
	id := w.open("alice", 2, true)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := w.solver(defence(wrong, hook)).Play(ctx, id)
		done <- err
	}()
	g, err := w.player("alice", bisect.Challenger, withheld(own)).Play(ctx, id)
	w.ok(err)
	w.ok(<-done)
	w.wins(g, bisect.Challenger)
	if g.Moves > 14 {
		t.Errorf("%d moves", g.Moves)
	}
}

// Attack: freeloaders on withheld data. Who computed the epoch takes a share though nobody could know the step beforehand; who guessed that
// something is wrong with it does not.
func TestAttackFreeloaderOnWithheldEpoch(t *testing.T) {
	j := bisecttest.Job(9, 4)
	own := runOf(t, j, nil)
	hook := bisecttest.Flip(6, bisecttest.KUpdate, 1, 1<<22)
	wrong := runOf(t, j, hook)
	w := newWorld(t, wrong, nil)
	ctx := t.Context()
	c := dispute.Case{Table: w.table, Epoch: 2, States: own}
	a, _, err := c.Open(ctx, w.wallets["alice"], [32]byte{1})
	w.ok(err)
	if a.Step != chain.AnyStep || !a.Asking {
		t.Fatalf("a challenge of withheld data names step %d", a.Step)
	}
	// Mallory knows nothing, but sees that somebody asks: it reports an anchor of its own invention, and copies the moves.
	anchor, err := w.client.Anchor(ctx, w.table.ID, 2)
	w.ok(err)
	terms, err := w.client.Job(ctx, w.table.ID)
	w.ok(err)
	made, err := checkpoint.EpochTree(w.table.Spec.Epochs(), 2, []checkpoint.Root{{1}, {2}, {3}, {4}})
	w.ok(err)
	mallory := w.wallets["mallory"]
	m, _, err := mallory.Open(ctx, w.table.ID, 2, anchor.Root, chain.Report(chain.AnyStep, made.Root(), mallory.Address(), [32]byte{2}), true, terms.ChallengeBond)
	w.ok(err)
	solver := w.solver(defence(wrong, hook))
	for name, id := range map[string]chain.GameID{"alice": a.Game, "mallory": m} {
		w.wins(w.play(id, solver, w.player(name, bisect.Challenger, withheld(own))), bisect.Challenger)
	}
	w.ok(w.chain.Advance(time.Duration(w.terms.Window+10) * time.Second))
	proof, err := made.Proof(1)
	w.ok(err)
	before, err := made.Proof(0)
	w.ok(err)
	if _, err := mallory.ClaimShareByAnchor(ctx, m, made.Root(), [32]byte{2}, checkpoint.Root{2}, proof, before); !chain.IsRevert(err, "WrongProof") {
		t.Errorf("an invented anchor takes a share: %v", err)
	}
	if _, err := w.wallets["bob"].ClaimShareByAnchor(ctx, a.Game, a.Own, [32]byte{9}, checkpoint.Root{2}, proof, before); !chain.IsRevert(err, "NotEligible") {
		t.Errorf("another salt opens a report: %v", err)
	}
	_, err = c.ClaimShare(ctx, w.wallets["alice"], a)
	w.ok(err)
	w.ok(w.chain.Advance(time.Duration(w.terms.Window+10) * time.Second))
	_, err = w.wallets["alice"].Settle(ctx, w.table.ID, 1)
	w.ok(err)
	rich := w.wealth("alice")
	_, err = w.wallets["alice"].CollectShare(ctx, a.Game)
	w.ok(err)
	if w.wealth("alice").Cmp(rich) <= 0 {
		t.Error("no share was credited")
	}
}
