package lower

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"refute/trainer/cuda/ptx"
	"refute/trainer/cuda/ptx/emulate"
)

func TestDivide(t *testing.T)    { testDivide(t, 31) }
func TestDivideAny(t *testing.T) { testDivide(t, 32) }

// testDivide divides numbers of so many bits.
func testDivide(t *testing.T, width int) {
	most := int64(1) << width
	r := rand.New(rand.NewPCG(1, 2))
	divisors := []int64{1, 2, 3, 5, 6, 7, 10, 255, 256, 257, 641, 768, 1024, 50257, 1<<16 - 1, 1<<16 + 1, 1<<30 + 1, 1<<31 - 1, 1 << 31}
	if width == 32 {
		divisors = append(divisors, 1<<31+1, 1<<32-1, 1<<32-2, 3<<30)
	}
	for range 40 {
		divisors = append(divisors, 1+r.Int64N(int64(1)<<(1+r.IntN(31))))
	}
	for _, d := range divisors {
		var xs []uint32
		for _, x := range []int64{0, 1, d - 1, d, d + 1, 2*d - 1, 2 * d, most - 1, (most-1)/d*d - 1, (most - 1) / d * d} {
			if x >= 0 && x < most {
				xs = append(xs, uint32(x))
			}
		}
		for len(xs) < 64 {
			xs = append(xs, r.Uint32()>>(32-width))
		}
		e := ptx.New("k", 64, 0)
		at, i, x, q, m := e.Param("u64"), e.U32(), e.U32(), e.U32(), e.U32()
		e.Op("mov.u32", i, ptx.Text("%tid.x"))
		e.Op("mad.wide.u32", at, i, 8, at)
		e.Op("ld.global.u32", x, ptx.At(at, 0))
		if width == 31 {
			divide(e, q, m, x, d)
		} else {
			divideAny(e, q, m, x, uint32(d))
		}
		e.Op("st.global.v2.u32", ptx.At(at, 0), ptx.Vector(q, m))
		module, err := emulate.Parse(ptx.Module(e))
		if err != nil {
			t.Fatal(err)
		}
		mem := emulate.NewMemory(1 << 20)
		a, err := mem.Alloc(8 * 64)
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 8*64)
		for n, x := range xs {
			binary.LittleEndian.PutUint32(b[8*n:], x)
		}
		if err := mem.Write(a.Base, b); err != nil {
			t.Fatal(err)
		}
		if _, err := module["k"].Run(mem, emulate.Launch{Grid: [3]int{1, 1, 1}, Block: 64, Args: []uint64{a.Base}}, emulate.Options{}); err != nil {
			t.Fatal(err)
		}
		if _, err := mem.Read(b, a.Base); err != nil {
			t.Fatal(err)
		}
		for n, x := range xs {
			q, m := binary.LittleEndian.Uint32(b[8*n:]), binary.LittleEndian.Uint32(b[8*n+4:])
			if q != uint32(int64(x)/d) || m != uint32(int64(x)%d) {
				t.Fatalf("%d by %d is %d, rest %d", x, d, q, m)
			}
		}
	}
}
