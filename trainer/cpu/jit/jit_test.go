package jit_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
	"unsafe"

	"refute/trainer/cpu/jit"
	"refute/trainer/f32"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// source is a random loop with the memory that its loads read.
type source struct {
	*rand.Rand
	loop   jit.Loop
	types  []tensor.Type // of the values
	memory [][]byte
	base   []int // of each load, in bytes: where lane 0 of term 0 is
	rows   []uint32
	limits []int32 // the rows' parts of the bounds
	tame   bool
}

const step = 77

func (s *source) word() uint32 {
	if s.tame {
		return f32.Bits(float32(s.NormFloat64()))
	}
	return progtest.Word(s.Rand)
}

// load adds a load of random mode.
func (s *source) load(vl int) {
	l := jit.Load{Type: []tensor.Type{tensor.F32, tensor.F32, tensor.U32, tensor.U8, tensor.U16}[s.IntN(5)], Mode: jit.Mode(s.IntN(6))}
	size := l.Type.Size()
	if size < 4 && (l.Mode == jit.Strided || l.Mode == jit.Scattered || s.loop.Lanes%8 != 0) {
		l.Type, size = tensor.F32, 4
	}
	const reach = 1 << 9
	switch l.Mode {
	case jit.Strided:
		l.Stride = int32(4 * (s.IntN(9) - 4))
	case jit.Grouped, jit.Splat, jit.Scattered:
		l.Table = make([]int32, s.loop.Lanes)
		for i := range l.Table {
			switch {
			case l.Mode == jit.Scattered || i%vl == 0:
				l.Table[i] = int32(size * (s.IntN(reach/2) - reach/4))
			case l.Mode == jit.Grouped:
				l.Table[i] = l.Table[i-1] + int32(size)
			default:
				l.Table[i] = l.Table[i-1]
			}
		}
	}
	if len(s.loop.Reduce) > 0 && s.IntN(3) > 0 {
		for range s.loop.Reduce {
			l.Steps = append(l.Steps, int64(size*(s.IntN(15)-7)))
		}
	}
	for s.IntN(4) == 0 && len(s.limits) < jit.MaxBounds {
		b := jit.Bound{Size: s.Uint32N(300)}
		switch s.IntN(3) {
		case 0:
			b.Stride = int32(s.IntN(9) - 4)
		case 1:
			for range s.loop.Lanes {
				b.Table = append(b.Table, int32(s.IntN(300)-100))
			}
		}
		if len(s.loop.Reduce) > 0 && s.IntN(2) == 0 {
			for range s.loop.Reduce {
				b.Steps = append(b.Steps, int64(s.IntN(61)-30))
			}
		}
		l.Bounds, s.limits = append(l.Bounds, b), append(s.limits, int32(s.IntN(400)-200))
		l.Fill = f32.Canon(s.word())
	}
	m := make([]byte, size*4*reach)
	for i := 0; i < len(m); i += 4 {
		*(*uint32)(unsafe.Pointer(&m[i])) = s.word()
	}
	s.loop.Loads, s.memory, s.base = append(s.loop.Loads, l), append(s.memory, m), append(s.base, len(m)/2)
	s.value(jit.Value{Op: program.Load, A: len(s.loop.Loads) - 1}, l.Type.Widened())
}

func (s *source) value(v jit.Value, t tensor.Type) {
	s.loop.Values, s.types = append(s.loop.Values, v), append(s.types, t)
}

// pick returns a value of the type, mostly a late one.
func (s *source) pick(t tensor.Type) int {
	for {
		i := s.IntN(len(s.types))
		if s.IntN(2) == 0 {
			i = len(s.types) - 1 - s.IntN(min(len(s.types), 6))
		}
		if s.types[i] == t {
			return i
		}
	}
}

func newSource(r *rand.Rand, vl, values int) *source {
	s := &source{Rand: r, tame: r.IntN(2) == 0}
	s.loop.Lanes = 1 + r.IntN(200)
	if r.IntN(2) == 0 {
		s.loop.Lanes = (s.loop.Lanes + 7) / 8 * 8
	}
	fold := r.IntN(2) == 0
	if fold {
		for range 1 + r.IntN(3) {
			s.loop.Reduce = append(s.loop.Reduce, int64(1+r.IntN(4)))
		}
		s.loop.Init = s.word()
		s.value(jit.Value{Op: program.Acc}, tensor.F32)
	}
	s.value(jit.Value{Op: program.ConstF, Imm: s.word()}, tensor.F32)
	s.value(jit.Value{Op: program.ConstU, Imm: r.Uint32() >> r.IntN(32)}, tensor.U32)
	s.value(jit.Value{Op: program.StepNo}, tensor.U32)
	for range 1 + r.IntN(12) {
		s.load(vl)
	}
	for i := range r.IntN(4) {
		x := jit.Index{Reduce: -1}
		switch r.IntN(4) {
		case 0:
			x.Self = true
		case 1:
			if fold {
				x.Reduce = r.IntN(len(s.loop.Reduce))
			}
		case 2:
			x.Row = r.IntN(2) == 0
			for range s.loop.Lanes {
				x.Lanes = append(x.Lanes, r.Uint32()>>24)
			}
		}
		s.loop.Indexes, s.rows = append(s.loop.Indexes, x), append(s.rows, r.Uint32()>>20)
		s.value(jit.Value{Op: program.Index, A: i}, tensor.U32)
	}
	ops := program.Ops()
	for range values {
		op := ops[r.IntN(len(ops))]
		args, result := op.Signature()
		v := jit.Value{Op: op}
		switch {
		case op == program.Select:
			result = tensor.Type(r.IntN(2))
			args = []tensor.Type{tensor.U32, result, result}
		case len(args) == 0:
			continue
		}
		for i, t := range args {
			*[]*int{&v.A, &v.B, &v.C}[i] = s.pick(t)
		}
		s.value(v, result)
	}
	if fold {
		s.loop.Last = s.pick(tensor.F32)
		s.value(jit.Value{Op: program.FAdd, A: s.loop.Last, B: 0}, tensor.F32)
		s.loop.Last = len(s.types) - 1
		s.loop.Stores = []jit.Store{{Value: s.loop.Last, Float: true}}
		return s
	}
	for range 1 + r.IntN(4) {
		v := s.pick(tensor.Type(r.IntN(2)))
		s.loop.Stores = append(s.loop.Stores, jit.Store{Value: v, Float: s.types[v] == tensor.F32})
	}
	return s
}

// within reports whether a load's bounds hold.
func (s *source) within(load, lane int, idx []int64) bool {
	n := 0
	for i := range load {
		n += len(s.loop.Loads[i].Bounds)
	}
	for i, b := range s.loop.Loads[load].Bounds {
		x := int64(s.limits[n+i])
		switch {
		case b.Table != nil:
			x += int64(b.Table[lane])
		default:
			x += int64(b.Stride) * int64(lane)
		}
		for r, st := range b.Steps {
			x += st * idx[r]
		}
		if x < 0 || x >= int64(b.Size) {
			return false
		}
	}
	return true
}

// lane computes the stored values of a lane, by the definition.
func (s *source) lane(lane int) []uint32 {
	acc := s.loop.Init
	idx := make([]int64, len(s.loop.Reduce))
	values := make([]uint32, len(s.loop.Values))
	for {
		for i, v := range s.loop.Values {
			switch v.Op {
			case program.Acc:
				values[i] = acc
			case program.ConstF:
				values[i] = f32.Canon(v.Imm)
			case program.ConstU:
				values[i] = v.Imm
			case program.StepNo:
				values[i] = step
			case program.Load:
				l := &s.loop.Loads[v.A]
				at := s.base[v.A]
				switch l.Mode {
				case jit.Contiguous:
					at += lane * l.Type.Size()
				case jit.Strided:
					at += lane * int(l.Stride)
				case jit.Grouped, jit.Splat, jit.Scattered:
					at += int(l.Table[lane])
				}
				for r, x := range l.Steps {
					at += int(x * idx[r])
				}
				if !s.within(v.A, lane, idx) {
					values[i] = l.Fill
					continue
				}
				m := unsafe.Pointer(&s.memory[v.A][at])
				switch l.Type {
				case tensor.U8:
					values[i] = uint32(*(*uint8)(m))
				case tensor.U16:
					values[i] = uint32(*(*uint16)(m))
				case tensor.F32:
					values[i] = f32.Canon(*(*uint32)(m))
				default:
					values[i] = *(*uint32)(m)
				}
			case program.Index:
				switch x := &s.loop.Indexes[v.A]; {
				case x.Lanes != nil:
					values[i] = x.Lanes[lane]
					if x.Row {
						values[i] += s.rows[v.A]
					}
				case x.Self:
					values[i] = uint32(lane)
				case x.Reduce >= 0:
					values[i] = uint32(idx[x.Reduce])
				default:
					values[i] = s.rows[v.A]
				}
			default:
				values[i] = reference.Apply(v.Op, values[v.A], values[v.B], values[v.C])
			}
		}
		acc = values[s.loop.Last]
		d := len(idx) - 1
		for ; d >= 0; d-- {
			if idx[d]++; idx[d] < s.loop.Reduce[d] {
				break
			}
			idx[d] = 0
		}
		if d < 0 {
			break
		}
	}
	var out []uint32
	for _, st := range s.loop.Stores {
		w := values[st.Value]
		if st.Float {
			w = f32.Canon(w)
		}
		out = append(out, w)
	}
	return out
}

// Random loops of all modes, of few values and of so many that they do not fit the registers, give the bits of the definition, and write nothing
// but the lanes that they were told.
func TestLoops(t *testing.T) {
	for _, level := range isa.Levels() {
		vl := map[isa.Level]int{isa.AVX2: 8, isa.AVX512: 16}[level]
		if vl == 0 {
			continue
		}
		loops := 1000
		if os.Getenv("REFUTE_HEAVY") != "" {
			loops = 50000
		}
		t.Run(level.String(), func(t *testing.T) {
			compiled := 0
			for n := range loops {
				r := rand.New(rand.NewPCG(61, uint64(n)))
				s := newSource(r, vl, []int{3, 12, 40, 150, 400}[n%5])
				machine, err := s.loop.Compile(level)
				if err != nil {
					continue
				}
				code, err := jit.Map([][]byte{{0xcc}, machine})
				if err != nil {
					t.Fatal(err)
				}
				compiled++
				lo := r.IntN(s.loop.Lanes)
				if lo = lo / 16 * 16; r.IntN(2) == 0 {
					lo = 0
				}
				hi := s.loop.Lanes
				if s.loop.Lanes%8 != 0 || r.IntN(2) == 0 {
					hi = lo + r.IntN(s.loop.Lanes-lo+1)
					hi = min(lo+(hi-lo+7)/8*8, s.loop.Lanes)
				}
				a := jit.NewArgs()
				a.Lanes(lo, hi)
				a.Step(step)
				for i := range s.loop.Loads {
					a.Pointer(i, unsafe.Pointer(&s.memory[i][0]), int64(s.base[i]))
				}
				for i, v := range s.rows {
					a.Index(i, v)
				}
				for i, v := range s.limits {
					a.Bound(i, uint32(v))
				}
				const untouched = 0xdeadbeef
				outs := make([][]uint32, len(s.loop.Stores))
				for i := range outs {
					outs[i] = make([]uint32, s.loop.Lanes+32)
					for j := range outs[i] {
						outs[i][j] = untouched
					}
					a.Pointer(len(s.loop.Loads)+i, unsafe.Pointer(&outs[i][0]), 0)
				}
				code.Run(1, a)
				runtime.KeepAlive(s)
				for l := range s.loop.Lanes + 32 {
					want := make([]uint32, len(outs))
					if l >= lo && l < hi {
						want = s.lane(l)
					} else {
						for i := range want {
							want[i] = untouched
						}
					}
					for i := range outs {
						if outs[i][l] != want[i] {
							t.Fatalf("loop %d, store %d, lane %d of %d … %d is %08x, want %08x: %+v", n, i, l, lo, hi, outs[i][l], want[i], s.loop)
						}
					}
				}
			}
			if compiled < loops/2 {
				t.Errorf("%d loops were compiled", compiled)
			}
		})
	}
}
