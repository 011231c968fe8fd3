package theory

import "math"

// Rounds returns how many questions lead from a tree of n leaves to one of them, if each answer cuts what is left into k parts:
//
//	⌈log_k n⌉
//
// in integers: math.Log(125)/math.Log(5) is above 3. One of the parts of an uneven cut has ⌈n/k⌉ leaves, and ⌈⌈n/k⌉/k⌉ = ⌈n/k²⌉. With k = 2 it
// is Canetti, Riva and Rothblum, "Practical delegation of computation using multiple servers" (2011); Arun et al., "Verde: verification via
// refereed delegation for machine learning programs" (2025), narrow a training down like this. Package bisect's games are of this length in each
// tree whose children are a power of two, where it is ⌈⌈log2 n⌉/log2 k⌉, which is the same number, and in the cuts of sums.
func Rounds(n, k uint64) int {
	checkCount("leaves", int64(min(n, math.MaxInt64)), 1)
	checkCount("parts", int64(min(k, math.MaxInt64)), 2)
	rounds := 0
	for ; n > 1; rounds++ {
		n = (n-1)/k + 1
	}
	return rounds
}

// Clock is a side's time in a game: m of its moves take exponential times of mean 1/λ, independently, until they are in a block.
type Clock struct {
	Moves int64   // m
	Mean  float64 // of one move's latency, in any unit of time
}

// PerMove returns the probability that a game is lost by time where each move has a deadline d of its own:
//
//	1 - (1 - e^(-d/mean))^m
func (c Clock) PerMove(deadline float64) float64 {
	checkCount("moves", c.Moves, 0)
	checkAmount("a deadline", deadline)
	return atLeastOnce(math.Exp(-deadline/c.Mean), float64(c.Moves))
}

// Chess returns the probability that a game is lost by time where the moves share the time T, so that quick ones pay for slow ones: Erlang's tail,
//
//	P(X_1 + … + X_m > T) = P(N < m) = Σ_{i<m} e^(-T/mean)·(T/mean)^i/i!
//
// with N the number of moves that a Poisson process of rate 1/mean makes in T (Erlang 1917; Feller vol. II, I.3). With T = m·d it is far below
// [Clock.PerMove] of d.
func (c Clock) Chess(total float64) float64 { return c.Extended(total, 0) }

// Extended returns the probability that a game is lost by time with the clocks of this protocol: T in all, and at the beginning of each move the
// clock is raised to E if it is below.
//
//	Σ_{i<m} P(N = i)·(1 - (1-e^(-E/mean))^(m-i)),   N ~ Poisson((T-E)/mean)
//
// Until T-E is used up no clock is raised. The move in which that happens has, at this moment, as long to go as any (the exponential forgets),
// and at most E of time; each later one begins with E. So m-N moves have to be made in E each. E = 0 is [Clock.Chess], E = T is [Clock.PerMove].
func (c Clock) Extended(total, extension float64) float64 {
	checkCount("moves", c.Moves, 0)
	checkAmount("an extension", extension)
	checkAmount("a clock above its extension", total-extension)
	slow := math.Exp(-extension / c.Mean)
	sum := 0.0
	for i := range c.Moves {
		sum += poisson(i, (total-extension)/c.Mean) * atLeastOnce(slow, float64(c.Moves-i))
	}
	return min(1, sum)
}
