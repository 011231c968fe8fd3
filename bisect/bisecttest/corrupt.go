package bisecttest

import (
	"math/rand/v2"

	"refute/bisect"
)

// Corrupt changes a true action so that it is not one any more; false if there is nothing in it to change.
func Corrupt(rng *rand.Rand, a bisect.Action) (bisect.Action, bool) {
	roots := func(in []bisect.Root) []bisect.Root {
		out := append([]bisect.Root(nil), in...)
		switch n := rng.IntN(3); {
		case n == 0 || len(out) == 0:
			out = append(out, bisect.Root{})
		case n == 1:
			out = out[:len(out)-1]
		default:
			out[rng.IntN(len(out))][rng.IntN(32)] ^= 1 << rng.IntN(8)
		}
		return out
	}
	data := func(in []byte) []byte {
		out := append([]byte(nil), in...)
		switch n := rng.IntN(3); {
		case n == 0 || len(out) == 0:
			out = append(out, 0)
		case n == 1:
			out = out[:len(out)-1]
		default:
			out[rng.IntN(len(out))] ^= 1 << rng.IntN(8)
		}
		return out
	}
	switch a := a.(type) {
	case bisect.Descend:
		switch rng.IntN(4) {
		case 0:
			a.Index ^= 1 << rng.IntN(10)
		case 1:
			a.Height++
		case 2:
			a.Hash[3] ^= 1
		default:
			a.Proof = roots(a.Proof)
		}
		return a, true
	case bisect.Reveal:
		return bisect.Reveal{Children: roots(a.Children)}, true
	case bisect.Step:
		if rng.IntN(2) == 0 {
			a.Before[0] ^= 1
		} else {
			a.Proof = roots(a.Proof)
		}
		return a, true
	case bisect.ClaimTrace:
		a.Children = append(roots(a.Children), bisect.Root{}) // any hashes of the right number are a claim
		for len(a.Children)&(len(a.Children)-1) == 0 {
			a.Children = append(a.Children, bisect.Root{})
		}
		return a, true
	case bisect.OpenKernel:
		a.Section = data(a.Section)
		return a, true
	case bisect.RevealLeaf:
		return bisect.RevealLeaf{Data: data(a.Data)}, true
	case bisect.Element:
		if rng.IntN(2) == 0 {
			a.Index += 300 * int64(1-2*rng.IntN(2))
		} else {
			a.Data = data(a.Data)
		}
		return a, true
	case bisect.ClaimSums:
		return bisect.ClaimSums{Values: append(a.Values, 0)}, true
	case bisect.Pick:
		switch rng.IntN(3) {
		case 0:
			a.Part = len(a.Values) + 1
		case 1:
			a.Part = -1
		default:
			a.Values = append([]uint32(nil), a.Values...)
			a.Values[rng.IntN(len(a.Values))] ^= 1
		}
		return a, true
	case bisect.JudgeWindow:
		if rng.IntN(2) == 0 {
			a.Section = data(a.Section)
		} else {
			a.Openings = data(a.Openings)
		}
		return a, true
	case bisect.JudgeState:
		switch rng.IntN(3) {
		case 0:
			a.Source[0] ^= 1
		case 1:
			a.Header = data(a.Header)
		default:
			a.SourceProof = roots(a.SourceProof)
		}
		return a, true
	}
	return a, false
}
