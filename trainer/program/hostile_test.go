package program

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
)

// A file of empty sections takes no memory to speak of beyond its own.
func TestEmptySectionsTakeNoMemory(t *testing.T) {
	file := append([]byte(magic), make([]byte, 32<<20)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Decode(file)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "65538 sections") {
		t.Errorf("error %v", err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 {
		t.Errorf("%d bytes of memory for a file of %d", n, len(file))
	}
}

// Kernel numbers that a 32-bit int does not hold, or holds as -1, are refused on every machine.
func TestKernelNumbersBeyondInt(t *testing.T) {
	for _, index := range []uint32{1 << 16, 1<<31 - 1, 1 << 31, 1<<32 - 1} {
		file := linear(5).Encode()
		at := len(magic) + 4 + 24 + 16 + 4 // the second state's source index
		if binary.BigEndian.Uint32(file[at:]) != 0 || file[at-3] != 1 {
			t.Fatal("the header is laid out otherwise")
		}
		binary.BigEndian.PutUint32(file[at:], index)
		if p, err := Decode(file); err == nil || !strings.Contains(err.Error(), "state 1") {
			t.Errorf("kernel %d: %v, error %v", index, p, err)
		}
	}
}

// Whatever one byte of a file is changed to, Decode gives an error or a program that lists, and encodes to the same bytes.
func TestEveryByteChanged(t *testing.T) {
	good := linear(784).Encode()
	accepted := 0
	for at := range good {
		for _, x := range []byte{0, 1, 2, 0x7f, 0x80, 0xff, good[at] + 1, good[at] - 1, good[at] ^ 0x40} {
			file := bytes.Clone(good)
			file[at] = x
			p, err := Decode(file)
			if err != nil {
				continue
			}
			accepted++
			var b bytes.Buffer
			if err := p.List(&b); err != nil || !bytes.Equal(p.Encode(), file) {
				t.Fatalf("byte %d to %02x: decode and encode differ, or %v", at, x, err)
			}
		}
	}
	if accepted < len(good) { // the unchanged ones, at least
		t.Errorf("%d files of %d bytes are accepted", accepted, len(good))
	}
}
