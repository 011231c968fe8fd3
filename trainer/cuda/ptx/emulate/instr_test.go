package emulate_test

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"

	"refute/trainer/cuda/ptx/emulate"
)

// module is a module of one kernel, of hand-written text.
func module(params, body string) string {
	return ".version 7.4\n.target sm_80\n.address_size 64\n.extern .shared .align 16 .b8 dyn[];\n.visible .entry k(" + params + ")\n.maxntid 256, 1, 1\n{\n" + body + "\n}\n"
}

// special are words that ints and floats have trouble with.
var special = []uint32{0, 1, 2, 3, 31, 32, 33, 63, 64, 65, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff, 0xfffffffe,
	0x3f800000, 0xbf800000, 0x00800000, 0x007fffff, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 0xffc12345, 0x4f000000, 0x4f800000, 0xcf000000, 0x5f800000, 0x5f000000,
	0x33800000, 0x4b800000, 0x3fffffff, 0x34000000}

func word(r *rand.Rand) uint64 {
	w := func() uint64 {
		switch r.IntN(4) {
		case 0:
			return uint64(special[r.IntN(len(special))])
		case 1:
			return uint64(r.IntN(70))
		}
		return uint64(r.Uint32())
	}
	return w() | w()<<32
}

// operand widths by letter: h 16 bits, r 32, d 64, f 32 as a float, p a predicate.
func width(c byte) (bytes int, reg, ld string) {
	switch c {
	case 'h':
		return 2, ".b16", "u16"
	case 'd':
		return 8, ".b64", "u64"
	case 'f':
		return 4, ".f32", "f32"
	}
	return 4, ".b32", "u32"
}

const instances = 2048

// apply runs an instruction on random operands and compares each result with want. text has %z for the result and %a, %b, %c, %e for the operands; kinds are
// letters of the result and of the operands. It runs for all threads, and again for some, the others keeping what they had.
func apply(t *testing.T, text, kinds string, want func(x []uint64) uint64) {
	t.Helper()
	for _, guarded := range []bool{false, true} {
		var body strings.Builder
		body.WriteString(".reg .b64 %p<8>; .reg .b32 %i<4>; .reg .pred %g<8>;\n")
		params := []string{}
		for k := range kinds {
			_, reg, _ := width(kinds[k])
			fmt.Fprintf(&body, ".reg %s %%%c;\n", reg, "zabce"[k])
			if kinds[k] == 'p' {
				fmt.Fprintf(&body, ".reg .pred %%q%c;\n", "zabce"[k])
			}
			params = append(params, fmt.Sprintf(".param .u64 p%d", k))
		}
		body.WriteString("mov.u32 %i0, %ctaid.x; mov.u32 %i1, %ntid.x; mov.u32 %i2, %tid.x; mad.lo.u32 %i0, %i0, %i1, %i2;\n")
		for k := range kinds {
			bytes, _, ld := width(kinds[k])
			fmt.Fprintf(&body, "ld.param.u64 %%p%d, [p%d]; mad.wide.u32 %%p%d, %%i0, %d, %%p%d;\n", k, k, k, bytes, k)
			fmt.Fprintf(&body, "ld.global.%s %%%c, [%%p%d];\n", ld, "zabce"[k], k)
			if kinds[k] == 'p' {
				fmt.Fprintf(&body, "setp.ne.u32 %%q%c, %%%c, 0;\n", "zabce"[k], "zabce"[k])
			}
		}
		guard := ""
		if guarded {
			body.WriteString("and.b32 %i1, %i0, 5; setp.ne.u32 %g0, %i1, 5;\n")
			guard = "@%g0 "
		}
		body.WriteString(guard + text + ";\n")
		if kinds[0] == 'p' {
			body.WriteString("selp.u32 %z, 1, 0, %qz;\n")
		}
		_, _, st := width(kinds[0])
		fmt.Fprintf(&body, "st.global.%s [%%p0], %%z;\nret;", st)
		code := module(strings.Join(params, ", "), body.String())
		f := load(t, code, "k")
		m := emulate.NewMemory(1 << 24)
		var buffers [][]byte
		r := rand.New(rand.NewPCG(7, uint64(len(text))))
		values := make([][]uint64, len(kinds))
		var args []uint64
		for k := range kinds {
			bytes, _, _ := width(kinds[k])
			data := make([]byte, instances*bytes)
			for i := range instances {
				w := word(r)
				if kinds[k] == 'p' {
					w &= 1
				}
				if k > 1 && i%16 == 0 { // equal operands
					w = values[1][i]
				}
				w &= 1<<(8*bytes-1)<<1 - 1
				if kinds[k] == 'p' {
					w &= 1
				}
				values[k] = append(values[k], w)
				for b := range bytes {
					data[i*bytes+b] = byte(w >> (8 * b))
				}
			}
			args = append(args, alloc(t, m, len(data), data))
			buffers = append(buffers, data)
		}
		l := emulate.Launch{Grid: [3]int{instances / 256, 1, 1}, Block: 256, Args: args}
		var card []byte
		if onCard != nil {
			card = onCard(t, code, l, buffers)[0]
		}
		if _, err := f.Run(m, l, emulate.Options{}); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		bytes, _, _ := width(kinds[0])
		out := make([]byte, instances*bytes)
		if _, err := m.Read(out, args[0]); err != nil {
			t.Fatal(err)
		}
		for i := range instances {
			var got uint64
			for b := range bytes {
				got |= uint64(out[i*bytes+b]) << (8 * b)
			}
			var x []uint64
			for k := 1; k < len(kinds); k++ {
				x = append(x, values[k][i])
			}
			expect := want(x)
			if guarded && i&5 == 5 {
				expect = values[0][i]
			}
			if expect &= 1<<(8*bytes-1)<<1 - 1; got != expect {
				t.Fatalf("%s of %#x (guarded: %t): %#x, want %#x", text, x, guarded, got, expect)
			}
			if strings.HasSuffix(text, "f32 %z, %a") && uint32(expect) == emulate.NaN && (text[:3] == "neg" || text[:3] == "abs") {
				continue // PTX leaves open which NaN it is; the cards keep the payload
			}
			if at := card[min(len(card), i*bytes):min(len(card), (i+1)*bytes)]; len(at) > 0 && uint32(expect) != open && string(at) != string(out[i*bytes:(i+1)*bytes]) {
				t.Errorf("%s of %#x (guarded: %t): %#x, on the card %x", text, x, guarded, got, at)
				break
			}
		}
	}
}

// big numbers: u and s are a word of n bits as a number, mod is a number as such a word.
func u(x uint64, n uint) *big.Int { return new(big.Int).SetUint64(x & (1<<(n-1)<<1 - 1)) }

func s(x uint64, n uint) *big.Int {
	b := u(x, n)
	if b.Bit(int(n)-1) == 1 {
		b.Sub(b, new(big.Int).Lsh(big.NewInt(1), n))
	}
	return b
}

func mod(b *big.Int, n uint) uint64 {
	return new(big.Int).Mod(b, new(big.Int).Lsh(big.NewInt(1), n)).Uint64()
}

func number(c byte, x uint64, n uint) *big.Int {
	if c == 's' {
		return s(x, n)
	}
	return u(x, n)
}

const open = 0xbaadf00d // what PTX leaves open

func TestIntegers(t *testing.T) {
	letters := map[uint]string{16: "h", 32: "r", 64: "d"}
	for _, n := range []uint{16, 32, 64} {
		for _, c := range []byte{'u', 's'} {
			typ := fmt.Sprintf("%c%d", c, n)
			l := letters[n]
			num := func(x uint64) *big.Int { return number(c, x, n) }
			two := func(op string, f func(a, b *big.Int) *big.Int) {
				t.Helper()
				apply(t, op+"."+typ+" %z, %a, %b", l+l+l, func(x []uint64) uint64 { return mod(f(num(x[0]), num(x[1])), n) })
			}
			high := func(a, b *big.Int) *big.Int { p := new(big.Int).Mul(a, b); return p.Rsh(p, n) }
			two("add", func(a, b *big.Int) *big.Int { return new(big.Int).Add(a, b) })
			two("sub", func(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) })
			two("mul.lo", func(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) })
			apply(t, "mad.lo."+typ+" %z, %a, %b, %c", l+l+l+l, func(x []uint64) uint64 {
				p := new(big.Int).Mul(num(x[0]), num(x[1]))
				return mod(p.Add(p, num(x[2])), n)
			})
			if n == 16 {
				continue
			}
			two("mul.hi", high)
			two("min", func(a, b *big.Int) *big.Int {
				if a.Cmp(b) < 0 {
					return a
				}
				return b
			})
			two("max", func(a, b *big.Int) *big.Int {
				if a.Cmp(b) > 0 {
					return a
				}
				return b
			})
			divide := func(f func(z, a, b *big.Int) *big.Int) func(a, b *big.Int) *big.Int {
				return func(a, b *big.Int) *big.Int {
					q := new(big.Int)
					if b.Sign() == 0 || c == 's' && b.Int64() == -1 && a.Cmp(s(1<<(n-1), n)) == 0 {
						return big.NewInt(open)
					}
					return f(q, a, b)
				}
			}
			two("div", divide((*big.Int).Quo))
			two("rem", divide((*big.Int).Rem))
			if n == 32 {
				apply(t, "mad.hi."+typ+" %z, %a, %b, %c", "rrrr", func(x []uint64) uint64 { return mod(new(big.Int).Add(high(num(x[0]), num(x[1])), num(x[2])), n) })
				apply(t, "mul.wide."+typ+" %z, %a, %b", "drr", func(x []uint64) uint64 { return mod(new(big.Int).Mul(num(x[0]), num(x[1])), 64) })
				apply(t, "mad.wide."+typ+" %z, %a, %b, %c", "drrd", func(x []uint64) uint64 {
					p := new(big.Int).Mul(num(x[0]), num(x[1]))
					return mod(p.Add(p, number(c, x[2], 64)), 64)
				})
			}
			if c == 's' {
				apply(t, "neg."+typ+" %z, %a", l+l, func(x []uint64) uint64 { return mod(new(big.Int).Neg(num(x[0])), n) })
				apply(t, "abs."+typ+" %z, %a", l+l, func(x []uint64) uint64 { return mod(new(big.Int).Abs(num(x[0])), n) })
			}
		}
		typ, l := fmt.Sprint(".b", n), letters[n]
		logic := func(op string, f func(a, b uint64) uint64) {
			t.Helper()
			apply(t, op+typ+" %z, %a, %b", l+l+l, func(x []uint64) uint64 { return f(x[0], x[1]) })
		}
		logic("and", func(a, b uint64) uint64 { return a & b })
		logic("or", func(a, b uint64) uint64 { return a | b })
		logic("xor", func(a, b uint64) uint64 { return a ^ b })
		apply(t, "not"+typ+" %z, %a", l+l, func(x []uint64) uint64 { return ^x[0] })
		apply(t, "mov"+typ+" %z, %a", l+l, func(x []uint64) uint64 { return x[0] })
		apply(t, "shl"+typ+" %z, %a, %b", l+l+"r", func(x []uint64) uint64 { return mod(new(big.Int).Lsh(u(x[0], n), uint(min(x[1], 200))), n) })
		apply(t, fmt.Sprintf("shr.u%d %%z, %%a, %%b", n), l+l+"r", func(x []uint64) uint64 { return mod(new(big.Int).Rsh(u(x[0], n), uint(min(x[1], 200))), n) })
		if n > 16 {
			apply(t, fmt.Sprintf("shr.s%d %%z, %%a, %%b", n), l+l+"r", func(x []uint64) uint64 { return mod(new(big.Int).Rsh(s(x[0], n), uint(min(x[1], 200))), n) })
			apply(t, "popc"+typ+" %z, %a", "r"+l, func(x []uint64) uint64 { return uint64(bits.OnesCount64(x[0])) })
			apply(t, "clz"+typ+" %z, %a", "r"+l, func(x []uint64) uint64 { return uint64(int(n) - u(x[0], n).BitLen()) })
		}
	}
	apply(t, "add.u32 %z, %a, -3", "rr", func(x []uint64) uint64 { return x[0] - 3 })
	apply(t, "add.s64 %z, %a, -3", "dd", func(x []uint64) uint64 { return x[0] - 3 })
	apply(t, "mul.wide.u16 %z, %a, %b", "rhh", func(x []uint64) uint64 { return x[0] * x[1] })
	apply(t, "add.u32 %z, %a, 0x10", "rr", func(x []uint64) uint64 { return x[0] + 16 })
}

func TestBits(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	tables := []int{0x96, 0xca, 0xe8, 0x00, 0xff, 0x80, 0xfe, 0x1b}
	for range 16 {
		tables = append(tables, r.IntN(256))
	}
	for _, table := range tables {
		apply(t, fmt.Sprintf("lop3.b32 %%z, %%a, %%b, %%c, %d", table), "rrrr", func(x []uint64) (out uint64) {
			for i := range 32 {
				k := x[0]>>i&1<<2 | x[1]>>i&1<<1 | x[2]>>i&1
				out |= uint64(table) >> k & 1 << i
			}
			return
		})
	}
	funnel := func(left, wrap bool) func(x []uint64) uint64 {
		return func(x []uint64) uint64 { // PTX ISA, "shf"
			n := x[2]
			if wrap {
				n &= 31
			} else {
				n = min(n, 32)
			}
			both := x[1]<<32 | x[0]
			if left {
				return both << n >> 32
			}
			return both >> n
		}
	}
	apply(t, "shf.l.wrap.b32 %z, %a, %b, %c", "rrrr", funnel(true, true))
	apply(t, "shf.l.clamp.b32 %z, %a, %b, %c", "rrrr", funnel(true, false))
	apply(t, "shf.r.wrap.b32 %z, %a, %b, %c", "rrrr", funnel(false, true))
	apply(t, "shf.r.clamp.b32 %z, %a, %b, %c", "rrrr", funnel(false, false))
	apply(t, "prmt.b32 %z, %a, %b, %c", "rrrr", func(x []uint64) (out uint64) {
		var b [8]uint64
		for i := range b {
			b[i] = []uint64{x[0], x[1]}[i/4] >> (i % 4 * 8) & 255
		}
		for i := range 4 {
			sel := x[2] >> (4 * i) & 15
			v := b[sel&7]
			if sel > 7 {
				v = v >> 7 * 255
			}
			out |= v << (8 * i)
		}
		return
	})
	apply(t, "bfe.u32 %z, %a, %b, %c", "rrrr", func(x []uint64) (out uint64) {
		at, n := x[1]&255, x[2]&255
		for i := range n {
			if at+i <= 31 && i <= 31 {
				out |= x[0] >> (at + i) & 1 << i
			}
		}
		return
	})
	apply(t, "bfe.s32 %z, %a, %b, %c", "rrrr", func(x []uint64) (out uint64) { // PTX ISA, "bfe"
		at, n := x[1]&255, x[2]&255
		var sign uint64
		if n != 0 {
			sign = x[0] >> min(at+n-1, 31) & 1
		}
		for i := range uint64(32) {
			if bit := sign; i < n && at+i <= 31 {
				bit = x[0] >> (at + i) & 1
				out |= bit << i
			} else {
				out |= bit << i
			}
		}
		return
	})
	apply(t, "bfi.b32 %z, %a, %b, %c, %e", "rrrrr", func(x []uint64) uint64 { // PTX ISA, "bfi"
		out, at, n := x[1], x[2]&255, x[3]&255
		for i := uint64(0); i < n && at+i <= 31; i++ {
			out = out&^(1<<(at+i)) | x[0]>>i&1<<(at+i)
		}
		return out
	})
	apply(t, "brev.b32 %z, %a", "rr", func(x []uint64) (out uint64) {
		for i := range 32 {
			out |= x[0] >> i & 1 << (31 - i)
		}
		return
	})
	apply(t, "dp4a.s32.s32 %z, %a, %b, %c", "rrrr", func(x []uint64) uint64 {
		sum := s(x[2], 32)
		for i := range 4 {
			sum.Add(sum, new(big.Int).Mul(s(x[0]>>(8*i), 8), s(x[1]>>(8*i), 8)))
		}
		return mod(sum, 32)
	})
	apply(t, "dp4a.u32.u32 %z, %a, %b, %c", "rrrr", func(x []uint64) uint64 {
		sum := u(x[2], 32)
		for i := range 4 {
			sum.Add(sum, new(big.Int).Mul(u(x[0]>>(8*i), 8), u(x[1]>>(8*i), 8)))
		}
		return mod(sum, 32)
	})
	apply(t, "mov.b64 %z, {%a, %b}", "drr", func(x []uint64) uint64 { return x[1]<<32 | x[0] })
	apply(t, "mov.b64 {%z, %i3}, %a", "rd", func(x []uint64) uint64 { return x[0] })
	apply(t, "mov.b64 {%i3, %z}, %a", "rd", func(x []uint64) uint64 { return x[0] >> 32 })
	apply(t, "mov.b32 %z, %a", "rf", func(x []uint64) uint64 { return x[0] }) // payloads of NaNs stay
	apply(t, "mov.f32 %z, %a", "ff", func(x []uint64) uint64 { return x[0] })
	apply(t, "mov.b32 %z, 0fBF800000", "f", func([]uint64) uint64 { return 0xbf800000 })
	apply(t, "mov.f32 %z, 0f7fc00001", "f", func([]uint64) uint64 { return 0x7fc00001 })
}

// exact is a finite float as a big one that no sum or product rounds.
func exact(x float32) *big.Float { return new(big.Float).SetPrec(2000).SetFloat64(float64(x)) }

func finite(x ...float32) bool {
	for _, v := range x {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return false
		}
	}
	return true
}

// nan is the card's form of a result.
func nan(f float64) uint64 {
	if math.IsNaN(f) {
		return 0x7fffffff
	}
	return uint64(math.Float32bits(float32(f)))
}

// rounded rounds an exact result once; for a zero the sign is that of the same operation in binary64.
func rounded(b *big.Float, f float64) uint64 {
	if b.Sign() == 0 {
		return nan(f)
	}
	r, _ := b.Float32()
	return uint64(math.Float32bits(r))
}

func TestFloats(t *testing.T) {
	f := func(x uint64) float32 { return math.Float32frombits(uint32(x)) }
	apply(t, "add.rn.f32 %z, %a, %b", "fff", func(x []uint64) uint64 {
		a, b := f(x[0]), f(x[1])
		if r := float64(a) + float64(b); !finite(a, b) {
			return nan(r)
		} else {
			return rounded(exact(a).Add(exact(a), exact(b)), r)
		}
	})
	apply(t, "sub.rn.f32 %z, %a, %b", "fff", func(x []uint64) uint64 {
		a, b := f(x[0]), f(x[1])
		if r := float64(a) - float64(b); !finite(a, b) {
			return nan(r)
		} else {
			return rounded(exact(a).Sub(exact(a), exact(b)), r)
		}
	})
	apply(t, "mul.rn.f32 %z, %a, %b", "fff", func(x []uint64) uint64 {
		a, b := f(x[0]), f(x[1])
		if r := float64(a) * float64(b); !finite(a, b) {
			return nan(r)
		} else {
			return rounded(exact(a).Mul(exact(a), exact(b)), r)
		}
	})
	apply(t, "fma.rn.f32 %z, %a, %b, %c", "ffff", func(x []uint64) uint64 {
		a, b, c := f(x[0]), f(x[1]), f(x[2])
		p := float64(a) * float64(b)
		if r := p + float64(c); !finite(a, b, c) {
			return nan(r)
		} else {
			e := exact(a)
			e.Mul(e, exact(b))
			return rounded(e.Add(e, exact(c)), r)
		}
	})
	apply(t, "div.rn.f32 %z, %a, %b", "fff", func(x []uint64) uint64 {
		a, b := f(x[0]), f(x[1])
		if r := float64(a) / float64(b); !finite(a, b) || b == 0 {
			return nan(r)
		} else {
			return rounded(exact(a).Quo(exact(a), exact(b)), r)
		}
	})
	apply(t, "sqrt.rn.f32 %z, %a", "ff", func(x []uint64) uint64 {
		a := f(x[0])
		if r := math.Sqrt(float64(a)); !finite(a) || a <= 0 {
			return nan(r)
		} else {
			return rounded(exact(a).Sqrt(exact(a)), r)
		}
	})
	apply(t, "neg.f32 %z, %a", "ff", func(x []uint64) uint64 {
		if f(x[0]) != f(x[0]) {
			return 0x7fffffff
		}
		return x[0] ^ 1<<31
	})
	apply(t, "abs.f32 %z, %a", "ff", func(x []uint64) uint64 {
		if f(x[0]) != f(x[0]) {
			return 0x7fffffff
		}
		return x[0] &^ (1 << 31)
	})
}

func TestConversions(t *testing.T) {
	for _, c := range []struct {
		typ  string
		n    uint
		c, l byte
	}{{"u32", 32, 'u', 'r'}, {"s32", 32, 's', 'r'}, {"u64", 64, 'u', 'd'}, {"s64", 64, 's', 'd'}} {
		apply(t, "cvt.rn.f32."+c.typ+" %z, %a", "f"+string(c.l), func(x []uint64) uint64 {
			v := number(c.c, x[0], c.n)
			return rounded(new(big.Float).SetPrec(100).SetInt(v), 0)
		})
		apply(t, "cvt.rzi."+c.typ+".f32 %z, %a", string(c.l)+"f", func(x []uint64) uint64 {
			a := float64(math.Float32frombits(uint32(x[0])))
			least, most := new(big.Int), new(big.Int).Lsh(big.NewInt(1), c.n)
			if c.c == 's' {
				most.Rsh(most, 1)
				least.Neg(most)
			}
			most.Sub(most, big.NewInt(1))
			switch {
			case math.IsNaN(a) && c.n == 64:
				return 1 << 63 // PTX ISA, "cvt"
			case math.IsNaN(a):
				return 0
			case math.IsInf(a, 1):
				return mod(most, c.n)
			case math.IsInf(a, -1):
				return mod(least, c.n)
			}
			v, _ := new(big.Float).SetFloat64(a).Int(nil)
			if v.Cmp(most) > 0 {
				v = most
			}
			if v.Cmp(least) < 0 {
				v = least
			}
			return mod(v, c.n)
		})
	}
	// Integers: the source's number, cut to the result's bits, extended to its register's.
	sizes := []uint{8, 16, 32, 64}
	letter := map[uint]byte{16: 'h', 32: 'r', 64: 'd'}
	for _, to := range sizes {
		for _, from := range sizes {
			for _, ct := range []byte{'u', 's'} {
				for _, cf := range []byte{'u', 's'} {
					for _, rt := range []uint{16, 32, 64} {
						for _, rf := range []uint{16, 32, 64} {
							if rt < to || rf < from {
								continue
							}
							if cf == 's' && ct == 'u' && from < to && to < rt {
								continue // refused
							}
							apply(t, fmt.Sprintf("cvt.%c%d.%c%d %%z, %%a", ct, to, cf, from), string(letter[rt])+string(letter[rf]), func(x []uint64) uint64 {
								return mod(number(ct, mod(number(cf, x[0], from), to), to), rt)
							})
						}
					}
				}
			}
		}
	}
}

func TestCompare(t *testing.T) {
	ordered := map[string]func(int) bool{"eq": func(c int) bool { return c == 0 }, "ne": func(c int) bool { return c != 0 }, "lt": func(c int) bool { return c < 0 },
		"le": func(c int) bool { return c <= 0 }, "gt": func(c int) bool { return c > 0 }, "ge": func(c int) bool { return c >= 0 }}
	unsigned := map[string]string{"lo": "lt", "ls": "le", "hi": "gt", "hs": "ge"}
	one := func(b bool) uint64 {
		if b {
			return 1
		}
		return 0
	}
	both := func(name string, l string, f func(a, b uint64) bool) {
		t.Helper()
		apply(t, "setp."+name+" %qz, %a, %b", "p"+l+l, func(x []uint64) uint64 { return one(f(x[0], x[1])) })
	}
	for name, f := range ordered {
		for _, c := range []struct {
			typ  string
			n    uint
			c, l byte
		}{{"u16", 16, 'u', 'h'}, {"u32", 32, 'u', 'r'}, {"s32", 32, 's', 'r'}, {"u64", 64, 'u', 'd'}, {"s64", 64, 's', 'd'}} {
			both(name+"."+c.typ, string(c.l), func(a, b uint64) bool { return f(number(c.c, a, c.n).Cmp(number(c.c, b, c.n))) })
		}
		float := func(x uint64) float64 { return float64(math.Float32frombits(uint32(x))) }
		compare := func(a, b uint64) (c int, nan bool) {
			x, y := float(a), float(b)
			if math.IsNaN(x) || math.IsNaN(y) {
				return 0, true
			}
			return new(big.Float).SetFloat64(x).Cmp(new(big.Float).SetFloat64(y)), false
		}
		both(name+".f32", "f", func(a, b uint64) bool { c, nan := compare(a, b); return !nan && f(c) })
		both(name+"u.f32", "f", func(a, b uint64) bool { c, nan := compare(a, b); return nan || f(c) })
		both("nan.f32", "f", func(a, b uint64) bool { _, nan := compare(a, b); return nan })
		both("num.f32", "f", func(a, b uint64) bool { _, nan := compare(a, b); return !nan })
	}
	for name, as := range unsigned {
		both(name+".u32", "r", func(a, b uint64) bool { return ordered[as](u(a, 32).Cmp(u(b, 32))) })
		both(name+".u64", "d", func(a, b uint64) bool { return ordered[as](u(a, 64).Cmp(u(b, 64))) })
	}
	both("eq.b32", "r", func(a, b uint64) bool { return a == b })
	both("ne.b64", "d", func(a, b uint64) bool { return a != b })

	for name, f := range map[string]func(a, b bool) bool{"and": func(a, b bool) bool { return a && b }, "or": func(a, b bool) bool { return a || b }, "xor": func(a, b bool) bool { return a != b }} {
		for _, not := range []string{"", "!"} {
			c := func(x []uint64) bool { return x[2] != 0 != (not == "!") }
			apply(t, "setp.lt."+name+".u32 %qz, %a, %b, "+not+"%qc", "prrp", func(x []uint64) uint64 { return one(f(x[0] < x[1], c(x))) })
			apply(t, "setp.lt."+name+".u32 %qa|%qz, %b, %c, "+not+"%qe", "pprrp", func(x []uint64) uint64 { return one(f(!(x[1] < x[2]), c(x[1:]))) })
		}
		apply(t, name+".pred %qz, %qa, %qb", "ppp", func(x []uint64) uint64 { return one(f(x[0] != 0, x[1] != 0)) })
	}
	apply(t, "not.pred %qz, %qa", "pp", func(x []uint64) uint64 { return 1 - x[0] })
	apply(t, "mov.pred %qz, %qa", "pp", func(x []uint64) uint64 { return x[0] })
	for typ, l := range map[string]string{"b16": "h", "u16": "h", "b32": "r", "u32": "r", "s32": "r", "f32": "f", "b64": "d", "u64": "d", "s64": "d"} {
		apply(t, "selp."+typ+" %z, %a, %b, %qc", l+l+l+"p", func(x []uint64) uint64 {
			if x[2] != 0 {
				return x[0]
			}
			return x[1]
		})
	}
}
