package main

import (
	"strings"
	"testing"

	"refute/trainer/tensor"
)

func TestExecutorMemory(t *testing.T) {
	data := []tensor.Tensor{tensor.New(tensor.U32, 2), tensor.FromU8(make([]byte, 100))}
	if n, err := executorMemory(1000, 1, data, 5000); n != (5000-2000-108)/5*4 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := executorMemory(1000, 1, data, 3107); err == nil || !strings.Contains(err.Error(), "make the model smaller") {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := executorMemory(4096<<40, 1, nil, 1<<40); err == nil { // the largest state of a program
		t.Error("4 PiB fit")
	}
}

func TestMeminfoTotal(t *testing.T) {
	for text, want := range map[string]int64{
		"MemTotal:       24684084 kB\nMemFree:  1 kB\n": 24684084 << 10,
		"MemFree: 1 kB\n":                     0,
		"MemTotal: -1 kB\n":                   0,
		"MemTotal: 99999999999999999999 kB\n": 0,
		"":                                    0,
	} {
		if got := meminfoTotal([]byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	if machineMemory() <= 0 {
		t.Error("no memory")
	}
}
