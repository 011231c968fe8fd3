package feed

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint"
	"refute/checkpoint/commit"
)

// Attempt is what the chain says about one attempt at a job.
type Attempt struct {
	Number uint32
	Solver common.Address
	First  uint32 // the first step that it commits to: 0, or the step after the last anchor that stood when it was taken
	// Base is the state root before First, if it is known; nothing is known before step 0.
	Base checkpoint.Root
}

// Verdict is what a Ledger made of a message.
type Verdict uint8

// The verdicts. All but Accepted and Held leave the ledger as it was.
const (
	Accepted     Verdict = iota // the next root of its attempt
	Held                        // signed and in place, but a step before it is missing: kept until that comes
	Duplicate                   // known already
	Malformed                   // not a message
	Misplaced                   // of another job, of an attempt that the chain does not know, or of a step that is not its
	Forged                      // not signed by the attempt's solver
	Unlinked                    // the root before is not the one that the solver signed
	Flooded                     // too many steps ahead
	Equivocation                // the solver signed another root for the same step: see Ledger.Equivocation
	verdicts
)

var verdictNames = [verdicts]string{"accepted", "held", "duplicate", "malformed", "misplaced", "forged", "unlinked", "flooded", "equivocation"}

// String returns the verdict's name in reports.
func (v Verdict) String() string {
	if v < verdicts {
		return verdictNames[v]
	}
	return fmt.Sprintf("verdict(%d)", uint8(v))
}

// Counts says how many messages had each verdict.
type Counts [verdicts]uint64

// Ignored is how many messages were not believed.
func (c Counts) Ignored() uint64 {
	return c[Malformed] + c[Misplaced] + c[Forged] + c[Unlinked] + c[Flooded]
}

// Signed is a root with the solver's signature.
type Signed struct {
	Root checkpoint.Root
	Sig  commit.Signature
}

// Evidence is two signatures of one solver for one step.
type Evidence struct {
	Attempt  uint32
	Step     uint32
	One, Two Signed
}

// maxHeld bounds the messages that wait for one before them.
const maxHeld = 1024

// Ledger is what is believed of a job's commitments: for each attempt the chain of signed roots, without a gap, from its first step on.
// It is pure: it does no input or output. It is for one goroutine.
type Ledger struct {
	domain   commit.Domain
	job      [32]byte
	steps    uint32
	attempts map[uint32]*chainOfRoots
	counts   Counts
	evidence []Evidence
}

type chainOfRoots struct {
	Attempt
	roots []Signed // of the steps First, First+1, …
	held  map[uint32]*commit.Commitment
}

// NewLedger returns an empty ledger of a job of the given number of steps.
func NewLedger(d commit.Domain, job [32]byte, steps uint32) *Ledger {
	return &Ledger{domain: d, job: job, steps: steps, attempts: map[uint32]*chainOfRoots{}}
}

// Know tells the ledger of an attempt, as the chain has it. Messages of attempts that it does not know are not believed.
func (l *Ledger) Know(a Attempt) {
	if old, ok := l.attempts[a.Number]; ok && old.Solver == a.Solver && old.First == a.First {
		return
	}
	l.attempts[a.Number] = &chainOfRoots{Attempt: a, held: map[uint32]*commit.Commitment{}}
}

// reset forgets all messages, not the attempts.
func (l *Ledger) reset() {
	for n, a := range l.attempts {
		l.attempts[n] = &chainOfRoots{Attempt: a.Attempt, held: map[uint32]*commit.Commitment{}}
	}
	l.counts, l.evidence = Counts{}, nil
}

// Add judges a message of the commit subject.
func (l *Ledger) Add(data []byte) Verdict {
	c, err := commit.DecodeCommitment(data)
	v := Malformed
	if err == nil {
		v = l.judge(c)
	}
	l.counts[v]++
	return v
}

func (l *Ledger) judge(c *commit.Commitment) Verdict {
	a := l.attempts[c.Attempt]
	if c.Job != l.job || a == nil || c.Step < a.First || c.Step > l.steps {
		return Misplaced
	}
	have, known := a.at(c.Step)
	if known && have == (Signed{c.Root, c.Sig}) {
		return Duplicate // the common case of a repeated message costs no signature check
	}
	if signer, err := c.Signer(l.domain); err != nil || signer != a.Solver {
		return Forged
	}
	if e, ok := l.conflict(a, c); ok {
		if len(l.evidence) < maxHeld {
			l.evidence = append(l.evidence, e)
		}
		return Equivocation
	}
	if known {
		return Duplicate
	}
	if next := a.next(); c.Step > next {
		if _, ok := a.held[c.Step]; ok {
			return Duplicate
		}
		if len(a.held) >= maxHeld {
			return Flooded
		}
		a.held[c.Step] = c
		return Held
	}
	if !a.linked(c) {
		return Unlinked
	}
	a.roots = append(a.roots, Signed{c.Root, c.Sig})
	for {
		c, ok := a.held[a.next()]
		if !ok {
			return Accepted
		}
		delete(a.held, c.Step)
		if !a.linked(c) {
			l.counts[Unlinked]++
			return Accepted
		}
		a.roots = append(a.roots, Signed{c.Root, c.Sig})
	}
}

// conflict finds another root that the same solver signed for the step, in any of its attempts: a signature never expires.
func (l *Ledger) conflict(a *chainOfRoots, c *commit.Commitment) (Evidence, bool) {
	best, found := Evidence{}, false
	for n, b := range l.attempts {
		if b.Solver != a.Solver {
			continue
		}
		have, ok := b.at(c.Step)
		if h := b.held[c.Step]; !ok && h != nil {
			have, ok = Signed{h.Root, h.Sig}, true
		}
		// The lowest attempt, whatever the order of the map.
		if ok && have.Root != c.Root && (!found || n < best.Attempt) {
			best, found = Evidence{n, c.Step, have, Signed{c.Root, c.Sig}}, true
		}
	}
	best.Attempt = c.Attempt
	return best, found
}

func (a *chainOfRoots) next() uint32 { return a.First + uint32(len(a.roots)) }

func (a *chainOfRoots) at(step uint32) (Signed, bool) {
	if step < a.First || step >= a.next() {
		return Signed{}, false
	}
	return a.roots[step-a.First], true
}

func (a *chainOfRoots) linked(c *commit.Commitment) bool {
	if c.Step == a.First {
		return a.First == 0 || a.Base.IsZero() || c.Prev == a.Base
	}
	return c.Prev == a.roots[len(a.roots)-1].Root
}

// Root returns the signed root of a step of an attempt.
func (l *Ledger) Root(attempt, step uint32) (Signed, bool) {
	a := l.attempts[attempt]
	if a == nil {
		return Signed{}, false
	}
	return a.at(step)
}

// Roots returns the roots of the steps first … last of an attempt, or false if one of them is missing.
func (l *Ledger) Roots(attempt, first, last uint32) ([]checkpoint.Root, bool) {
	a := l.attempts[attempt]
	if a == nil || first < a.First || last >= a.next() || first > last {
		return nil, false
	}
	roots := make([]checkpoint.Root, 0, last-first+1)
	for _, s := range a.roots[first-a.First : last-a.First+1] {
		roots = append(roots, s.Root)
	}
	return roots, true
}

// Next returns the first step of an attempt whose root is not known.
func (l *Ledger) Next(attempt uint32) uint32 {
	if a := l.attempts[attempt]; a != nil {
		return a.next()
	}
	return 0
}

// Equivocation returns the evidence found so far, oldest first.
func (l *Ledger) Equivocation() []Evidence { return l.evidence }

// Counts returns how many messages had each verdict.
func (l *Ledger) Counts() Counts { return l.counts }
