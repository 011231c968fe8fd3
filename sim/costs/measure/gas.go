package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/contracts/evm"
	"refute/sim/costs"
	"refute/sim/court"
	"refute/sim/court/board"
)

// places is how many places of each path are played.
const places = 32

// The accounts have been here before: what a contract stores for an account for the first time is not in the figures. Their credits are
// withdrawn between measurements, so that each credit is a first one.
var (
	client     = chain.DeriveAccount("client")
	solver     = chain.DeriveAccount("solver")
	challenger = chain.DeriveAccount("challenger")
)

var jobsABI = bindings.NewJobs()

// scene is a system in which gas is measured. The first error stays.
type scene struct {
	*court.Contracts
	board *board.Board
	terms *chain.Terms
	now   uint64
	err   error
}

// newScene deploys the contracts, at a price of one wei for a gas, so that the meter reads gas.
func newScene() (*scene, error) {
	b, err := board.New()
	if err != nil {
		return nil, err
	}
	c, err := court.NewContracts()
	if err != nil {
		return nil, err
	}
	c.Price = chain.WeiOf(1).Int()
	least := chain.LeastChallengeBond(1_000_000_000)
	s := &scene{Contracts: c, board: b, now: 1_000_000, terms: &chain.Terms{
		Spec: b.Spec, Bond: least.Mul(10), ChallengeBond: least, GasPriceCap: 1_000_000_000,
		EpochSeconds: 3600, Window: 3600, Clock: 3600, Extension: 300, Delivery: 600, ShareBps: 2000, LateBps: 1000,
	}}
	for _, a := range []chain.Account{client, solver, challenger} {
		c.World.Fund(a.Address, chain.Ether.Mul(1_000_000).Int())
	}
	s.wait(1)
	return s, s.err
}

// copy returns a scene that goes on apart.
func (s *scene) copy() *scene {
	c := *s
	c.Contracts = s.Contracts.Copy()
	return &c
}

func (s *scene) wait(seconds uint64) {
	s.now += seconds
	s.At(s.now)
}

// gas notes what a transaction cost.
func (s *scene) gas(r *evm.Receipt, err error) uint64 {
	if err != nil && s.err == nil {
		s.err = err
	}
	s.wait(1)
	if r == nil {
		return 0
	}
	return r.Gas
}

// call sends a transaction to Jobs.
func (s *scene) call(by chain.Account, value chain.Wei, data []byte) uint64 {
	return s.gas(s.Send(by.Address, s.System.At.Jobs, value, data))
}

func (s *scene) withdraw() {
	for _, a := range []chain.Account{client, solver, challenger} {
		if c, err := s.Credits(a.Address); err != nil || !c.IsZero() {
			s.gas(s.Withdraw(a.Address))
		}
	}
}

// begin has a case's run anchored.
func (s *scene) begin(c *board.Case) *court.Attempt {
	a, err := s.Begin(client.Address, solver.Address, s.terms, chain.Ether, c)
	if err != nil && s.err == nil {
		s.err = err
	}
	s.wait(1)
	return a
}

// play plays a game to its end and returns it, with the gas of each move.
func (s *scene) play(a *court.Attempt, p *court.Play, report common.Hash) (t *court.Trial, moves []costs.Move) {
	if s.err != nil {
		return nil, nil
	}
	if t, s.err = a.Open(p, challenger.Address, report); s.err != nil {
		return nil, nil
	}
	var read uint64 // by the meter, before
	note := func(by bisect.Side, what string) {
		record, err := s.Game(t.ID)
		if err != nil && s.err == nil {
			s.err = err
			return
		}
		all := record.ChallengerGas.Uint64() + record.DefenderGas.Uint64()
		moves = append(moves, costs.Move{By: by.String(), What: what, Gas: t.LastGas, Metered: all - read, Least: t.LastGas, Most: t.LastGas})
		read = all
		s.wait(1)
	}
	note(bisect.Challenger, "Open")
	for !t.Over() && s.err == nil {
		by := t.Turn()
		var move []bisect.Action
		if move, s.err = t.Next(by); s.err != nil {
			break
		}
		if len(move) == 0 {
			by, move = by.Other(), []bisect.Action{bisect.Timeout{}}
			s.wait(t.Deadline + 1 - s.now)
		}
		s.err = t.Apply(by, move)
		note(by, move[0].Name())
	}
	return t, moves
}

// gasOf measures everything.
func gasOf() (costs.Gas, []costs.Path, error) {
	s, err := newScene()
	if err != nil {
		return costs.Gas{}, nil, err
	}
	warm := s.begin(s.board.Honest(board.Paths[0], 0))
	p := board.Paths[0]
	s.play(warm, court.NewPlay(warm.Case, p, court.Defend(warm.Case), court.Accuse(warm.Case, p)), common.Hash{})
	s.wait(10_000)
	s.finish(warm)
	s.withdraw()
	if s.err != nil {
		return costs.Gas{}, nil, s.err
	}
	var paths []costs.Path
	var metered, spent uint64
	for _, right := range []bool{true, false} {
		for _, p := range board.Paths {
			path, err := s.path(p, right, &metered, &spent)
			if err != nil {
				return costs.Gas{}, nil, fmt.Errorf("%s: %w", p, err)
			}
			paths = append(paths, path)
		}
	}
	g := costs.Gas{Metered: float64(metered*10_000/spent) / 10_000}
	for _, part := range []func(*scene, *costs.Gas){(*scene).life, (*scene).lapses, (*scene).shares, (*scene).timeouts, (*scene).faults, (*scene).demands} {
		c := s.copy()
		if part(c, &g); c.err != nil {
			return g, nil, c.err
		}
	}
	return g, paths, nil
}

// path plays one path at many places, each after the same past.
func (s *scene) path(p board.Path, right bool, metered, spent *uint64) (costs.Path, error) {
	out := costs.Path{Name: p.String(), Withheld: p.Withheld, Rounds: p.Rounds, False: !right}
	if !right {
		out.Name += " false"
	}
	for n := range uint64(places) {
		c := s.copy()
		on := s.board.Honest(p, n)
		var player bisect.Player = court.Accuse(on, p)
		if right {
			if on, c.err = s.board.Wrong(p, n); c.err != nil {
				return out, c.err
			}
			player = court.Doubt(on, p)
		}
		t, moves := c.play(c.begin(on), court.NewPlay(on, p, court.Defend(on), player), common.Hash{1})
		if c.err != nil {
			return out, c.err
		}
		if (t.Game.Winner == bisect.Challenger) != right {
			return out, fmt.Errorf("the %s won", t.Game.Winner)
		}
		for _, m := range moves {
			*metered, *spent = *metered+m.Metered, *spent+m.Gas
		}
		if n == 0 {
			out.Moves, out.Named = moves, t.Named
			continue
		}
		if len(moves) != len(out.Moves) {
			return out, fmt.Errorf("%d moves at one place, %d at another", len(out.Moves), len(moves))
		}
		for i, m := range moves {
			o := &out.Moves[i]
			if m.By != o.By || m.What != o.What {
				return out, fmt.Errorf("move %d is %s by the %s at one place, %s by the %s at another", i, o.What, o.By, m.What, m.By)
			}
			o.Gas, o.Metered, o.Least, o.Most = o.Gas+m.Gas, o.Metered+m.Metered, min(o.Least, m.Gas), max(o.Most, m.Gas)
		}
	}
	for i := range out.Moves {
		m := &out.Moves[i]
		m.Gas, m.Metered = (m.Gas+places/2)/places, (m.Metered+places/2)/places
	}
	return out, nil
}

// finish ends a job of an honest run whose windows are over.
func (s *scene) finish(a *court.Attempt) uint64 {
	state, proof := s.stateProof(board.Steps)
	return s.gas(s.Finish(solver.Address, a.Job, state, proof))
}

// stateProof returns a state root of the honest run and its proof in the anchor of epoch 1.
func (s *scene) stateProof(t uint32) (checkpoint.Root, []checkpoint.Root) {
	tree, err := s.board.Honest(board.Paths[0], 0).Defender.History(context.Background(), 1)
	if err != nil && s.err == nil {
		s.err = err
		return checkpoint.Root{}, nil
	}
	history := tree.(*checkpoint.Tree)
	proof, err := history.Proof(uint64(t - 1))
	if err != nil && s.err == nil {
		s.err = err
	}
	return history.Leaves()[t-1], proof
}

// life is that of a job that nobody disputes.
func (s *scene) life(g *costs.Gas) {
	id, r, err := s.Create(client.Address, s.terms, chain.Ether)
	g.Create = s.gas(r, err)
	g.Take = s.gas(s.Take(solver.Address, id, s.terms.Bond))
	c := s.board.Honest(board.Paths[0], 0)
	g.AnchorFirst = s.gas(s.Anchor(solver.Address, id, checkpoint.Root{}, c.Anchors[0]))
	g.Anchor = s.gas(s.Anchor(solver.Address, id, c.Anchors[0], c.Anchors[1]))
	g.Receipt = s.call(client, chain.Wei{}, jobsABI.PackReceipt(id))
	s.wait(10_000)
	g.Finish = s.finish(&court.Attempt{Job: id})
	g.Withdraw = s.gas(s.Withdraw(solver.Address))
}

// lapses is the life of a job whose solver misses its deadline.
func (s *scene) lapses(g *costs.Gas) {
	id, r, err := s.Create(client.Address, s.terms, chain.Ether)
	s.gas(r, err)
	s.gas(s.Take(solver.Address, id, s.terms.Bond))
	s.wait(10_000)
	g.Lapse = s.call(client, chain.Wei{}, jobsABI.PackLapse(id))
	g.Cancel = s.call(client, chain.Wei{}, jobsABI.PackCancel(id))
}

// shares is what follows a game that the solver lost.
func (s *scene) shares(g *costs.Gas) {
	p := board.Paths[0]
	on, err := s.board.Wrong(p, 0)
	if err != nil {
		s.err = err
		return
	}
	for _, claimed := range []bool{false, true} {
		a := s.begin(on)
		root, salt := checkpoint.Root{1}, [32]byte{2}
		report := chain.Report(on.Place.Step, root, challenger.Address, salt)
		t, _ := s.play(a, court.NewPlay(on, p, court.Defend(on), court.Doubt(on, p)), report)
		if s.err != nil {
			return
		}
		s.withdraw()
		if claimed {
			s.wait(s.windowLeft())
			g.ClaimShare = s.gas(s.ClaimShare(challenger.Address, t.ID, on.Place.Step, root, salt))
		}
		s.wait(10_000)
		if gas := s.gas(s.Settle(challenger.Address, a.Job, 1)); claimed {
			g.SettleShared = gas
			g.CollectShare = s.gas(s.CollectShare(challenger.Address, t.ID))
		} else {
			g.Settle = gas
		}
		s.withdraw()
	}
}

// windowLeft is a time after which an attempt's windows are over, and the time for claims is not.
func (s *scene) windowLeft() uint64 { return uint64(s.terms.Window) + 1 }

func (s *scene) timeouts(g *costs.Gas) {
	for _, p := range board.Paths {
		if p.Rounds != 0 {
			continue
		}
		on, err := s.board.Wrong(p, 0)
		if err != nil {
			s.err = err
			return
		}
		silent := [3]bisect.Player{1: court.Defend(on), 2: court.Doubt(on, p)}
		side := bisect.Challenger // of a published game, in its first turn
		if p.Withheld {
			side = bisect.Defender
		}
		silent[side] = bisect.Silent{Player: silent[side]}
		_, moves := s.play(s.begin(on), court.NewPlay(on, p, silent[1], silent[2]), common.Hash{1})
		if s.err != nil {
			return
		}
		s.withdraw()
		if last := moves[len(moves)-1].Gas; p.Withheld {
			g.Timeout = last
		} else {
			g.TimeoutLost = last
		}
	}
}

// faults are those that need no game.
func (s *scene) faults(g *costs.Gas) {
	domain := commit.Domain{ChainID: evm.ChainID, Jobs: s.System.At.Jobs}
	sign := func(id chain.JobID, root checkpoint.Root) []byte {
		c := commit.Commitment{Job: id, Step: 5, Root: root}
		if err := c.Sign(domain, solver.Key); err != nil && s.err == nil {
			s.err = err
		}
		return c.Sig[:]
	}
	on := s.board.Honest(board.Paths[0], 0)
	one, two := checkpoint.Root(sha256.Sum256([]byte("one"))), checkpoint.Root(sha256.Sum256([]byte("two")))
	a := s.begin(on)
	if s.err != nil {
		return
	}
	g.Equivocate = s.call(challenger, chain.Wei{}, jobsABI.PackEquivocate(a.Job, 5, one, sign(a.Job, one), two, sign(a.Job, two)))
	s.withdraw()
	if a = s.begin(on); s.err != nil {
		return
	}
	leaf, proof := s.stateProof(5)
	g.EquivocateAnchor = s.call(challenger, chain.Wei{}, jobsABI.PackEquivocateAnchor(a.Job, 5, one, sign(a.Job, one), leaf, hashes(proof)))
}

// demands are those of a leaf of the final state, answered and not.
func (s *scene) demands(g *costs.Gas) {
	on := s.board.Honest(board.Paths[0], 0)
	header, headerProof, err := on.Defender.Section(context.Background(), board.Steps, 0)
	if err != nil {
		s.err = err
		return
	}
	state := s.board.State(board.Steps)
	leaf := checkpoint.LeafBytes(state[0], 0)
	proof, err := checkpoint.StateTree(state).Proof(0) // the tensor has one leaf
	if err != nil {
		s.err = err
		return
	}
	_, rest := s.stateProof(board.Steps)
	proof = append(proof, rest...)
	for n := range uint64(2) {
		a := s.begin(on)
		if s.err != nil {
			return
		}
		fee := chain.WeiOf(s.terms.GasPriceCap).Mul(250_000)
		g.Demand = s.call(challenger, fee, jobsABI.PackDemand(a.Job, 1, chain.SpecArg(s.board.Spec), header, hashes(headerProof), 0, 0))
		number := new(big.Int).SetUint64(n)
		if n == 0 {
			g.Publish = s.call(solver, chain.Wei{}, jobsABI.PackPublish(number, leaf[:], hashes(proof)))
		} else {
			s.wait(10_000)
			g.Unpublished = s.call(challenger, chain.Wei{}, jobsABI.PackUnpublished(number))
		}
		s.withdraw()
	}
}

func hashes(roots []checkpoint.Root) [][32]byte {
	out := make([][32]byte, len(roots))
	for i, r := range roots {
		out[i] = r
	}
	return out
}

// bytecode returns the hash of what the gas is measured on.
func bytecode() string {
	h := sha256.New()
	for _, bin := range []string{bindings.RefereeMetaData.Bin, bindings.JobsMetaData.Bin, bindings.DisputesMetaData.Bin} {
		h.Write(common.FromHex(bin))
	}
	return hex.EncodeToString(h.Sum(nil))
}
