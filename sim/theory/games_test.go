package theory

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// In equilibrium nobody gains by doing otherwise. All patterns of who audits are counted.
func TestDilemmaEquilibrium(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	inner := 0
	for range 300 {
		d := Dilemma{Verifiers: 1 + r.Int64N(8), Cost: 0.2 * r.Float64(), Bounty: 1 + 4*r.Float64(), Gain: 5 * r.Float64(), Bond: 5 + 20*r.Float64()}
		e := d.Equilibrium()
		n := int(d.Verifiers)
		// The solver: what cheating brings beyond honesty.
		cheat, detected := 0.0, 0.0
		patterns(n, e.Audit, func(set uint, probability float64) {
			if set == 0 {
				cheat += probability * d.Gain
			} else {
				cheat -= probability * d.Bond
				detected += probability
			}
		})
		// A verifier: what auditing brings beyond not auditing.
		audit := -d.Cost
		patterns(n-1, e.Audit, func(set uint, probability float64) {
			audit += probability * e.Cheat * d.Bounty / float64(1+bits.OnesCount(set))
		})
		near(t, "detection", e.Detection, detected, 1e-10)
		near(t, "audit's profit", d.AuditProfit(e.Cheat, e.Audit)+1, audit+1, 1e-10)
		if e.Cheat == 1 && e.Audit == 0 {
			if audit > 0 || cheat < 0 {
				t.Errorf("%+v: nobody audits, but an audit brings %g and cheating %g", d, audit, cheat)
			}
			continue
		}
		inner++
		if math.Abs(cheat) > 1e-10 || math.Abs(audit) > 1e-10 {
			t.Errorf("%+v: %+v: cheating brings %g, auditing %g", d, e, cheat, audit)
		}
	}
	if inner < 200 {
		t.Errorf("only %d equilibria in mixed strategies", inner)
	}
	if e := (Dilemma{Verifiers: 3, Cost: 1, Bounty: 9, Bond: 5}).Equilibrium(); e != (Equilibrium{}) {
		t.Errorf("nothing to gain: %+v", e)
	}
	if e := (Dilemma{Verifiers: 3, Cost: 1, Bounty: 0, Gain: 1, Bond: 5}).Equilibrium(); e.Cheat != 1 || e.Audit != 0 {
		t.Errorf("no bounty: %+v", e)
	}
}

func TestVolunteerIndifferent(t *testing.T) {
	for n := 2; n <= 7; n++ {
		const cost, value = 0.3, 1.1
		a := Volunteer(cost, value, int64(n))
		idle := 0.0
		patterns(n-1, a, func(set uint, probability float64) {
			if set != 0 {
				idle += probability * value
			}
		})
		near(t, "checking or not", value-cost, idle, 1e-12)
	}
	if Volunteer(1, 1, 5) != 0 || Volunteer(1, 2, 1) != 1 {
		t.Error("corners")
	}
}

func TestCurves(t *testing.T) {
	for _, c := range []Curve{Halving, EqualSplit} {
		for n := 1; n <= 8; n++ {
			for _, a := range []float64{0, 1e-9, 0.2, 0.77, 1} {
				mean, paid := 0.0, 0.0
				patterns(n-1, a, func(set uint, probability float64) {
					k := 1 + bits.OnesCount(set)
					each := 1 / float64(k)
					if c == Halving {
						each = 1
						for range k - 1 {
							each /= 2
						}
					}
					mean += probability * each
				})
				patterns(n, a, func(set uint, probability float64) {
					for i := range n {
						if set>>i&1 == 1 {
							paid += probability * c.Each(int64(bits.OnesCount(set)))
						}
					}
				})
				near(t, "mean", c.Mean(a, int64(n-1)), mean, 1e-12)
				near(t, "paid", c.Paid(a, int64(n)), paid, 1e-9)
				for own := int64(1); own < 5; own++ {
					sybils := 0.0
					patterns(n, a, func(set uint, probability float64) {
						sybils += probability * float64(own) * c.Each(own+int64(bits.OnesCount(set)))
					})
					near(t, "identities", c.IdentitiesMean(own, a, int64(n)), sybils, 1e-10)
				}
			}
		}
	}
	// Two identities are as good as one, three are worse, whoever else is there; with an equal split more are always better.
	for honest := int64(0); honest < 20; honest++ {
		if Halving.Identities(2, honest) != Halving.Identities(1, honest) || Halving.Identities(3, honest) >= Halving.Identities(2, honest) {
			t.Errorf("halving with %d honest", honest)
		}
		for own := int64(1); honest > 0 && own < 20; own++ {
			if EqualSplit.Identities(own+1, honest) <= EqualSplit.Identities(own, honest) {
				t.Errorf("equal split, %d own and %d honest", own, honest)
			}
		}
	}
	if Halving.Each(5000) != 0 {
		t.Error("underflow")
	}
}

func TestJackpotParticipation(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 200 {
		j := Jackpot{Curve: Curve(r.IntN(2)), Rate: 0.2 * r.Float64(), Prize: 100 * r.Float64(), Verifiers: 1 + r.Int64N(8), Cost: 3 * r.Float64()}
		a := j.Participation()
		worth, tax := 0.0, 0.0
		patterns(int(j.Verifiers-1), a, func(set uint, probability float64) {
			worth += probability * j.Rate * j.Prize * j.Curve.Each(int64(1+bits.OnesCount(set)))
		})
		patterns(int(j.Verifiers), a, func(set uint, probability float64) {
			if k := int64(bits.OnesCount(set)); k > 0 {
				tax += probability * j.Rate * j.Prize * float64(k) * j.Curve.Each(k)
			}
		})
		near(t, "tax", j.Tax(a), tax, 1e-9)
		switch {
		case a == 0 && worth > j.Cost*(1+1e-12), a == 1 && worth < j.Cost*(1-1e-12), a > 0 && a < 1 && math.Abs(worth-j.Cost) > 1e-9*j.Cost:
			t.Errorf("%+v: at %g an audit is worth %g", j, a, worth)
		}
		// At the rates that are needed, an audit is just worth its cost.
		k := j
		k.Rate = j.RateCopied()
		near(t, "copied", k.Rate*k.Prize*k.Curve.Each(k.Verifiers), k.Cost, 1e-12)
		k.Rate = j.RateSealed(0.4, 0)
		near(t, "sealed", k.Worth(0.4), k.Cost, 1e-12)
		if k.Rate > j.RateCopied()*(1+1e-12) {
			t.Errorf("%+v: sealing raises the rate", j)
		}
		mean := 0.0
		claims := j.JackpotClaims(1<<uint(j.Verifiers), 0.3)
		for y, p := range claims {
			mean += float64(y) * p
		}
		if j.Curve == Halving { // 2^n is divided without a rest
			near(t, "claims", mean, j.Rate*math.Ldexp(1, int(j.Verifiers))*j.Curve.Paid(0.3, j.Verifiers), 1e-12)
		}
		near(t, "mean claim", claims.Mean(), mean, 1e-12)
	}
}

func TestBinomialAndPoisson(t *testing.T) {
	for _, n := range []int64{1, 2, 15, 16, 17, 40, 1000} {
		for _, p := range []float64{0, 1e-12, 0.25, 0.999, 1} {
			sum, mean := 0.0, 0.0
			row := []float64{1} // of Pascal's triangle, weighted
			if n <= 40 {
				for range n {
					next := make([]float64, len(row)+1)
					for k, x := range row {
						next[k] += x * (1 - p)
						next[k+1] += x * p
					}
					row = next
				}
			}
			for k := range n + 1 {
				b := binomial(k, n, p)
				sum += b
				mean += float64(k) * b
				if n <= 40 {
					near(t, "binomial", b, row[k], 1e-12)
				}
			}
			near(t, "sum", sum, 1, 1e-12)
			near(t, "mean", mean, float64(n)*p, 1e-12)
		}
	}
	for _, lambda := range []float64{0, 1e-5, 0.5, 3, 40, 700} {
		term, sum := math.Exp(-lambda), 0.0
		for k := range int64(1500) {
			near(t, "poisson", poisson(k, lambda), term, 1e-11)
			sum += poisson(k, lambda)
			term *= lambda / float64(k+1)
		}
		near(t, "sum", sum, 1, 1e-12)
	}
}
