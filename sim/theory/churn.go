package theory

import "math"

// Churn is a verifier that comes and goes: online for a time of mean Up, away for a time of mean Down, in turn, each time independent of all
// others (an alternating renewal process; Cox, Renewal Theory, 1962). It has been doing so for long.
type Churn struct{ Up, Down float64 }

// Available returns the probability that it is online at a given time, whatever the distributions of its times:
//
//	A = up/(up+down)
func (c Churn) Available() float64 {
	checkAmount("a time online", c.Up)
	checkAmount("a time away", c.Down)
	return c.Up / (c.Up + c.Down)
}

// Seen returns the probability that it is online at some time in a window of length w, if times away are exponential:
//
//	1 - (1-A)·e^(-w/down)
//
// It is missed only if it is away when the window opens and the rest of that time, again exponential, is longer than the window. How its times
// online are distributed does not matter.
func (c Churn) Seen(window float64) float64 {
	checkAmount("a window", window)
	return -math.Expm1(math.Log1p(-c.Available()) - window/c.Down)
}

// SeenFixed is [Churn.Seen] where every time away has the same length: 1 - (1-A)·max(0, 1-w/down), as the rest of it is uniform.
func (c Churn) SeenFixed(window float64) float64 {
	checkAmount("a window", window)
	return 1 - (1-c.Available())*max(0, 1-window/c.Down)
}

// AnySeen returns the probability that at least one of n such verifiers, independent of each other, is online at some time in the window:
//
//	1 - ((1-A)·e^(-w/down))^n
//
// A crash that they have in common is not in it.
func (c Churn) AnySeen(verifiers int64, window float64) float64 {
	return ByAny(c.Seen(window), verifiers)
}
