//go:build unix

package cpu_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/isa"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// guarded is memory between two pages that nobody may touch.
type guarded struct{ memory []byte }

func newGuarded(t *testing.T, bytes int) *guarded {
	t.Helper()
	page := os.Getpagesize()
	size := (bytes+page-1)/page*page + 2*page
	m, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Skip("no memory of its own:", err)
	}
	t.Cleanup(func() { _ = unix.Munmap(m) })
	for _, edge := range [][]byte{m[:page], m[size-page:]} {
		if err := unix.Mprotect(edge, unix.PROT_NONE); err != nil {
			t.Skip("no page can be protected:", err)
		}
	}
	return &guarded{m[page : size-page]}
}

// tensor returns a copy of x that ends where the memory ends, or begins where it begins.
func (g *guarded) tensor(x tensor.Tensor, atEnd bool) tensor.Tensor {
	n := x.Len() * x.Type.Size()
	m := g.memory[:n]
	if atEnd {
		m = g.memory[len(g.memory)-n:]
	}
	y := tensor.Tensor{Type: x.Type}
	switch p := unsafe.Pointer(unsafe.SliceData(m)); x.Type {
	case tensor.U8:
		y.Bytes = m
	case tensor.U16:
		y.Halves = unsafe.Slice((*uint16)(p), x.Len())
	default:
		y.Words = unsafe.Slice((*uint32)(p), x.Len())
	}
	y.Copy(x)
	return y
}

// No load or store touches memory beside its tensor, whatever the mode, the mask and the tail.
func TestGuardedTensors(t *testing.T) {
	const tensors, bytes = 24, 1 << 20
	var pool []*guarded
	for range tensors {
		pool = append(pool, newGuarded(t, bytes))
	}
	limits := []progtest.Limits{progtest.Small, {Outputs: 3000, Terms: 4, Body: 12, Operands: 6}, {Outputs: 300, Terms: 40, Body: 8, Operands: 5}}
	for n := range heavy(1200) {
		r := rand.New(rand.NewPCG(97, uint64(n)))
		k, consts := progtest.Kernel(r, limits[n%len(limits)])
		if h := n % 4; h > 0 {
			k, consts = progtest.Hostile(r, progtest.Kinds[r.IntN(len(progtest.Kinds))])
		}
		p := progtest.One(k, consts)
		ref, _ := executors(t, p, consts)
		want := step(t, ref, p, nil, 7, nil)[0]
		for _, l := range isa.Levels() {
			restore := isa.Use(l)
			for _, atEnd := range []bool{true, false} {
				at, next, fits := make([]tensor.Tensor, len(consts)), trainer.NewState(p), len(consts) < tensors
				for i, c := range consts {
					if fits = fits && c.Len()*c.Type.Size() <= bytes; fits {
						at[i] = pool[i+1].tensor(c, atEnd)
					}
				}
				if fits = fits && 4*next[0].Len() <= bytes; !fits {
					continue
				}
				next[0] = pool[0].tensor(next[0], atEnd)
				x, err := cpu.New(p, at, cpu.Options{Workers: 1 + n%3})
				if err != nil {
					t.Fatal(err)
				}
				if err := x.Step(context.Background(), next, nil, 7, nil); err != nil {
					t.Fatal(err)
				}
				compare(t, p, fmt.Sprintf("kernel %d, %s, at the end: %t", n, l, atEnd), next[0], want)
			}
			restore()
		}
	}
}
