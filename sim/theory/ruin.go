package theory

import (
	"fmt"
	"math"
)

// Bankroll is a verifier that pays c for each audit and is paid J with probability p, counted in audits: it can pay Audits of them before the
// first prize, and a prize pays for Prize of them, a whole number.
type Bankroll struct {
	Audits int64   // b = bankroll/c
	Prize  int64   // J/c
	Rate   float64 // p
}

// Ruin returns the probability that the bankroll is ever 0:
//
//	z^b,   z the least root in [0, 1] of z = (1-p) + p·z^J
//
// The walk goes down by 1 or up by J-1, so it must visit every level on its way down; from each the next one below is reached with the same
// probability z, and what comes first decides: z = (1-p)·1 + p·z^J (Feller, An Introduction to Probability Theory, vol. I, ch. XIV; it is the
// extinction of a branching process with J children or none). With p·J <= 1, no profit on average, z is 1.
func (b Bankroll) Ruin() float64 {
	b.check()
	return math.Exp(float64(b.Audits) * math.Log(b.root()))
}

// root returns z. On [0, z) the right side is above z, so that iterating from 0 climbs to it; Newton's method on the convex g(z) - z does so
// without ever going past.
func (b Bankroll) root() float64 {
	j := float64(b.Prize)
	if b.Rate*j <= 1 {
		return 1
	}
	z := 0.0
	for range 10_000 {
		power := math.Pow(z, j-1)
		step := (1 - b.Rate + b.Rate*power*z - z) / (1 - b.Rate*j*power)
		if next := z + step; next > z && next < 1 {
			z = next
		} else {
			break
		}
	}
	return z
}

// RuinWithin returns the probability that the bankroll is 0 after at most so many audits:
//
//	Σ_t (b/t)·P(Binomial(t, p) = (t-b)/J),   t = b, b+J, b+2J, … <= audits
//
// by the hitting-time theorem: a walk that goes down by at most one at a time and ends t steps later b lower is there for the first time in b/t
// of all cases (Otter 1949, Kemperman 1961; the ballot theorem is its special case).
func (b Bankroll) RuinWithin(audits int64) float64 {
	b.check()
	sum := 0.0
	for wins, t := int64(0), b.Audits; t <= audits; wins, t = wins+1, t+b.Prize {
		sum += float64(b.Audits) / float64(t) * binomial(wins, t, b.Rate)
	}
	return min(1, sum)
}

func (b Bankroll) check() {
	checkCount("audits that a bankroll pays", b.Audits, 1)
	checkCount("audits that a prize pays", b.Prize, 1)
	checkProbability("a rate", b.Rate)
}

// Claims is the distribution of what a pot pays out after one task, in units of the tax of one task: Claims[y] is the probability of y. It sums to 1.
type Claims []float64

// JackpotClaims returns the claims on a pot by a [Jackpot] whose prize is `prize` taxes, if each verifier audits with probability a. Each finder
// is paid a whole number of units, rounded down.
func (j Jackpot) JackpotClaims(prize int64, audit float64) Claims {
	checkCount("a prize", prize, 0)
	c := make(Claims, 1)
	c[0] = 1 - j.Rate
	for k := range j.Verifiers + 1 {
		y := int64(0)
		if k > 0 {
			y = k * int64(float64(prize)*j.Curve.Each(k))
		}
		for int64(len(c)) <= y {
			c = append(c, 0)
		}
		c[y] += j.Rate * binomial(k, j.Verifiers, audit)
	}
	return c
}

// Mean returns the mean claim. The pot grows on average if it is below 1.
func (c Claims) Mean() float64 {
	c.check()
	mean := 0.0
	for y, p := range c {
		mean += float64(y) * p
	}
	return mean
}

// Lundberg returns the adjustment coefficient: the r > 0 with E[exp(r·(Y-1))] = 1, Y a task's claim. A pot that starts with u taxes is ruined
// with probability at most
//
//	exp(-r·u)
//
// (Lundberg 1903, Cramér 1930; Asmussen and Albrecher, Ruin Probabilities, ch. IV; for the discrete time here Gerber 1988: exp(-r·U) is a
// martingale, at 1 when it starts from U = 0, and above 1 at ruin). It is a bound and not the probability: ruin overshoots. It returns 0 if the
// pot does not grow on average, +Inf if no claim exceeds a task's tax.
func (c Claims) Lundberg() float64 {
	if c.Mean() >= 1 {
		return 0
	}
	excess := 0.0
	for _, p := range c[min(2, len(c)):] {
		excess += p
	}
	if excess == 0 {
		return math.Inf(1)
	}
	// E[exp(r(Y-1))] - 1 is convex, 0 and falling at r = 0, so it is negative before its other root and positive after it.
	value := func(r float64) float64 {
		sum := 0.0
		for y, p := range c {
			if p > 0 {
				sum += p * math.Expm1(r*float64(y-1))
			}
		}
		return sum
	}
	low, high := 0.0, 1.0
	for value(high) < 0 {
		low, high = high, high*2
	}
	for range 2000 {
		middle := (low + high) / 2
		if middle <= low || middle >= high {
			break
		}
		if value(middle) < 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// Ruin returns the probability that a pot of u taxes, which gets one with each task before it pays the task's claim, is ever short of one:
//
//	ψ(u) = Σ_{k=1..u} f(k)·ψ(u-k) + Σ_{k>u} f(k),   f(k) = P(Y > k)/P(Y = 0)
//
// f(k) is the probability that the pot ever falls below its first height, and by k when it first does so. Before that it is at each height above
// 1/P(Y=0) times on average: read backwards, such a path is one whose last height is its highest, and from there it goes higher at once with
// probability P(Y=0), and otherwise has to come back first. From height x the fall to -k is a claim of x+k+1, and summing over x gives P(Y > k).
// All terms are positive, so nothing cancels. (The compound binomial model: Gerber 1988, Shiu 1989.)
func (c Claims) Ruin(pot int64) float64 {
	checkCount("taxes in a pot", pot, 0)
	if c.Mean() >= 1 {
		return 1
	}
	// above[k] = Σ_{y>k} P(y), and f's own tail: tails[u] = Σ_{k>u} f(k).
	above := make([]float64, len(c)+1)
	for k := len(c) - 2; k >= 0; k-- {
		above[k] = above[k+1] + c[k+1]
	}
	tails := make([]float64, len(c)+1)
	for u := len(c) - 1; u >= 0; u-- {
		tails[u] = tails[u+1] + above[u+1]/c[0]
	}
	psi := make([]float64, pot+1)
	for u := range psi {
		if u < len(tails) {
			psi[u] = tails[u]
		}
		for k := 1; k <= u && k < len(c); k++ {
			psi[u] += above[k] / c[0] * psi[u-k]
		}
	}
	return psi[pot]
}

// RuinWithin returns the probability that the pot is short of a claim within so many tasks, by adding up the distribution of its height task by
// task: tasks·(pot+tasks)·len(c) steps.
func (c Claims) RuinWithin(pot, tasks int64) float64 {
	checkCount("taxes in a pot", pot, 0)
	checkCount("tasks", tasks, 0)
	c.check()
	now, next := make([]float64, pot+tasks+1), make([]float64, pot+tasks+1)
	now[pot] = 1
	ruined := 0.0
	for t := range tasks {
		clear(next)
		for u := range pot + t + 1 {
			if now[u] == 0 {
				continue
			}
			for y, p := range c {
				if left := u + 1 - int64(y); left >= 0 {
					next[left] += now[u] * p
				} else {
					ruined += now[u] * p
				}
			}
		}
		now, next = next, now
	}
	return ruined
}

func (c Claims) check() {
	sum := 0.0
	for _, p := range c {
		checkProbability("a probability of a claim", p)
		sum += p
	}
	if math.Abs(sum-1) > 1e-9 {
		panic(fmt.Sprintf("theory: probabilities of claims sum to %g", sum))
	}
}
