package model

import (
	"refute/sim/kernel"
)

// span is a time, its end not in it.
type span struct{ from, to kernel.Time }

// absence is when an agent is away: it comes and goes for exponential times. The path is drawn as far as somebody asks, so that a court
// that looks ahead and one that plays move by move see the same. What is over by now is forgotten.
type absence struct {
	stream kernel.Stream
	away   []span
	drawn  kernel.Time // up to which the path is known
}

func (a *absence) reset(s kernel.Stream, up, down kernel.Time) {
	*a = absence{stream: s, away: a.away[:0]}
	if up == 0 {
		a.drawn = kernel.Never
		return
	}
	// In the long run it is away for down/(up+down) of the time; what is left of an exponential time is exponential again.
	if a.stream.Chance(down.Seconds() / (up + down).Seconds()) {
		a.drawn = a.stream.After(down)
		a.away = append(a.away, span{0, a.drawn})
	}
}

// back returns when the agent is there next, from at on. now is the time before which nobody asks any more. What it does is booked in work.
func (a *absence) back(at, now kernel.Time, up, down kernel.Time, work *work) kernel.Time {
	if a.drawn == kernel.Never && len(a.away) == 0 {
		return at
	}
	over := 0
	for over < len(a.away) && a.away[over].to <= now {
		over++
	}
	if over > 0 {
		a.away = a.away[:copy(a.away, a.away[over:])]
	}
	for a.drawn <= at {
		work.did(1)
		from := a.drawn.Plus(a.stream.After(up))
		a.drawn = from.Plus(a.stream.After(down) + 1)
		if a.drawn > now {
			a.away = append(a.away, span{from, a.drawn})
		}
	}
	work.did(len(a.away))
	for _, s := range a.away {
		if at < s.from {
			break
		}
		if at < s.to {
			return s.to
		}
	}
	return at
}

// spells are times that come upon everybody, at exponential intervals and of one length.
type spells struct {
	stream        kernel.Stream
	every, length kernel.Time
	begins        []kernel.Time
	first         uint64      // the number of begins[0]
	next          kernel.Time // when the next begins
}

func (s *spells) reset(stream kernel.Stream, every, length kernel.Time) {
	*s = spells{stream: stream, every: every, length: length, begins: s.begins[:0], next: kernel.Never}
	if every > 0 {
		s.next = s.stream.After(every)
	}
}

// at calls f with the number and the end of each spell that is on at an instant, until it returns false. What it does is booked in work.
func (s *spells) at(t, now kernel.Time, work *work, f func(n uint64, end kernel.Time) bool) {
	over := 0
	for over < len(s.begins) && s.begins[over].Plus(s.length) <= now {
		over++
	}
	if over > 0 {
		s.begins = s.begins[:copy(s.begins, s.begins[over:])]
		s.first += uint64(over)
	}
	for s.next <= t {
		work.did(1)
		if len(s.begins) == 0 && s.next.Plus(s.length) <= now { // over before anybody asked
			s.first++
		} else {
			s.begins = append(s.begins, s.next)
		}
		s.next = s.next.Plus(s.stream.After(s.every) + 1)
	}
	work.did(len(s.begins))
	for i, b := range s.begins {
		if b > t {
			return
		}
		if end := b.Plus(s.length); t < end && !f(s.first+uint64(i), end) {
			return
		}
	}
}

// There returns when an agent can next send or receive, from at on.
func (w *World) There(a *agent, at kernel.Time) kernel.Time {
	if w.calm || at == kernel.Never {
		return at
	}
	n := &w.S.Network
	now := w.k.Now()
	verifier := int(a.ID) >= len(w.solvers)
	for range 100 { // away for one reason, then for another
		was := at
		if verifier {
			at = a.absence.back(at, now, n.Up, n.Down, &w.work)
			at = w.hit(&w.crashes, forCrash, n.CrashShare, a, at, now)
		}
		at = w.hit(&w.cuts, forCut, n.PartitionShare, a, at, now)
		if at == was {
			return at
		}
		if at > now.Plus(horizon) {
			break
		}
	}
	return kernel.Never // away for good
}

// horizon is how far ahead anybody looks: farther than any window or clock is long.
const horizon = 366 * kernel.Day

// hit returns the end of the spells that are on at an instant and have taken the agent.
func (w *World) hit(s *spells, p kernel.Purpose, share float64, a *agent, at, now kernel.Time) kernel.Time {
	if s.every == 0 {
		return at
	}
	back := at
	s.at(at, now, &w.work, func(n uint64, end kernel.Time) bool {
		one := w.source.Stream(a.entity, p+kernel.Purpose(n))
		if end > back && one.Chance(share) {
			back = end
		}
		return true
	})
	return back
}

// Delay draws how long a message takes, with what is lost and sent again, to and from a region.
func (w *World) Delay(s *kernel.Stream, region int32) kernel.Time {
	n := &w.S.Network
	var d kernel.Time
	switch w.delay {
	case delayFixed:
		d = n.Latency
	case delayUniform:
		d = s.Between(0, 2*n.Latency)
	default:
		d = s.After(n.Latency)
	}
	if n.Loss > 0 {
		for s.Chance(n.Loss) {
			d = d.Plus(n.Again)
		}
	}
	return d.Plus(n.Distance * kernel.Time(region))
}

// Include returns when a transaction that an agent sends at an instant is in a block: when it is there, after a delay, with the next block.
func (w *World) Include(a *agent, s *kernel.Stream, at kernel.Time) kernel.Time {
	at = w.There(a, at)
	if at == kernel.Never {
		return at
	}
	at = at.Plus(w.Delay(s, a.Region))
	if b := w.S.Chain.Block; b > 0 && at != kernel.Never {
		at = at.Plus(b - at%b) // what is sent when a block is made comes too late for it
	}
	return at
}

// GasPrice returns the price of gas at an instant from now on.
func (w *World) GasPrice(at kernel.Time) float64 {
	c := &w.S.Chain
	price := float64(c.GasPrice)
	if c.SpikeEvery > 0 {
		w.spikes.at(at, w.k.Now(), &w.work, func(uint64, kernel.Time) bool {
			price *= c.Spike
			return false
		})
	}
	return price
}
