package court

import (
	"fmt"

	"refute/bisect"
	"refute/sim/court/board"
	"refute/sim/kernel"
	"refute/sim/model"
	"refute/sim/scenario"
)

// Check returns an error if a scenario cannot be played at its fidelity.
func Check(s *scenario.Scenario) error {
	if s.Fidelity != "evm" {
		return nil
	}
	_, err := termsOf(s)
	return err
}

// New returns the court of a scenario's fidelity. Each worker needs its own.
func New(s *scenario.Scenario) (model.Court, error) {
	if s.Fidelity == "abstract" {
		return model.Abstract{}, nil
	}
	if err := Check(s); err != nil {
		return nil, err
	}
	b, err := board.New()
	if err != nil {
		return nil, err
	}
	return on(s, b)
}

// on returns the court of a scenario whose disputes are about a board.
func on(s *scenario.Scenario, b *board.Board) (model.Court, error) {
	if s.Fidelity == "evm" {
		return newJudged(s, b)
	}
	return &Played{b}, nil
}

// Played is the court at which each move of a dispute is made by the state machine, and arrives when the simulated network and chain let it. What
// moves cost is as measured for the path.
type Played struct {
	board *board.Board
}

// match is a game in progress; model.Game.State holds it.
type match struct {
	play  *Play
	trial *Trial // at evm
	v     model.Verdict
	last  kernel.Time // the last instant at which the side whose turn it is can move
}

// What the events of a game say.
const (
	argMove = iota
	argTimeout
)

// Reset implements model.Court.
func (*Played) Reset(*model.World) error { return nil }

// Open implements model.Court.
func (c *Played) Open(w *model.World, g *model.Game) {
	m, err := c.match(w, g)
	if err != nil {
		w.Fail(err)
		return
	}
	g.State = m
	if err := m.spend(w, g, bisect.Challenger); err != nil {
		w.Fail(err)
		return
	}
	m.next(w, g)
}

var forPlace = kernel.Named("place")

// match sets up a game about a place that is drawn for its task: all of a task's games are about one run.
func (c *Played) match(w *model.World, g *model.Game) (*match, error) {
	run := board.Path{Withheld: g.Hidden, Rounds: w.S.Task.Rounds}
	path := board.Path{Withheld: g.Asks(), Rounds: run.Rounds}
	stream := kernel.NewSource(kernel.Seed(w.Seed()), uint64(g.Task.Number)).Stream(0, forPlace)
	draw := stream.Uint64()
	on := c.board.Honest(run, draw)
	var challenger bisect.Player = Accuse(on, path)
	if g.Right {
		var err error
		if on, err = c.board.Wrong(run, draw); err != nil {
			return nil, err
		}
		challenger = Doubt(on, path)
	}
	return &match{play: NewPlay(on, path, Defend(on), challenger), v: model.Verdict{Named: kernel.Never}}, nil
}

// next lets the side whose turn it is decide on its move, and schedules when it is included; or when it is claimed that it is too late.
func (m *match) next(w *model.World, g *model.Game) {
	side := m.play.Turn()
	var included kernel.Time
	included, m.last = w.Move(g, side, w.Now())
	if m.trial != nil && m.trial.Deadline != seconds(m.last) {
		w.Fail(fmt.Errorf("court: the contract's clock runs out at %d, the model's at %d", m.trial.Deadline, seconds(m.last)))
		return
	}
	if included > m.last {
		m.late(w, g)
		return
	}
	w.Later(g, included, argMove)
}

// late schedules the claim that the clock of the side whose turn it is has run out.
func (m *match) late(w *model.World, g *model.Game) {
	w.Later(g, w.Timeout(g, m.play.Turn().Other(), m.last), argTimeout)
}

// Handle implements model.Court.
func (c *Played) Handle(w *model.World, g *model.Game, arg int32) {
	m := g.State.(*match)
	if err := m.handle(w, g, arg); err != nil {
		w.Fail(fmt.Errorf("game %d about task %d: %w", g.Number, g.Task.Number, err))
	}
}

func (m *match) handle(w *model.World, g *model.Game, arg int32) error {
	side := m.play.Turn()
	if arg == argTimeout {
		side = side.Other()
		m.v.Late = true
		if err := m.timeout(); err != nil {
			return err
		}
	} else {
		move, err := m.play.Next(side)
		if err != nil {
			return err
		}
		if len(move) == 0 { // it has no answer
			m.late(w, g)
			return nil
		}
		if err := m.apply(side, move); err != nil {
			return err
		}
	}
	if err := m.spend(w, g, side); err != nil {
		return err
	}
	if m.v.Named == kernel.Never && m.play.Named > 0 {
		m.v.Named = w.Now()
	}
	if !m.play.Over() {
		m.next(w, g)
		return nil
	}
	m.v.Winner = m.play.Game.Winner
	if m.v.Moves != m.play.Game.Moves {
		return fmt.Errorf("court: %d moves were paid for, the game had %d", m.v.Moves, m.play.Game.Moves)
	}
	if m.trial != nil {
		if err := m.trial.metered(&m.v); err != nil {
			return err
		}
	}
	g.State = nil
	w.Verdict(g, m.v)
	return nil
}

func (m *match) apply(side bisect.Side, move []bisect.Action) error {
	if m.trial != nil {
		return m.trial.Apply(side, move)
	}
	return m.play.Apply(side, move)
}

func (m *match) timeout() error {
	if m.trial != nil {
		return m.trial.Timeout()
	}
	return m.play.Timeout()
}

// spend books what the side's transaction, made now, has cost.
func (m *match) spend(w *model.World, g *model.Game, side bisect.Side) error {
	if m.trial != nil {
		w.Spend(&m.v, side, w.Now(), m.trial.LastGas, 0) // the meter is read at the end
		return nil
	}
	if m.v.Late {
		gas, metered := w.Gas.Timeout(side)
		w.Spend(&m.v, side, w.Now(), gas, metered)
		return nil
	}
	path := w.Gas.Path(g.Asks(), w.S.Task.Rounds, g.Right)
	if m.v.Moves >= len(path.Moves) || path.Moves[m.v.Moves].Side != side {
		return fmt.Errorf("court: move %d, by the %s, is none of the path %s", m.v.Moves, side, path.Name)
	}
	move := &path.Moves[m.v.Moves]
	w.Spend(&m.v, side, w.Now(), move.Gas, move.Metered)
	return nil
}
