package driver

import (
	"errors"
	"strings"
	"testing"
)

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		err  *Error
		is   error
		text string
	}{
		{newError(codeOutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory", "allocating 3.00 GB of its memory"), ErrMemory,
			"cuda: allocating 3.00 GB of its memory: CUDA_ERROR_OUT_OF_MEMORY (2), out of memory; 1.50 GB of 2.00 GB are free: end what else uses the card"},
		{newError(codeIllegalAddress, "CUDA_ERROR_ILLEGAL_ADDRESS", "", "waiting for a stream"), ErrLost,
			"cuda: waiting for a stream: CUDA_ERROR_ILLEGAL_ADDRESS (700): the state on the card is gone: begin anew from the last checkpoint"},
		{newError(codePTXVersion, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "", "compiling"), ErrTooOld, "update the driver"},
		{newError(codeNoDevice, "CUDA_ERROR_NO_DEVICE", "", "starting the driver"), ErrNoCard, "CUDA_VISIBLE_DEVICES"},
		{newError(4711, "", "", "anything"), nil, "an error that the driver does not name (4711)"},
	} {
		if c.is == ErrMemory {
			c.err.Free, c.err.Total = 15e8, 2e9
		}
		if !strings.Contains(c.err.Error(), c.text) {
			t.Errorf("%q does not say %q", c.err, c.text)
		}
		if c.is != nil && !errors.Is(c.err, c.is) {
			t.Errorf("%q is not %q", c.err, c.is)
		}
	}
}

func TestLaunchCheck(t *testing.T) {
	info := &Info{Shared: 100}
	good := func() Launch {
		return Launch{Function: 1, Grid: [3]int{1, 2, 3}, Block: 1024, Shared: 100, Args: make([]Value, maxArgs)}
	}
	if l := good(); l.check(info) != nil {
		t.Fatal(l.check(info))
	}
	for text, change := range map[string]func(*Launch){
		"no function":             func(l *Launch) { l.Function = 0 },
		"0 × 2 × 3 blocks":        func(l *Launch) { l.Grid[0] = 0 },
		"1 × 65536 × 3 blocks":    func(l *Launch) { l.Grid[1] = 65536 },
		"2147483648 × 2 × 3":      func(l *Launch) { l.Grid[0] = 1 << 31 },
		"blocks of 1025 threads":  func(l *Launch) { l.Block = 1025 },
		"101 bytes of shared":     func(l *Launch) { l.Shared = 101 },
		"with 513 arguments":      func(l *Launch) { l.Args = make([]Value, maxArgs+1) },
		"-1 bytes of shared memo": func(l *Launch) { l.Shared = -1 },
	} {
		l := good()
		change(&l)
		if err := l.check(info); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v does not say %q", err, text)
		}
	}
}
