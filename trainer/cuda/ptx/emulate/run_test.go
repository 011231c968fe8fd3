package emulate_test

import (
	"encoding/binary"
	"math"
	"testing"

	"refute/trainer/cuda/ptx"
	"refute/trainer/cuda/ptx/emulate"
)

// words are the bytes of 32-bit words.
func words(x ...uint32) []byte {
	b := make([]byte, 4*len(x))
	for i, w := range x {
		binary.LittleEndian.PutUint32(b[4*i:], w)
	}
	return b
}

func load(t testing.TB, text, name string) *emulate.Function {
	t.Helper()
	m, err := emulate.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if m[name] == nil {
		t.Fatalf("no kernel %s", name)
	}
	return m[name]
}

func alloc(t testing.TB, m *emulate.Memory, bytes int, content []byte) uint64 {
	t.Helper()
	r, err := m.Alloc(int64(bytes))
	if err != nil {
		t.Fatal(err)
	}
	if content != nil {
		if err := m.Write(r.Base, content); err != nil {
			t.Fatal(err)
		}
	}
	return r.Base
}

func read(t testing.TB, m *emulate.Memory, addr uint64, n int) []uint32 {
	t.Helper()
	b := make([]byte, 4*n)
	written, err := m.Read(b, addr)
	if err != nil {
		t.Fatal(err)
	}
	if !written {
		t.Fatal("not all of the result was written")
	}
	out := make([]uint32, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}

// onCard runs a kernel k on a card as well, if tests were built for that and there is one: what its buffers have afterwards, nil if there is none.
var onCard func(t testing.TB, text string, l emulate.Launch, buffers [][]byte) [][]byte

// saxpy is y[i] = a·x[i] + y[i] for i < n.
func saxpy(repeat int) string {
	e := ptx.New("k", 128, 0)
	x, y, n, a := e.Param("u64"), e.Param("u64"), e.Param("u32"), e.Param("u32")
	tid, block, i := e.U32(), e.U32(), e.U32()
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	size := e.U32()
	e.Op("mov.u32", size, ptx.Text("%ntid.x"))
	e.Op("mad.lo.u32", i, block, size, tid)
	p := e.Pred()
	e.Op("setp.ge.u32", p, i, n)
	e.If(p).Op("ret")
	px, py := e.U64(), e.U64()
	e.Op("mad.wide.u32", px, i, 4, x)
	e.Op("mad.wide.u32", py, i, 4, y)
	fx, fy, fa := e.F32(), e.F32(), e.F32()
	e.Op("ld.global.f32", fx, ptx.At(px, 0))
	e.Op("ld.global.f32", fy, ptx.At(py, 0))
	e.Op("mov.b32", fa, a)
	k, q := e.U32(), e.Pred()
	e.Op("mov.u32", k, 0)
	loop := e.NewLabel()
	e.Place(loop)
	for range 8 {
		e.Op("fma.rn.f32", fy, fa, fx, fy)
	}
	e.Op("add.u32", k, k, 1)
	e.Op("setp.lt.u32", q, k, repeat)
	e.If(q).Go(loop)
	e.Op("st.global.f32", ptx.At(py, 0), fy)
	return ptx.Module(e)
}

func TestSaxpy(t *testing.T) {
	f := load(t, saxpy(1), "k")
	m := emulate.NewMemory(1 << 20)
	const n = 1000
	x, y := make([]uint32, n), make([]uint32, n)
	for i := range x {
		x[i], y[i] = math.Float32bits(float32(i)), math.Float32bits(1)
	}
	px, py := alloc(t, m, 4*n, words(x...)), alloc(t, m, 4*n, words(y...))
	if _, err := f.Run(m, emulate.Launch{Grid: [3]int{8, 1, 1}, Block: 128, Args: []uint64{px, py, n, uint64(math.Float32bits(0.5))}}, emulate.Options{}); err != nil {
		t.Fatal(err)
	}
	for i, b := range read(t, m, py, n) {
		if want := 1 + 4*float32(i); math.Float32frombits(b) != want {
			t.Fatalf("y[%d] = %v, want %v", i, math.Float32frombits(b), want)
		}
	}
}

// normal are n floats from 1 to 2.
func normal(n int) []byte {
	w := make([]uint32, n)
	for i := range w {
		w[i] = 0x3f800000 + uint32(i)*0x9e3779b9>>9
	}
	return words(w...)
}

func BenchmarkSaxpy(b *testing.B) {
	f := load(b, saxpy(100), "k")
	m := emulate.NewMemory(1 << 24)
	const n = 1 << 15
	px, py := alloc(b, m, 4*n, normal(n)), alloc(b, m, 4*n, normal(n))
	var steps int64
	for b.Loop() {
		s, err := f.Run(m, emulate.Launch{Grid: [3]int{n / 128, 1, 1}, Block: 128, Args: []uint64{px, py, n, uint64(math.Float32bits(0.5))}}, emulate.Options{})
		if err != nil {
			b.Fatal(err)
		}
		steps += s
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds()/1e6, "Minstr/s")
}
