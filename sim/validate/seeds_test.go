package validate

import (
	"context"
	"os"
	"testing"
)

// Many seeds: at the level 0.001 a failure among them would be unlikely, and so would be too many small p-values of exact values.
func TestSeeds(t *testing.T) {
	if os.Getenv("REFUTE_HEAVY") == "" {
		t.Skip("minutes: set REFUTE_HEAVY=1")
	}
	low := 0
	for seed := range uint64(40) {
		r, err := Run(context.Background(), 0, seed)
		if err != nil {
			t.Fatal(err)
		}
		if !r.OK() {
			t.Error(seed, r.Failures())
		}
		for _, c := range r.Checks {
			if c.P < 0.05 {
				low++
				t.Log(seed, c.Name, c.P)
			}
		}
	}
	// 40 times 29 p-values, each below 0.05 at most one time in twenty: 58, and three standard deviations more.
	if low > 58+23 {
		t.Errorf("%d p-values are below 0.05", low)
	}
}
