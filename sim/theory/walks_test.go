package theory

import (
	"math"
	"math/rand/v2"
	"testing"

	"refute/bisect"

	"gonum.org/v1/gonum/mathext"
)

// fall adds up the distribution of a bankroll audit by audit and returns the probability that it is 0 by then.
func (b Bankroll) fall(audits int64) float64 {
	now := map[int64]float64{b.Audits: 1}
	ruined := 0.0
	for range audits {
		next := map[int64]float64{}
		for left, p := range now {
			if left == 1 {
				ruined += p * (1 - b.Rate)
			} else {
				next[left-1] += p * (1 - b.Rate)
			}
			if up := left - 1 + b.Prize; up == 0 {
				ruined += p * b.Rate
			} else {
				next[up] += p * b.Rate
			}
		}
		now = next
	}
	return ruined
}

func TestBankrollRuin(t *testing.T) {
	for _, b := range []Bankroll{{1, 2, 0.6}, {3, 2, 0.55}, {5, 10, 0.12}, {2, 10, 0.15}, {4, 3, 0.2}, {7, 25, 0.05}, {3, 1, 0.5}} {
		for _, audits := range []int64{0, 1, 2, 3, 10, 57, 200} {
			near(t, "within", b.RuinWithin(audits), b.fall(audits), 1e-11)
		}
	}
	// Double or nothing has the gambler's classical answer.
	for _, p := range []float64{0.51, 0.6, 0.9} {
		near(t, "gambler", Bankroll{6, 2, p}.Ruin(), math.Pow((1-p)/p, 6), 1e-10)
	}
	for _, b := range []Bankroll{{3, 10, 0.2}, {10, 50, 0.03}, {1, 1000, 0.002}} {
		near(t, "ever", b.Ruin(), b.RuinWithin(400_000), 1e-6)
		if b.Ruin() < b.RuinWithin(1000) {
			t.Errorf("%+v: ruin within a time is likelier than ever", b)
		}
	}
	for _, b := range []Bankroll{{3, 10, 0.1}, {3, 10, 0.05}, {3, 1, 1}} {
		if b.Ruin() != 1 {
			t.Errorf("%+v: no profit, so ruin is sure, not %g", b, b.Ruin())
		}
	}
	if z := (Bankroll{1, 4, 1}).Ruin(); z != 0 {
		t.Errorf("a sure prize: %g", z)
	}
}

func TestPotRuin(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 30 {
		c := make(Claims, 2+r.IntN(9))
		sum := 0.0
		for y := range c {
			c[y] = r.Float64() * math.Pow(0.4, float64(y))
			sum += c[y]
		}
		for y := range c {
			c[y] /= sum
		}
		// All courses of a few tasks, one by one.
		var course func(pot, tasks int64) float64
		course = func(pot, tasks int64) float64 {
			if tasks == 0 {
				return 0
			}
			ruin := 0.0
			for y, p := range c {
				if left := pot + 1 - int64(y); left < 0 {
					ruin += p
				} else {
					ruin += p * course(left, tasks-1)
				}
			}
			return ruin
		}
		for _, pot := range []int64{0, 1, 4} {
			near(t, "within 4", c.RuinWithin(pot, 4), course(pot, 4), 1e-12)
		}
		if c.Mean() > 0.8 {
			continue
		}
		l := c.Lundberg()
		for _, pot := range []int64{0, 1, 2, 5, 20} {
			exact := c.Ruin(pot)
			if late := c.RuinWithin(pot, 1000); math.Abs(late-exact) > 1e-9+1e-6*exact {
				t.Errorf("%v, pot %d: %g, within 1000 tasks %g", c, pot, exact, late)
			}
			if bound := math.Exp(-l * float64(pot)); exact > bound*(1+1e-9) {
				t.Errorf("%v, pot %d: %g is above Lundberg's %g", c, pot, exact, bound)
			}
		}
		if math.IsInf(l, 1) {
			continue
		}
		moment := 0.0
		for y, p := range c {
			moment += p * math.Exp(l*float64(y-1))
		}
		near(t, "moment", moment, 1, 1e-9)
		near(t, "decay", c.Ruin(60)/c.Ruin(61), math.Exp(l), 1e-3) // Cramér: the bound's exponent is the true one
	}
	if c := (Claims{0.5, 0.5}); c.Ruin(0) != 0 || !math.IsInf(c.Lundberg(), 1) {
		t.Error("claims within the tax never ruin")
	}
	if c := (Claims{0.5, 0, 0.5}); c.Ruin(100) != 1 || c.Lundberg() != 0 {
		t.Error("a pot that does not grow is ruined")
	}
}

// The worst course of cutting into k parts, the largest kept; and the games of package bisect.
func TestRounds(t *testing.T) {
	for _, k := range []uint64{2, 3, 5, 10, 32, 64, 256} {
		power := uint64(1)
		for want := 0; want < 12; want++ {
			if got := Rounds(power, k); got != want {
				t.Errorf("%d^%d: %d rounds", k, want, got)
			}
			if power > math.MaxUint64/k {
				break
			}
			power *= k
			if got := Rounds(power-1, k); power > 2 && got > want+1 {
				t.Errorf("%d^%d-1: %d rounds", k, want+1, got)
			}
			if got := Rounds(power+1, k); got != want+2 {
				t.Errorf("%d^%d+1: %d rounds", k, want+1, got)
			}
		}
	}
	// One move pair for each round: ours.
	one := bisect.Shape{Epoch: 1, Kernels: 1, States: 1, Leaves: 1, Windows: 1}
	base := bisect.MaxMoves(one, false)
	r := rand.New(rand.NewPCG(8, 8))
	for range 2000 {
		n := 2 + r.Uint64N(1<<uint(1+r.IntN(24)))
		s := one
		s.Leaves = n
		if got, want := bisect.MaxMoves(s, false)-base, 2*Rounds(n, 1<<bisect.DefaultArities.Tensor); got != want {
			t.Fatalf("%d leaves: %d moves more, want %d", n, got, want)
		}
		s = one
		s.Windows = n
		if got, want := bisect.MaxMoves(s, false)-base, 2*Rounds(n, uint64(bisect.DefaultArities.Sums)); got != want {
			t.Fatalf("%d windows: %d moves more, want %d", n, got, want)
		}
		s = one
		s.Epoch = min(n, 1<<20)
		if got, want := bisect.MaxMoves(s, false)-base+1, 2*Rounds(s.Epoch, 1<<bisect.DefaultArities.History); got != want {
			t.Fatalf("%d steps: %d moves more, want %d", s.Epoch, got, want)
		}
	}
}

func TestClocks(t *testing.T) {
	for _, m := range []int64{1, 2, 5, 14, 28} {
		for _, total := range []float64{0, 0.5, 3, 20, 60} {
			c := Clock{m, 2.5}
			near(t, "Erlang", c.Chess(total), mathext.GammaIncRegComp(float64(m), total/2.5), 1e-10)
			near(t, "all of it at each move", c.Extended(total, total), c.PerMove(total), 1e-11)
			if chess, moves := c.Chess(total), c.PerMove(total/float64(m)); chess > moves*(1+1e-12) {
				t.Errorf("%d moves in %g: %g with one clock, %g with one for each", m, total, chess, moves)
			}
		}
	}
	// The clock with extensions, move by move: what is left of it on a grid, and the integral over one move's latency.
	const total, extension, points = 5.0, 1.5, 2000
	h := (total - extension) / points
	lose := make([]float64, points+1) // by what is left above the extension, with no move to go
	for m := int64(1); m <= 6; m++ {
		next := make([]float64, points+1)
		for b := range next {
			// Moves of length x <= b·h leave b·h-x above it; longer ones, up to b·h+extension, leave nothing above it; still longer ones lose.
			sum := 0.0
			for x := 0; x < b; x++ {
				sum += (lose[b-x] + lose[b-x-1]) / 2 * (math.Exp(-float64(x)*h) - math.Exp(-float64(x+1)*h))
			}
			over := math.Exp(-float64(b) * h)
			next[b] = sum + over*(1-math.Exp(-extension))*lose[0] + over*math.Exp(-extension)
		}
		lose = next
		near(t, "extended", Clock{m, 1}.Extended(total, extension), lose[points], 1e-5)
	}
}

func TestBacklog(t *testing.T) {
	for _, load := range []float64{0.05, 0.3, 0.6, 0.8} {
		b := Backlog{load}
		// How many are left behind by a finished audit, from an empty queue until it changes no more.
		const most = 150
		now := make([]float64, most)
		now[0] = 1
		come := make([]float64, most)
		come[0] = math.Exp(-load)
		for i := 1; i < most; i++ {
			come[i] = come[i-1] * load / float64(i)
		}
		for range 1500 {
			next := make([]float64, most)
			for left, p := range now {
				if p < 1e-40 {
					continue
				}
				for i := 0; i < most-max(left-1, 0); i++ {
					next[max(left-1, 0)+i] += p * come[i]
				}
			}
			now = next
		}
		mean := 0.0
		for k := range int64(most) {
			mean += float64(max(0, k-1)) * now[k]
			if k < 30 && now[k] > 1e-14 {
				near(t, "present", b.Present(k), now[k], 1e-9)
			}
		}
		near(t, "mean backlog", b.Mean(), mean, 1e-8)
		// Erlang's formula of 1909, whose terms alternate, where its digits suffice.
		for _, w := range []float64{0, 0.25, 0.5, 1, 1.75, 3, 4.5, 6} {
			sum := 0.0
			term := func(j int64) float64 {
				x := load * (float64(j) - w)
				p := math.Exp(-x)
				for i := int64(1); i <= j; i++ {
					p *= x / float64(i)
				}
				return p
			}
			for j := int64(0); float64(j) <= w; j++ {
				sum += term(j)
			}
			if want, got := 1-(1-load)*sum, b.WaitBeyond(w); math.Abs(got-want) > 1e-11 {
				t.Errorf("load %g, wait beyond %g: %.15g, want %.15g", load, w, got, want)
			}
		}
		// The mean wait is the integral of the tail, and by Little's law the mean backlog over the rate.
		integral := 0.0
		for i := range 40_000 {
			integral += b.WaitBeyond((float64(i)+0.5)/800) / 800
			if i > 800 && b.WaitBeyond(float64(i)/800) < 1e-12 {
				break
			}
		}
		near(t, "mean wait", integral, b.Mean()/load, 1e-4)
	}
	if !math.IsInf((Backlog{1}).Mean(), 1) || (Backlog{0}).Mean() != 0 {
		t.Error("corners")
	}
}

// A verifier that comes and goes, watched: from an online start long before the window.
func TestChurn(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	c := Churn{Up: 3, Down: 2}
	times := map[string][2]func() float64{
		"exponential":                    {func() float64 { return 3 * r.ExpFloat64() }, func() float64 { return 2 * r.ExpFloat64() }},
		"online uniform":                 {func() float64 { return 6 * r.Float64() }, func() float64 { return 2 * r.ExpFloat64() }},
		"away always 2, online any time": {func() float64 { return 3 * r.ExpFloat64() }, func() float64 { return 2 }},
	}
	const runs = 60_000
	for name, draw := range times {
		for _, window := range []float64{0, 0.7, 1.9} {
			seen := 0
			for range runs {
				begin := 40 + 5*r.Float64()
				at, online := 0.0, false
				for at <= begin {
					online = !online
					if online {
						at += draw[0]()
					} else {
						at += draw[1]()
					}
				}
				if online || at <= begin+window {
					seen++
				}
			}
			want := c.Seen(window)
			if name == "away always 2, online any time" {
				want = c.SeenFixed(window)
			}
			if got := float64(seen) / runs; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/runs) {
				t.Errorf("%s, window %g: %g, want %g", name, window, got, want)
			}
		}
	}
	near(t, "available", c.Available(), 0.6, 1e-15)
	near(t, "none of three", 1-c.AnySeen(3, 0.7), math.Pow(1-c.Seen(0.7), 3), 1e-12)
}
