package validate

import (
	"context"
	"testing"
	"time"
)

func TestSeeds(t *testing.T) {
	for seed := range uint64(6) {
		begin := time.Now()
		r, err := Run(context.Background(), 2, seed)
		if err != nil {
			t.Fatal(err)
		}
		least := ""
		for _, c := range r.Checks {
			if c.P < 0.01 {
				least += " " + c.Name + " " + pValue(c.P)
			}
		}
		t.Log(seed, time.Since(begin), least, r.Failures())
	}
}
