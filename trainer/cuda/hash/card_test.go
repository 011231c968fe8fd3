//go:build cuda

package hash_test

import (
	"os"
	"testing"

	"refute/trainer/cuda/driver"
)

// With REFUTE_CUDA=1 the tests run on the first card of the machine.
func init() {
	if os.Getenv("REFUTE_CUDA") == "" {
		return
	}
	newDevice = func(t testing.TB) driver.Device {
		t.Helper()
		d, err := driver.Open(0)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
}
