package validate

import (
	"context"
	"os"
	"testing"
	"time"
)

func TestAll(t *testing.T) {
	begin := time.Now()
	r, err := Run(context.Background(), 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(begin))
	r.Write(os.Stdout)
}
