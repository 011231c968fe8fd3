package verifier_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"refute/checkpoint"
	"refute/contracts/chain"
	"refute/verifier"
)

func ExampleDetection() {
	// One wrong step of 240, one in ten audited; then ten wrong ones.
	fmt.Printf("%.3f %.3f\n", verifier.Detection(240, 1, 24), verifier.Detection(240, 10, 24))
	// Output: 0.100 0.659
}

func TestDetectionIsHypergeometric(t *testing.T) {
	choose := func(n, k uint64) *big.Int { return new(big.Int).Binomial(int64(n), int64(k)) }
	for n := uint64(1); n <= 40; n++ {
		for m := uint64(0); m <= n; m++ {
			for s := uint64(0); s <= n; s++ {
				missed := 0.0
				if m+s <= n {
					missed, _ = new(big.Rat).SetFrac(choose(n-m, s), choose(n, s)).Float64()
				}
				if got := verifier.Detection(n, m, s); math.Abs(got-(1-missed)) > 1e-12 {
					t.Fatalf("D(%d, %d, %d) = %v, want %v", n, m, s, got, 1-missed)
				}
			}
		}
	}
}

func TestPredictIsTheSampledPart(t *testing.T) {
	for _, x := range []struct {
		epochs checkpoint.Epochs
		rate   float64
		want   float64
	}{
		{checkpoint.Epochs{Steps: 240, Length: 60}, 0.1, 0.1},
		{checkpoint.Epochs{Steps: 240, Length: 60}, 1, 1},
		{checkpoint.Epochs{Steps: 5, Length: 4}, 0.01, 0.4}, // at least one of each epoch
	} {
		if got := verifier.Predict(x.epochs, x.rate); math.Abs(got-x.want) > 1e-12 {
			t.Errorf("%+v: %v", x, got)
		}
	}
}

func TestSampleIsPrivateAndFair(t *testing.T) {
	const first, last = 101, 200
	draw := func(secret byte, anchor byte) []uint32 {
		return verifier.Sample([32]byte{secret}, chain.JobID{2}, 3, checkpoint.Root{anchor}, first, last, 0.1)
	}
	one := draw(1, 1)
	if len(one) != 10 || !slices.IsSorted(one) || one[0] < first || one[9] > last {
		t.Fatalf("sample %v", one)
	}
	if !slices.Equal(one, draw(1, 1)) {
		t.Error("a sample drawn again is another one")
	}
	if slices.Equal(one, draw(2, 1)) || slices.Equal(one, draw(1, 2)) {
		t.Error("another secret, or another anchor, draws the same sample")
	}
	// Each step is drawn about as often: 2,000 draws of 10 of 100 give 200 each, with a deviation of 13.4.
	var times [last - first + 1]int
	for i := range 2000 {
		for _, s := range draw(byte(i), byte(i>>8)) {
			times[s-first]++
		}
	}
	for i, n := range times {
		if n < 120 || n > 280 {
			t.Errorf("step %d was drawn %d times of 2,000, want about 200", first+i, n)
		}
	}
	if all := verifier.Sample([32]byte{1}, chain.JobID{}, 0, checkpoint.Root{}, 0, 0, 0.001); !slices.Equal(all, []uint32{0}) {
		t.Errorf("sample of one step: %v", all)
	}
	if got := verifier.Sample([32]byte{1}, chain.JobID{}, 1, checkpoint.Root{}, 4, 7, 1); !slices.Equal(got, []uint32{4, 5, 6, 7}) {
		t.Errorf("sample of all: %v", got)
	}
}
