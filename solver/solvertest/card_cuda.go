//go:build cuda

package solvertest

import (
	"os"

	"refute/trainer/cuda/driver"
)

// With REFUTE_CUDA=1 the cards are the machine's first.
func init() {
	if os.Getenv("REFUTE_CUDA") != "" {
		openDevice = func(uint64) (driver.Device, error) { return driver.Open(0) }
	}
}
