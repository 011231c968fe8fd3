package lower

import (
	"math"

	"refute/trainer/cuda/ptx"
)

// amount is a register that holds the value of an expression for the first lane.
type amount struct {
	x    *affine
	kind kind
	size int64   // of an address: bytes of an element
	base ptx.Reg // likewise: of the tensor
	reg  ptx.Reg
}

type kind uint8

const (
	narrow   kind = iota // 32 bits hold it
	wide                 // 64 bits
	address              // 64 bits: base and bytes
	inShared             // 32 bits: likewise, in shared memory
)

// step returns what is added to the register where the expression grows by so much.
func (m *amount) step(by int64) int64 {
	if m.kind == address || m.kind == inShared {
		return by * m.size
	}
	return by
}

// short reports whether the register has 32 bits.
func (m *amount) short() bool { return m.kind == narrow || m.kind == inShared }

// add writes that the expression grows by so much.
func (w *writer) add(m *amount, by int64) {
	if m.short() {
		w.Op("add.u32", m.reg, m.reg, uint32(m.step(by)))
	} else {
		w.Op("add.s64", m.reg, m.reg, m.step(by))
	}
}

// own gives an amount a register of its own with the same value.
func (w *writer) own(m *amount) {
	from := m.reg
	if m.short() {
		m.reg = w.U32()
		w.Op("mov.u32", m.reg, from)
	} else {
		m.reg = w.U64()
		w.Op("mov.u64", m.reg, from)
	}
}

func (w *writer) amount(x *affine, k kind, size int64, base ptx.Reg) {
	if w.of[x] != nil {
		return
	}
	m := &amount{x: x, kind: k, size: size, base: base}
	switch k {
	case narrow:
		m.reg = w.sum32(x, 1)
	case wide:
		m.reg = w.sum64(x, 1, "")
	case inShared:
		m.reg = w.sum32(x, size)
		w.Op("add.u32", m.reg, m.reg, base)
	case address:
		if lo, hi := x.span(&w.g.space); lo >= 0 && hi < math.MaxUint32/size {
			m.reg = w.U64()
			offset := w.sum32(x, size)
			w.Op("cvt.u64.u32", m.reg, offset)
			w.Op("add.s64", m.reg, m.reg, base)
		} else {
			m.reg = w.sum64(x, size, base)
		}
	}
	w.of[x] = m
	w.amounts = append(w.amounts, m)
}

// sum32 returns an expression at the thread's first output, times a factor, mod 2^32.
func (w *writer) sum32(x *affine, times int64) ptx.Reg {
	r := w.U32()
	w.Op("mov.u32", r, uint32(x.offset*times))
	for d, s := range x.out {
		switch f := uint32(s * times); f {
		case 0:
		case 1:
			w.Op("add.u32", r, r, w.coords[d])
		default:
			w.Op("mad.lo.u32", r, w.coords[d], f, r)
		}
	}
	return r
}

// sum64 is the same in 64 bits, plus a register if there is one.
func (w *writer) sum64(x *affine, times int64, base ptx.Reg) ptx.Reg {
	r := w.U64()
	if base == "" {
		w.Op("mov.u64", r, x.offset*times)
	} else {
		w.Op("add.s64", r, base, x.offset*times)
	}
	for d, s := range x.out {
		if s != 0 {
			w.accumulate(r, w.coords[d], s*times)
		}
	}
	return r
}

// accumulate adds a 32-bit register times a number to a 64-bit register.
func (w *writer) accumulate(sum, x ptx.Reg, by int64) {
	switch {
	case by > 0 && by <= math.MaxUint32:
		w.Op("mad.wide.u32", sum, x, uint32(by), sum)
	case by < 0 && -by <= math.MaxUint32:
		t := w.U64()
		w.Op("mul.wide.u32", t, x, uint32(-by))
		w.Op("sub.s64", sum, sum, t)
	default:
		t := w.U64()
		w.Op("cvt.u64.u32", t, x)
		w.Op("mul.lo.s64", t, t, by)
		w.Op("add.s64", sum, sum, t)
	}
}

// shift returns how far an expression is from its amount, for a lane and the term in hand.
func (w *writer) shift(x *affine, lane int) int64 {
	var by int64
	if n := len(x.out); n > 0 {
		by = int64(lane) * x.out[n-1]
	}
	for d, s := range x.reduce {
		by += s * w.delta[d]
	}
	return by
}

// value returns a register with the value of an expression that is no address.
func (w *writer) value(x *affine, lane int) ptx.Reg {
	m := w.of[x]
	by := w.shift(x, lane)
	if by == 0 {
		return m.reg
	}
	if m.kind == narrow {
		r := w.U32()
		w.Op("add.u32", r, m.reg, uint32(by))
		return r
	}
	r := w.U64()
	w.Op("add.s64", r, m.reg, by)
	return r
}
