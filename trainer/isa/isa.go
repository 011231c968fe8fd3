// Package isa says which vector instructions the fast code may use: trainer/blas, trainer/cpu and the hashes of package checkpoint ask
// it. The bits are the same with all of them; tests and measurements force one.
package isa

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
)

// Level is a set of vector instructions.
type Level int32

// The levels. A machine has Go and those of its architecture up to its best.
const (
	Go     Level = iota // no assembly
	NEON                // arm64
	AVX2                // amd64 with AVX2 and FMA
	AVX512              // amd64 with AVX-512 F, BW, DQ and VL besides
)

var names = [...]string{"go", "neon", "avx2", "avx512"}

func (l Level) String() string { return names[l] }

// Variable is the environment variable that forces a level on a process: "go", "neon", "avx2" or "avx512".
const Variable = "REFUTE_ISA"

var active atomic.Int32

func init() {
	l := Best()
	if name := os.Getenv(Variable); name != "" {
		var err error
		if l, err = Parse(name); err != nil {
			panic(Variable + ": " + err.Error())
		}
	}
	active.Store(int32(l))
}

// Parse returns the level of the name, if this machine has it.
func Parse(name string) (Level, error) {
	for _, l := range Levels() {
		if l.String() == name {
			return l, nil
		}
	}
	var have []string
	for _, l := range Levels() {
		have = append(have, l.String())
	}
	return Go, fmt.Errorf("vector instructions %q: this machine has %s", name, strings.Join(have, ", "))
}

// Best returns the best level of this machine.
func Best() Level { l := Levels(); return l[len(l)-1] }

// Levels returns the levels of this machine, the best last.
func Levels() []Level { return append([]Level{Go}, machine...) }

// Active returns the level in use: the best, unless another was forced.
func Active() Level { return Level(active.Load()) }

// Use forces a level that this machine has and returns a function that restores the one before. It is for tests and measurements, and
// does not touch plans that were made.
func Use(l Level) (restore func()) {
	if !slices.Contains(Levels(), l) {
		panic("isa: this machine has no " + l.String())
	}
	before := active.Swap(int32(l))
	return func() { active.Store(before) }
}
