package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"refute/trainer"
	"refute/trainer/tensor"
)

// trainingStates is how many states a training holds: before the step, after it, and on the way to the disk.
const trainingStates = 3

// executorMemory returns what a step may take beside the training's other states, what several workers hand over, and the constants, given what there
// is of memory: of what is too large for this machine, nothing is allocated.
func executorMemory(state int64, workers int, consts []tensor.Tensor, memory int64) (int64, error) {
	states := int64(trainingStates)
	if workers > 1 {
		states += int64(workers) + 1 // what was computed ahead is smaller than a state
	}
	held := (states - 1) * state // an executor counts one itself
	for _, c := range consts {
		held += int64(c.Len()) * int64(c.Type.Size())
	}
	if held+state > memory {
		return 0, fmt.Errorf("%d states of %.1f GB and the data take %.1f GB, allowed are %.1f GB, the memory of this machine: make the model smaller",
			states, float64(state)/1e9, float64(held+state)/1e9, float64(memory)/1e9)
	}
	return (memory - held) / 5 * 4, nil // and a quarter as many for plans
}

// machineMemory returns the bytes of memory that this process can have at most: what the machine has, or the process's group may take. Where neither is
// known, it is what a training needs whose steps take the default of executors.
func machineMemory() int64 {
	memory := int64(trainingStates * trainer.DefaultMemory)
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		if n := meminfoTotal(b); n > 0 {
			memory = n
		}
	}
	if b, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil && n > 0 { // else "max"
			memory = min(memory, n)
		}
	}
	return memory
}

// meminfoTotal returns the bytes that Linux's /proc/meminfo says the machine has, 0 if it does not.
func meminfoTotal(b []byte) int64 {
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		f := strings.Fields(s.Text())
		if len(f) == 3 && f[0] == "MemTotal:" && f[2] == "kB" {
			if n, err := strconv.ParseInt(f[1], 10, 64); err == nil && n > 0 && n < 1<<50 {
				return n << 10
			}
		}
	}
	return 0
}
