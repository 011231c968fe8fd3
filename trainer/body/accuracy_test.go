package body

import (
	"fmt"
	"math"
	"os"
	"testing"

	"refute/trainer/f32"
	"refute/trainer/program"
)

// functions of one number: the body, the function in binary64, whose own error is below 2^-50 and so nothing at the
// scale of these bounds, and the largest error in units in the last place, rounded up, found over all 2^32 inputs.
var functions = []struct {
	name  string
	body  func(Value) Value
	exact func(float64) float64
	ulp   float64
}{
	{"exp", Exp, math.Exp, 0.892},
	{"expneg", func(a Value) Value { return ExpNeg(a.Builder().F(-64).Max(a)) }, func(a float64) float64 { return math.Exp(-max(-64, a)) }, 0.892},
	{"log", Log, math.Log, 0.923},
	{"tanh", Tanh, math.Tanh, 1.855},
	{"sigmoid", Sigmoid, sigmoid, 1.647},
	{"erf", Erf, math.Erf, 1.821},
	{"rsqrt", Rsqrt, func(x float64) float64 { return 1 / math.Sqrt(x) }, 1.491},
}

func sigmoid(x float64) float64 {
	e := math.Exp(-math.Abs(x))
	if x < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

// special are the inputs where something changes: zeros, subnormals, ends of ranges, infinities, NaN.
var special = []uint32{
	0, 1, 2, 0x007fffff, 0x00800000, 0x00800001, 0x33800000, 0x3f000000, 0x3f3504f2, 0x3f3504f3, 0x3f3504f4, 0x3f7fffff, 0x3f800000, 0x3f800001,
	0x42b17217, 0x42b17218, 0x42b20000, 0x42b20001, 0x42aeac4f, 0x42aeac50, 0x42ce8ed0, 0x42cff1b4, 0x42cff1b5, 0x42d00000, 0x42d00001,
	0x407fffff, 0x40800000, 0x40800001, 0x41200000, 0x41200001, 0x41102cb3, 0x4b000000, 0x4f000000, 0x5f000000, 0x7f7fffff, 0x7f800000, 0x7fc00000,
	0x80000000, 0x80000001, 0x807fffff, 0x80800000, 0xb3800000, 0xbf000000, 0xbf800000, 0xc2b17218, 0xc2aeac4f, 0xc2aeac50, 0xc2aeac51, 0xc2cff1b4, 0xc2cff1b5,
	0xc2ce8ed0, 0xc2d00000, 0xc2d00001, 0xc0800000, 0xc1200000, 0xff7fffff, 0xff800000,
}

// worst is the largest error seen, in units in the last place of the exact value, and where.
type worst struct {
	ulp float64
	at  uint32
}

// check updates w by result got of input x, whose exact value is want, or returns what is plainly wrong.
func (w *worst) check(x, got uint32, want float64) error {
	y := math.Float32frombits(got)
	near := float32(want)
	switch {
	case got == math.Float32bits(near): // the commonest case, and infinities and signed zeros
		if d := math.Abs(float64(y) - want); d != 0 && !math.IsInf(float64(y), 0) {
			w.add(x, d/ulp(want))
		}
		return nil
	case want != want:
		if got != f32.NaN {
			return fmt.Errorf("f(%08x) = %08x, want NaN", x, got)
		}
		return nil
	case math.IsInf(want, 0), y != y, math.IsInf(float64(y), 0) && math.Abs(want) < math.MaxFloat32:
		return fmt.Errorf("f(%08x) = %08x, want %08x", x, got, math.Float32bits(near))
	case want == 0 || near == 0 && math.Float32bits(near)>>31 != got>>31:
		return fmt.Errorf("f(%08x) = %08x, want %08x", x, got, math.Float32bits(near))
	}
	if math.IsInf(float64(y), 0) {
		w.add(x, 1) // a finite result within an ulp of the overflow
		return nil
	}
	w.add(x, math.Abs(float64(y)-want)/ulp(want))
	return nil
}

func (w *worst) add(x uint32, e float64) {
	if e > w.ulp {
		w.ulp, w.at = e, x
	}
}

// ulp returns the distance of binary32 numbers around y.
func ulp(y float64) float64 {
	e := int(math.Float64bits(y)>>52&0x7ff) - 1023
	return math.Float64frombits(uint64(max(e, -126)-23+1023) << 52)
}

// sweep evaluates a function over the inputs first, first+stride, … below 2^32.
func sweep(instrs []program.Instr, exact func(float64) float64, first, stride uint64, w *worst) error {
	e := newBlock(instrs)
	x := make([]uint32, 0, blockSize)
	flush := func() error {
		n := len(x)
		for i, got := range e.run(x[:blockSize])[:n] { // a last, short block is filled up with what is there from before
			if err := w.check(x[i], got, exact(float64(math.Float32frombits(x[i])))); err != nil {
				return err
			}
		}
		x = x[:0]
		return nil
	}
	for b := first; b < 1<<32; b += stride {
		if c := f32.Canon(uint32(b)); c == uint32(b) {
			x = append(x, c)
		}
		if len(x) == blockSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// Each function is within its bound on one input in 4,099 and at the special values. With REFUTE_HEAVY=1 it is all inputs (`make heavy-bodies`).
func TestAccuracy(t *testing.T) {
	stride := uint64(4099)
	if os.Getenv("REFUTE_HEAVY") == "1" {
		stride = 1
	}
	for _, fn := range functions {
		t.Run(fn.name, func(t *testing.T) {
			instrs := unary(fn.body)
			var w worst
			for _, x := range special {
				if err := w.check(x, run(instrs, 0, 0, nil, x), fn.exact(float64(math.Float32frombits(x)))); err != nil {
					t.Error(err)
				}
			}
			if err := sweep(instrs, fn.exact, 0, stride, &w); err != nil {
				t.Fatal(err)
			}
			t.Logf("%-8s %3d instructions, largest error %.4f ulp at %08x (%.9g)", fn.name, len(instrs), w.ulp, w.at, math.Float32frombits(w.at))
			if w.ulp > fn.ulp {
				t.Errorf("error %.4f ulp at %08x, stated is %.4f", w.ulp, w.at, fn.ulp)
			}
		})
	}
}
