//go:build cuda && linux && (amd64 || arm64)

package emulate_test

import (
	"errors"
	"os"
	"testing"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/ptx/emulate"
)

// With REFUTE_CUDA=1, every instruction's test compares the emulator with the card as well, bit for bit.
func TestMain(m *testing.M) {
	if os.Getenv("REFUTE_CUDA") != "" {
		d, err := driver.Open(0)
		if err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		s, err := d.NewStream(false)
		if err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		onCard = func(t testing.TB, text string, l emulate.Launch, buffers [][]byte) [][]byte {
			t.Helper()
			out, err := cardRun(d, s, text, l, buffers)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			return out
		}
	}
	os.Exit(m.Run())
}

// cardRun runs kernel k of a module with buffers as arguments and returns what they have then.
func cardRun(d driver.Device, s driver.Stream, text string, l emulate.Launch, buffers [][]byte) ([][]byte, error) {
	f, err := d.Load(text, []string{"k"}, l.Shared)
	if err != nil {
		return nil, err
	}
	launch := driver.Launch{Function: f[0], Grid: l.Grid, Block: l.Block, Shared: l.Shared}
	var at []driver.Ptr
	for _, b := range buffers {
		p, err := d.Alloc(int64(len(b)))
		if err != nil {
			return nil, err
		}
		defer d.Release(p)
		at = append(at, p)
		launch.Args = append(launch.Args, driver.Value{Bits: uint64(p), Wide: true})
		if err := d.Upload(p, b, s); err != nil {
			return nil, err
		}
	}
	if err := d.Launch(&launch, s); err != nil {
		return nil, err
	}
	out := make([][]byte, len(buffers))
	for i, p := range at {
		out[i] = make([]byte, len(buffers[i]))
		err = errors.Join(err, d.Download(out[i], p, s))
	}
	return out, errors.Join(err, d.Sync(s))
}
