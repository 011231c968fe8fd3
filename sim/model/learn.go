package model

import (
	"math"

	"refute/sim/kernel"
	"refute/sim/ledger"
)

// mixture is how a group that learns chooses between its arms: each of its decisions is drawn from p.
type mixture struct {
	p      []float64
	base   []float64     // before exploration
	sum    []ledger.Gwei // what each arm brought in this period
	plays  []int64
	all    []float64 // means over periods, for fictitious play, later ones weighing more
	played []float64
	meanP  []float64 // sums of p over the periods of the second half
	scale  float64   // the largest mean profit of an arm in a period so far
	counts int
	period int
}

func (m *mixture) reset(arms int, second, explore float64) {
	if arms == 0 {
		return
	}
	if len(m.p) != arms {
		*m = mixture{p: make([]float64, arms), base: make([]float64, arms), sum: make([]ledger.Gwei, arms), plays: make([]int64, arms),
			all: make([]float64, arms), played: make([]float64, arms), meanP: make([]float64, arms)}
	}
	clear(m.sum)
	clear(m.plays)
	clear(m.all)
	clear(m.played)
	clear(m.meanP)
	m.counts, m.period, m.scale = 0, 0, 0
	for i := range m.base { // the second arm has its share, the others split the rest
		m.base[i] = (1 - second) / float64(arms-1)
	}
	m.base[1] = second
	m.explore(explore)
}

// explore mixes a little of every arm into what is played.
func (m *mixture) explore(x float64) {
	for i := range m.p {
		m.p[i] = float64((1-x)*m.base[i]) + x/float64(len(m.p))
	}
}

// draw returns an arm.
func (m *mixture) draw(s *kernel.Stream) int32 {
	u := s.Float64()
	for i := range m.p[:len(m.p)-1] {
		if u -= m.p[i]; u < 0 {
			return int32(i)
		}
	}
	return int32(len(m.p) - 1)
}

// earn books what an arm has brought.
func (m *mixture) earn(arm int32, amount ledger.Gwei) {
	if len(m.sum) > 0 {
		m.sum[arm] += amount
	}
}

func (m *mixture) play(arm int32) {
	if len(m.plays) > 0 {
		m.plays[arm]++
	}
}

// Learner changes a mixture by the mean profit of each arm in a period, NaN if it was not played, divided by the largest in size of all periods
// so far. (By the largest of each period, rare large profits would count no more than frequent small ones.)
type Learner func(m *mixture, pay []float64, rate float64)

// learners by their names in scenario files.
var learners = map[string]Learner{
	"best-response": func(m *mixture, pay []float64, rate float64) { m.toward(best(pay), rate) },
	// The estimates of what arms are worth move faster than the mixture does, so that they are of what the others do now (Leslie and Collins,
	// "Convergent multiple-timescales reinforcement learning algorithms in normal form games", 2003). The mixture is the mean of all best responses.
	"fictitious-play": func(m *mixture, pay []float64, rate float64) {
		for i, x := range pay {
			if x == x {
				m.played[i]++
				m.all[i] += (x - m.all[i]) / math.Sqrt(m.played[i])
			}
		}
		m.toward(best(m.all), 1/float64(m.period+1))
	},
	"replicator": func(m *mixture, pay []float64, rate float64) {
		mean := 0.0
		for i, x := range pay {
			if x == x {
				mean += float64(m.p[i] * x)
			}
		}
		for i, x := range pay {
			if x == x {
				m.base[i] = float64(m.base[i] * (1 + float64(rate*(x-mean))))
			}
		}
		m.normalise()
	},
	"bandit": func(m *mixture, pay []float64, rate float64) {
		all := int64(0)
		for _, n := range m.plays {
			all += n
		}
		for i, x := range pay {
			if x == x { // what all would have got that way, on average: an arm that is played seldom counts for as much more when it is
				x *= float64(m.plays[i]) / (float64(all) * m.p[i])
				m.base[i] = float64(m.base[i] * kernel.Exp(float64(rate*x)))
			}
		}
		m.normalise()
	},
}

// toward moves a mixture to one of its arms.
func (m *mixture) toward(arm int, rate float64) {
	for i := range m.base {
		m.base[i] = float64(m.base[i] * (1 - rate))
	}
	m.base[arm] += rate
}

func (m *mixture) normalise() {
	sum := 0.0
	for i := range m.base {
		m.base[i] = min(max(m.base[i], 1e-9), 1e9)
		sum += m.base[i]
	}
	for i := range m.base {
		m.base[i] /= sum
	}
}

// best returns the arm that pays best, of those that were played.
func best(pay []float64) int {
	b := 0
	for i, x := range pay {
		if x == x && !(x <= pay[b]) {
			b = i
		}
	}
	return b
}

// learn ends a period, if one is over.
func (w *World) learn() {
	l := &w.S.Learn
	if w.learner == nil || w.issued%l.Every != 0 {
		return
	}
	for i := range w.solverOf {
		w.adapt(&w.solverOf[i].mix)
	}
	for i := range w.verifyOf {
		w.adapt(&w.verifyOf[i].mix)
	}
}

func (w *World) adapt(m *mixture) {
	if len(m.p) == 0 {
		return
	}
	m.period++
	w.pay = w.pay[:0]
	for i, n := range m.plays {
		x := math.NaN()
		if n > 0 {
			x = float64(m.sum[i]) / float64(n)
			m.scale = max(m.scale, math.Abs(x))
		}
		w.pay = append(w.pay, x)
	}
	if m.scale > 0 {
		for i := range w.pay {
			w.pay[i] /= m.scale
		}
		w.learner(m, w.pay, w.S.Learn.Rate)
		m.explore(w.S.Learn.Explore)
	}
	clear(m.sum)
	clear(m.plays)
	if 2*w.issued > w.S.Tasks {
		m.counts++
		for i, p := range m.p {
			m.meanP[i] += p
		}
	}
}
