package theory

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// Closed forms are compared with what they are closed forms of: every sample, every pattern of who audits, every course of a walk, counted one
// by one.

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > relative*math.Abs(want)+1e-300 {
		t.Errorf("%s: %.17g, want %.17g", what, got, want)
	}
}

// patterns calls f with every set of n things, each in it with probability p, and the probability of the set.
func patterns(n int, p float64, f func(set uint, probability float64)) {
	for set := range uint(1) << n {
		k := bits.OnesCount(set)
		f(set, math.Pow(p, float64(k))*math.Pow(1-p, float64(n-k)))
	}
}

// sampledByHand returns 1 - C(N-m, s)/C(N, s) to 60 digits.
func sampledByHand(steps, bad, sampled int64) float64 {
	miss := new(big.Float).SetPrec(300).SetInt64(1)
	for i := range sampled {
		miss.Mul(miss, new(big.Float).SetPrec(300).SetInt64(max(0, steps-bad-i)))
		miss.Quo(miss, new(big.Float).SetPrec(300).SetInt64(steps-i))
	}
	d, _ := miss.Sub(big.NewFloat(1).SetPrec(300), miss).Float64()
	return d
}

func TestSampledCountsSets(t *testing.T) {
	for steps := 1; steps <= 10; steps++ {
		for bad := 0; bad <= steps; bad++ {
			met, all := make([]float64, steps+1), make([]float64, steps+1)
			for set := range uint(1) << steps {
				s := bits.OnesCount(set)
				all[s]++
				if set&(1<<bad-1) != 0 {
					met[s]++
				}
			}
			for s := range all {
				near(t, "sampled", Sampled(int64(steps), int64(bad), int64(s)), met[s]/all[s], 1e-13)
			}
		}
	}
}

func TestSampledLarge(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		steps := 1 + r.Int64N(1<<uint(1+r.IntN(31)))
		bad, sampled := r.Int64N(min(steps, 3000)+1), r.Int64N(min(steps, 3000)+1)
		near(t, "sampled", Sampled(steps, bad, sampled), sampledByHand(steps, bad, sampled), 1e-12)
		near(t, "symmetry", Sampled(steps, sampled, bad), Sampled(steps, bad, sampled), 1e-12)
	}
	near(t, "one of 2^31", Sampled(1<<31, 1, 1), 1.0/(1<<31), 1e-15)
	near(t, "half of 2^53, one bad", Sampled(1<<53, 1, 1<<52), 0.5, 1e-15)
	if d := Sampled(1<<31, 1<<30, 1<<30); d != 1 {
		t.Errorf("half of 2^31 is bad, half is sampled: %g", d)
	}
	if d := Sampled(10, 6, 5); d != 1 {
		t.Errorf("six bad of ten, five sampled: %g", d)
	}
}

func TestIndependentSmall(t *testing.T) {
	for _, p := range []float64{1e-18, 1e-9, 0.3, 1 - 1e-9} {
		for _, n := range []int64{0, 1, 2, 1000, 1 << 30} {
			q := new(big.Float).SetPrec(400).Sub(big.NewFloat(1).SetPrec(400), big.NewFloat(p))
			miss := big.NewFloat(1).SetPrec(400)
			for b := n; b > 0; b >>= 1 { // q^n by squaring
				if b&1 == 1 {
					miss.Mul(miss, q)
				}
				q.Mul(q, q)
			}
			want, _ := miss.Sub(big.NewFloat(1).SetPrec(400), miss).Float64()
			near(t, "at least once", Independent(p, n), want, 1e-12)
			near(t, "by any", ByAny(p, n), want, 1e-12)
		}
	}
	if Independent(1, 5) != 1 || Independent(0, 5) != 0 || Independent(1, 0) != 0 {
		t.Error("never and always")
	}
}

func TestCaptured(t *testing.T) {
	// Every draw of m auditors of n, with and without replacement, of whom the first k collude.
	for n := 1; n <= 5; n++ {
		for k := 0; k <= n; k++ {
			for m := 0; m <= n; m++ {
				drawn, captured, different, both := 0.0, 0.0, 0.0, 0.0
				draws := int(math.Pow(float64(n), float64(m)) + 0.5)
				for d := range draws {
					all, distinct, seen := true, true, uint(0)
					for range m {
						who := d % n
						d /= n
						all = all && who < k
						distinct = distinct && seen>>who&1 == 0
						seen |= 1 << who
					}
					drawn++
					if all {
						captured++
					}
					if distinct {
						different++
						if all {
							both++
						}
					}
				}
				near(t, "captured", Captured(float64(k)/float64(n), int64(m)), captured/drawn, 1e-13)
				near(t, "captured seats", CapturedSeats(int64(n), int64(k), int64(m)), both/different, 1e-12)
			}
		}
	}
}

func TestThresholds(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		gain, bond, share := 10*r.Float64(), 100*r.Float64(), 0.5*r.Float64()
		// The cheat's balance over a million tasks of which a part D is found, one by one, changes its sign at D*.
		balance := func(d, back float64) float64 {
			const tasks = 1_000_000
			found := math.Round(d * tasks)
			return (tasks-found)*gain - found*(bond-back)
		}
		for _, c := range []struct{ threshold, back float64 }{
			{HonestyThreshold(gain, bond), 0}, {SelfChallengeThreshold(gain, bond, share), share * bond},
		} {
			if !(balance(c.threshold-2e-6, c.back) > 0 && balance(c.threshold+2e-6, c.back) < 0) {
				t.Errorf("G %g, S %g, %g of it back: D* %g", gain, bond, c.back, c.threshold)
			}
		}
		d := 0.01 + 0.9*r.Float64()
		safe := SafeBond(gain, d, share)
		if p := CheatProfit(gain, SelfChallengeLoss(safe, share, 3, 0), d); math.Abs(p) > 1e-12*gain {
			t.Errorf("at the safe bond a cheat gains %g", p)
		}
	}
	if HonestyThreshold(0, 0) != 0 {
		t.Error("nothing to gain: no detection is needed")
	}
}

func TestSelfChallengeSharesBondOut(t *testing.T) {
	const bond = 1 << 40
	for own := int64(0); own < 6; own++ {
		for others := int64(0); others < 6; others++ {
			back := 0.0
			for game := range own + others {
				if game < own {
					back += bond / 4 / float64(own+others)
				}
			}
			near(t, "loss", SelfChallengeLoss(bond, 0.25, own, others), bond-back, 1e-14)
		}
	}
	near(t, "nothing but the burnt part is sure", SelfChallengeLoss(bond, 0.25, 1<<40, 1), bond*0.75, 1e-9)
}

// Silence is an equilibrium only if nobody gains by being the one who speaks; the cheapest such bribes are looked for, one verifier at a time,
// in whole units.
func TestBriberySilence(t *testing.T) {
	const share, bond = 0.25, 64
	for n := 1; n <= 6; n++ {
		bribes := make([]int, n)
		total := 0
		for i := range bribes {
			for { // what i gets by speaking when the others are silent
				speakers := 1
				if float64(bribes[i]) >= share*bond/float64(speakers) {
					break
				}
				bribes[i]++
				total++
			}
		}
		if got := BriberyCost(int64(n), share, bond); got != float64(total) {
			t.Errorf("%d verifiers: %g, want %d", n, got, total)
		}
	}
}

func TestDoubleCheckCountsCheckers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 100 {
		cost, reward, bond, colluding := r.Float64(), 1+r.Float64(), 2*r.Float64(), 0.9*r.Float64()
		n := 1 + r.IntN(6)
		guess := func(p float64) float64 {
			sum := (1 - p) * reward
			patterns(n, colluding, func(set uint, probability float64) {
				if bits.OnesCount(set) == n {
					sum += p * probability * reward // all n collude
				} else {
					sum -= p * probability * bond
				}
			})
			return sum
		}
		p := DoubleCheck(cost, reward, bond, colluding, int64(n))
		if p > 0.99 {
			continue
		}
		if honest := reward - cost; !(guess(p*(1-1e-6)) > honest && guess(p*(1+1e-6)) < honest) {
			t.Errorf("cost %g, reward %g, bond %g, %g collude, %d checkers: p %g", cost, reward, bond, colluding, n, p)
		}
	}
}

func TestIdleCheckerAndAttention(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 100 {
		cost, reward, loss, penalty := r.Float64(), 3*r.Float64(), 3*r.Float64(), 1+9*r.Float64()
		// Over a thousand tasks: what checking is worth beyond not checking, cheats being a part x of them and attention tests a part a.
		better := func(x, a float64) float64 {
			check, idle := 0.0, 0.0
			for range 1000 {
				check += x*reward - cost
				idle -= x*loss + a*penalty
			}
			return check - idle
		}
		x := IdleChecker(cost, reward, loss)
		if better(x*(1-1e-6), 0) > 0 || better(x*(1+1e-6), 0) < 0 {
			t.Errorf("C %g, R %g, L %g: X %g", cost, reward, loss, x)
		}
		a := AttentionRate(cost, penalty)
		if better(0, a*(1-1e-6)) > 0 || better(0, a*(1+1e-6)) < 0 {
			t.Errorf("C %g, P %g: %g", cost, penalty, a)
		}
	}
}

func TestCrowded(t *testing.T) {
	for others := int64(0); others < 9; others++ {
		need := Crowded(0.25, others)
		parts := others + 1
		if part := need / float64(parts); math.Abs(part-0.25) > 1e-15 {
			t.Errorf("%d others: %g each", others, part)
		}
		if Crowd(need, 0.25) != parts || Crowd(need-0.01, 0.25) != others {
			t.Errorf("%g feeds %d", need, Crowd(need, 0.25))
		}
	}
}

func TestGriefing(t *testing.T) {
	// A ledger of one false challenge, in whole gwei.
	attacker, defender, burnt := 1000, 1000, 0
	bond, gasA, gasD, repaid, delay := 200, 30, 80, 70, 5
	attacker -= bond + gasA
	defender -= gasD + delay
	defender += repaid
	burnt += bond - repaid
	if attacker+defender+burnt+gasA+gasD+delay != 2000 {
		t.Fatal("the ledger of the test")
	}
	g := Griefing{Bond: float64(bond), AttackGas: float64(gasA), DefenceGas: float64(gasD), Repaid: float64(repaid) / float64(gasD), Delay: float64(delay)}
	near(t, "ratio", g.Ratio(), float64(1000-defender)/float64(1000-attacker), 1e-14)
}

func TestRefusesNonsense(t *testing.T) {
	for name, f := range map[string]func(){
		"bad steps":   func() { Sampled(10, 11, 1) },
		"samples":     func() { Sampled(10, 1, 11) },
		"probability": func() { ByAny(1.5, 2) },
		"NaN":         func() { ByAny(math.NaN(), 2) },
		"bond":        func() { HonestyThreshold(1, -1) },
		"auditors":    func() { CapturedSeats(4, 2, 5) },
		"load":        func() { Backlog{1}.Present(3) },
		"claims":      func() { Claims{0.5, 0.4}.Mean() },
		"parts":       func() { Rounds(5, 1) },
		"extension":   func() { Clock{3, 1}.Extended(1, 2) },
		"bankroll":    func() { Bankroll{0, 2, 0.5}.Ruin() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
