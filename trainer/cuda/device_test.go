package cuda_test

import (
	"hash/fnv"
	"io"
	"strings"
	"testing"

	"refute/trainer/cuda"
	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/emulated"
)

// newDevice opens the device of the tests: the emulator, or a card where there is one (see device_cuda_test.go).
var newDevice = func(t testing.TB) driver.Device {
	h := fnv.New64()
	io.WriteString(h, t.Name())
	return emulated.New(emulated.Options{Seed: h.Sum64()}) // in another order in each test
}

// open returns a card for a test.
func open(t testing.TB) *cuda.Card {
	t.Helper()
	c, err := cuda.Open(newDevice(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestOldCard(t *testing.T) {
	i := emulated.Default
	i.Name, i.Major, i.Minor = "old", 7, 5
	if _, err := cuda.Open(emulated.New(emulated.Options{Info: i})); err == nil || !strings.Contains(err.Error(), "old has compute capability 7.5, needed is 8.0") {
		t.Error(err)
	}
}
