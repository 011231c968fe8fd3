package body

// Constants of Philox-2x32: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as
// 1, 2, 3", SC '11. Ten rounds are the authors' default; it passes TestU01's BigCrush.
const (
	philoxMultiplier = 0xd256d193
	philoxWeyl       = 0x9e3779b9
	philoxRounds     = 10
)

// Philox returns 64 random bits of the generator Philox-2x32-10: a bijection of the 64-bit counter (c0, c1), chosen by key.
// Different keys or counters give independent bits, so the counter says what they are for: an element and a stream.
func Philox(key, c0, c1 Value) (r0, r1 Value) {
	b := key.builder()
	m, w := b.U(philoxMultiplier), b.U(philoxWeyl)
	for i := range philoxRounds {
		if i > 0 {
			key = key.Add(w)
		}
		c0, c1 = c0.MulHi(m).Xor(key).Xor(c1), c0.Mul(m)
	}
	return c0, c1
}

// Uniform returns a multiple of 2^-24 in [0, 1) from 32 random bits.
func Uniform(bits Value) Value {
	b := bits.builder()
	return bits.Shr(b.U(8)).FromU32().Mul(b.F(0x1p-24))
}

// UniformPositive returns a multiple of 2^-24 in (0, 1] from 32 random bits.
func UniformPositive(bits Value) Value {
	b := bits.builder()
	return bits.Shr(b.U(8)).FromU32().FMA(b.F(0x1p-24), b.F(0x1p-24))
}

// Normal returns a standard normal deviate from two words of independent random bits, as Philox gives them, by the
// method of Box and Muller (Annals of Mathematical Statistics 29(2), 1958): sqrt(-2·log u)·cos(2·pi·v). The radius is drawn
// from all 32 bits, so that the tails reach to 6.7.
//
// One deviate an element, the sine being left unused, costs less than an inverse of the distribution function, which
// would need the same logarithm and two more polynomials.
func Normal(r0, r1 Value) Value {
	b := r0.builder()
	v := r0.FromU32().FMA(b.F(0x1p-32), b.F(0x1p-33)) // in [2^-33, 1]
	l := logNormal(v, func(e Value) Value { return e })
	radius := l.Mul(b.F(-2)).Sqrt()
	// The angle is pi·t with t in [-1, 1): reduced exactly, by taking the bits as an int32.
	t := r1.FromI32().Mul(b.F(1.0 / (1 << 31)))
	return radius.Mul(horner(t.Mul(t), cosPoly))
}

// Rsqrt returns 1 / sqrt(x), of two roundings; +Inf of 0, -Inf of -0, NaN of negative x.
func Rsqrt(x Value) Value { return x.builder().F(1).Div(x.Sqrt()) }

// ShuffleRounds is the default number of rounds of a shuffle: see ShuffleRound.
const ShuffleRounds = 32

// ShuffleRound returns where round r of a keyed shuffle of [0, n) takes position x < n; all are u32, n from 1 to 2^32-1.
// Any number of rounds with r = 0, 1, 2, … is a permutation of [0, n), for any n and any function of the bits, because each round
// is an involution: it exchanges x and K - x mod n, or leaves both, by a bit that depends on the pair alone. This is
// the swap-or-not shuffle (V. T. Hoang, B. Morris, P. Rogaway, "An enciphering scheme based on a card shuffle", CRYPTO 2012), with
// K = ShuffleKey(key, epoch, r, n) and the bits of Philox.
//
// A kernel folds the rounds: with Type U32 and Reduce {ShuffleRounds}, r the reduction's iterator, and the position where it starts,
//
//	x := body.Select(r.Eq(b.U(0)), position, b.Acc())
//	kernel.Body = b.Result(body.ShuffleRound(x, n, k, key, epoch, r))
func ShuffleRound(x, n, k, key, epoch, r Value) Value {
	b := x.builder()
	d := k.Sub(x)
	partner := Select(k.Lt(x), d.Add(n), d)
	top := Select(x.Lt(partner), partner, x)
	bit, _ := Philox(key, top, epoch.Shl(b.U(8)).Add(r))
	return Select(bit.And(b.U(1)), partner, x)
}

// ShuffleKey returns the K of ShuffleRound, in [0, n): a function of key, epoch, and round r < 256. It is the same for all x, so a kernel of
// one element a round computes it once for all.
func ShuffleKey(key, epoch, r, n Value) Value {
	b := key.builder()
	k, _ := Philox(key.Xor(b.U(shuffleKeys)), r, epoch)
	return k.MulHi(n)
}

// shuffleKeys separates the stream of a shuffle's K from that of its bits.
const shuffleKeys = 0x5368756b
