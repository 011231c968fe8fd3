package body

import (
	"math"
	"math/bits"
	"math/rand"
	"testing"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// shuffleBodies are a round of the shuffle and its key. Loads: key, epoch, n, K; the round is iterator 1, the position iterator 0.
func shuffleBodies() (round, key []program.Instr) {
	b := New(tensor.U32)
	seed, epoch, n, k, r := b.Load(0, u), b.Load(1, u), b.Load(2, u), b.Load(3, u), b.Index(1)
	x := Select(r.Eq(b.U(0)), b.Index(0), b.Acc())
	return b.Result(ShuffleRound(x, n, k, seed, epoch, r)), b.Result(ShuffleKey(seed, epoch, r, n))
}

// shuffleByBodies returns where the shuffle takes x, by the bodies.
func shuffleByBodies(round, key []program.Instr, x, n, seed, epoch uint32, rounds int) uint32 {
	acc := uint32(0)
	for r := range rounds {
		idx := []int64{int64(x), int64(r)}
		k := run(key, 0, 0, idx, seed, epoch, n, 0)
		acc = run(round, acc, 0, idx, seed, epoch, n, k)
	}
	return acc
}

// shuffled mirrors the shuffle in Go for the statistics; TestShuffleMirror checks it against the bodies.
func shuffled(x, n, seed, epoch uint32, rounds int) uint32 {
	for r := range uint32(rounds) {
		k0, _ := philox(seed^shuffleKeys, r, epoch)
		k, _ := bits.Mul32(k0, n)
		partner := k - x
		if k < x {
			partner += n
		}
		if b, _ := philox(seed, max(x, partner), epoch<<8+r); b&1 != 0 {
			x = partner
		}
	}
	return x
}

func TestShuffleMirror(t *testing.T) {
	round, key := shuffleBodies()
	r := rand.New(rand.NewSource(4))
	for _, n := range []uint32{1, 2, 3, 1797, 60000, 1<<31 - 1, 1 << 31, 1<<32 - 1} {
		for range 20 {
			x, seed, epoch := uint32(r.Int63n(int64(n))), r.Uint32(), uint32(r.Intn(1000))
			got := shuffleByBodies(round, key, x, n, seed, epoch, ShuffleRounds)
			if want := shuffled(x, n, seed, epoch, ShuffleRounds); got != want || got >= n {
				t.Fatalf("shuffle of %d in [0, %d): bodies %d, mirror %d", x, n, got, want)
			}
		}
	}
	t.Logf("a round is %d instructions, its key %d", len(round), len(key))
}

// The bodies themselves permute [0, n), for all small n.
func TestShuffleIsPermutation(t *testing.T) {
	round, key := shuffleBodies()
	for n := uint32(1); n <= 70; n++ {
		seen := make([]bool, n)
		for x := range n {
			y := shuffleByBodies(round, key, x, n, 99, n, 12)
			if y >= n || seen[y] {
				t.Fatalf("n = %d: %d comes twice or is out of range", n, y)
			}
			seen[y] = true
		}
	}
}

// The shuffle permutes [0, n) for larger n, of every kind: primes, powers of two and their neighbours, data sets' sizes.
func TestShuffleIsPermutationLarge(t *testing.T) {
	for _, n := range []uint32{127, 128, 129, 1000, 1797, 1<<14 - 1, 1 << 14, 1<<14 + 1, 10007, 50000, 60000} {
		seen := make([]bool, n)
		for x := range n {
			y := shuffled(x, n, n, 3, ShuffleRounds)
			if y >= n || seen[y] {
				t.Fatalf("n = %d: %d comes twice or is out of range", n, y)
			}
			seen[y] = true
		}
	}
}

// chiSquare returns how many standard deviations the statistic of the counts is above its mean, for equal expected counts.
func chiSquare(counts []int, total int) float64 {
	e, s := float64(total)/float64(len(counts)), 0.0
	for _, c := range counts {
		s += (float64(c) - e) * (float64(c) - e) / e
	}
	free := float64(len(counts) - 1)
	// Wilson and Hilferty: the cube root of a chi-square over its degrees of freedom is nearly normal.
	return (math.Cbrt(s/free) - (1 - 2/(9*free))) / math.Sqrt(2/(9*free))
}

// All 120 permutations of five elements are as frequent as chance has it, over 24,000 epochs.
func TestShuffleAllOrders(t *testing.T) {
	const epochs = 24000
	counts := make([]int, 120)
	for epoch := range uint32(epochs) {
		code, left := 0, []uint32{0, 1, 2, 3, 4}
		for x := range uint32(5) {
			y := shuffled(x, 5, 2024, epoch, ShuffleRounds)
			for j, v := range left {
				if v == y {
					code = code*len(left) + j
					left = append(left[:j:j], left[j+1:]...)
					break
				}
			}
		}
		counts[code]++
	}
	if z := chiSquare(counts, epochs); z > 4 || z < -4 {
		t.Errorf("chi-square of the 120 orders is %.1f standard deviations off", z)
	}
}

// For a data set of 1,800: over 400 epochs, where a position goes is uniform, fixed points number one an epoch on average, and
// neighbours do not stay together.
func TestShuffleStatistics(t *testing.T) {
	const n, epochs, bins, gaps = 1800, 400, 25, 257 // 25 divides n and 257 divides n-1, so that bins are equal
	place := make([]int, bins*bins)                  // from which 25th to which
	gap := make([]int, gaps)                         // distance of the images of neighbours
	fixed := 0
	for epoch := range uint32(epochs) {
		before := uint32(0)
		for x := range uint32(n) {
			y := shuffled(x, n, 7, epoch, ShuffleRounds)
			place[x*bins/n*bins+y*bins/n]++
			if x == y {
				fixed++
			}
			if x > 0 {
				d := (y + n - before) % n // 1 to n-1
				gap[(d-1)*gaps/(n-1)]++
			}
			before = y
		}
	}
	// The counts of an epoch are not independent: a permutation fills each row and column evenly, which makes the first statistic small.
	if z := chiSquare(place, n*epochs); z > 4 {
		t.Errorf("places: chi-square is %.1f standard deviations high", z)
	}
	if z := chiSquare(gap, (n-1)*epochs); z > 4 {
		t.Errorf("gaps: chi-square is %.1f standard deviations high", z)
	}
	if d := float64(fixed-epochs) / math.Sqrt(epochs); d > 4 || d < -4 {
		t.Errorf("%d fixed points in %d epochs", fixed, epochs)
	}
}
