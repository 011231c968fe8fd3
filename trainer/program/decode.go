package program

import (
	"encoding/binary"
	"errors"
	"fmt"

	"refute/trainer/tensor"
)

// MaxFile bounds the size of a program's file that Decode accepts.
const MaxFile = 256 << 20

// reader takes big-endian fields off a section. After the end, it returns zeros and remembers that it was short.
type reader struct {
	b     []byte
	short bool
	dirty bool // a field that must be zero was not
}

func (r *reader) take(n int) []byte {
	if len(r.b) < n {
		r.b, r.short = nil, true
		return make([]byte, n) // n is at most 255
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) u8() byte    { return r.take(1)[0] }
func (r *reader) u16() uint16 { return binary.BigEndian.Uint16(r.take(2)) }
func (r *reader) u32() uint32 { return binary.BigEndian.Uint32(r.take(4)) }
func (r *reader) i64() int64  { return int64(binary.BigEndian.Uint64(r.take(8))) }

func (r *reader) zero(n int) {
	for _, x := range r.take(n) {
		r.dirty = r.dirty || x != 0
	}
}

func (r *reader) ints(n int) []int64 {
	if len(r.b) < 8*n {
		r.b, r.short = nil, true
		return make([]int64, n) // n is at most MaxRank
	}
	out := make([]int64, n)
	for i := range out {
		out[i] = r.i64()
	}
	return out
}

func (r *reader) extents(n int) []int64 {
	if n == 0 {
		return nil
	}
	out := make([]int64, n) // n is at most 255
	for i := range out {
		out[i] = int64(r.u32())
	}
	return out
}

func (r *reader) str() string { return string(r.take(int(r.u8()))) }

func (r *reader) end() error {
	switch {
	case r.short:
		return errors.New("too short")
	case len(r.b) != 0:
		return fmt.Errorf("%d bytes too long", len(r.b))
	case r.dirty:
		return errors.New("an unused field is not zero")
	}
	return nil
}

// DecodeKernel decodes a kernel's section. It checks the form alone; Kernel.Validate checks the rest. A kernel that
// decodes encodes to the same bytes.
func DecodeKernel(section []byte) (Kernel, error) {
	var k Kernel
	r := &reader{b: section}
	if v := r.u8(); v != version && !r.short {
		return k, fmt.Errorf("version %d, known is %d", v, version)
	}
	k.Type = tensor.Type(r.u8())
	p, q := int(r.u8()), int(r.u8())
	if p+q > MaxRank {
		return k, fmt.Errorf("%d iterators, allowed are %d", p+q, MaxRank)
	}
	w := r.u8()
	if w > 8 {
		return k, fmt.Errorf("window 2^%d, allowed is 2^8", w)
	}
	k.Window = 1 << w
	operands, body := int(r.u8()), int(r.u16())
	if operands > MaxOperands || body > MaxBody {
		return k, fmt.Errorf("%d operands and %d instructions, allowed are %d and %d", operands, body, MaxOperands, MaxBody)
	}
	k.Init = r.u32()
	k.Out, k.Reduce = r.extents(p), r.extents(q)
	for range operands {
		var o Operand
		o.Space, o.Type = Space(r.u8()), tensor.Type(r.u8())
		o.Gather = int(r.u8())
		if o.Gather == 0xff {
			o.Gather = NoGather
		}
		bounds := int(r.u8())
		if bounds > MaxBounds {
			return k, fmt.Errorf("%d bounds, allowed are %d", bounds, MaxBounds)
		}
		o.Tensor = int(r.u32())
		o.Count = r.i64()
		o.Fill = r.u32()
		o.GatherStride, o.Offset, o.Stride = r.i64(), r.i64(), r.ints(p+q)
		for range bounds {
			o.Bounds = append(o.Bounds, Bound{Offset: r.i64(), Stride: r.ints(p + q), Lo: r.i64(), Hi: r.i64()})
		}
		k.Operands = append(k.Operands, o)
	}
	for range body {
		in := Instr{Op: Op(r.u8())}
		r.zero(1)
		if in.Op == ConstF || in.Op == ConstU {
			r.zero(2)
			in.Imm = r.u32()
		} else {
			in.A, in.B, in.C = r.u16(), r.u16(), r.u16()
		}
		k.Body = append(k.Body, in)
		if r.short {
			break
		}
	}
	return k, r.end()
}

// Decode reads a program's file and validates it. A program that decodes encodes to the same bytes.
func Decode(file []byte) (*Program, error) {
	if len(file) > MaxFile {
		return nil, fmt.Errorf("program: file of %d bytes, allowed are %d", len(file), MaxFile)
	}
	if len(file) < len(magic) || string(file[:len(magic)]) != magic {
		return nil, errors.New("program: not a program file: it does not begin with \"refute\\x00\\x01\"")
	}
	rest := file[len(magic):]
	var sections [][]byte // no more than a program has: empty ones would take six times the file in memory
	for len(rest) > 0 {
		at := len(file) - len(rest)
		if len(rest) < 4 {
			return nil, fmt.Errorf("program: truncated at byte %d, in the length of section %d", at, len(sections))
		}
		n := binary.BigEndian.Uint32(rest)
		if uint64(n) > uint64(len(rest)-4) {
			return nil, fmt.Errorf("program: section %d at byte %d says %d bytes, the file has %d more", len(sections), at, n, len(rest)-4)
		}
		if len(sections) == MaxKernels+2 {
			return nil, fmt.Errorf("program: section %d at byte %d: allowed are %d sections", len(sections), at, MaxKernels+2)
		}
		sections = append(sections, rest[4:4+n])
		rest = rest[4+n:]
	}
	if len(sections) < 3 {
		return nil, fmt.Errorf("program: %d sections, at least 3 are needed (header, a kernel, names)", len(sections))
	}
	p, err := decodeHeader(sections[0])
	if err != nil {
		return nil, &Error{"header", err}
	}
	if len(p.Kernels) != len(sections)-2 {
		return nil, &Error{"header", fmt.Errorf("%d kernels, but the file has %d", len(p.Kernels), len(sections)-2)}
	}
	for i := range p.Kernels {
		if p.Kernels[i], err = DecodeKernel(sections[i+1]); err != nil {
			return nil, &Error{fmt.Sprintf("kernel %d", i), err}
		}
	}
	if err := p.decodeNames(sections[len(sections)-1]); err != nil {
		return nil, &Error{"names", err}
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return p, nil
}

// decodeHeader fills in types, and counts as shapes of one extent, to be replaced by the names section's.
func decodeHeader(section []byte) (*Program, error) {
	r := &reader{b: section}
	if v := r.u8(); v != version && !r.short {
		return nil, fmt.Errorf("version %d, known is %d", v, version)
	}
	p := &Program{Kind: Kind(r.u8())}
	r.zero(2)
	kernels, states, consts := r.u32(), r.u32(), r.u32()
	r.zero(8)
	if kernels > MaxKernels || states > MaxStates || consts > MaxConsts {
		return nil, fmt.Errorf("%d kernels, %d state tensors, %d constants; allowed are %d, %d, %d", kernels, states, consts, MaxKernels, MaxStates, MaxConsts)
	}
	if states+consts > MaxTensors {
		return nil, fmt.Errorf("%d state tensors and constants together, allowed are %d", states+consts, MaxTensors)
	}
	if uint64(len(r.b)) != 16*(uint64(states)+uint64(consts)) {
		return nil, fmt.Errorf("%d bytes after the counts, %d are needed", len(r.b), 16*(uint64(states)+uint64(consts)))
	}
	p.Kernels = make([]Kernel, kernels)
	for i := range int(states) {
		s := State{Type: tensor.Type(r.u8())}
		source := r.u8()
		r.zero(2)
		index := r.u32()
		s.Kernel = int(min(index, MaxKernels)) // beyond any kernel, and an int on every machine
		s.Shape = []int64{r.i64()}
		switch {
		case source > 1:
			return nil, fmt.Errorf("state %d: source %d, allowed are 0 (keep) and 1 (kernel)", i, source)
		case source == 0 && index != 0:
			return nil, fmt.Errorf("state %d: is kept but names kernel %d", i, index)
		case index > MaxKernels:
			return nil, fmt.Errorf("state %d: becomes the output of kernel %d of %d", i, index, kernels)
		case source == 0:
			s.Kernel = Keep
		}
		p.States = append(p.States, s)
	}
	for range consts {
		c := Const{Type: tensor.Type(r.u8())}
		r.zero(7)
		c.Shape = []int64{r.i64()}
		p.Consts = append(p.Consts, c)
	}
	return p, r.end()
}

func (p *Program) decodeNames(section []byte) error {
	r := &reader{b: section}
	if v := r.u8(); v != version && !r.short {
		return fmt.Errorf("version %d, known is %d", v, version)
	}
	shape := func(of []int64) ([]int64, error) {
		e := r.extents(int(r.u8()))
		if n, err := count(e); !r.short && (err != nil || n != of[0]) {
			return nil, fmt.Errorf("shape %v is not of the header's %d elements", e, of[0])
		}
		return e, nil
	}
	var err error
	for i := range p.States {
		s := &p.States[i]
		if s.Name = r.str(); err == nil {
			s.Shape, err = shape(s.Shape)
		}
		if err != nil {
			return fmt.Errorf("state %d: %w", i, err)
		}
	}
	for i := range p.Consts {
		c := &p.Consts[i]
		if c.Name = r.str(); err == nil {
			c.Shape, err = shape(c.Shape)
		}
		if err != nil {
			return fmt.Errorf("constant %d: %w", i, err)
		}
	}
	for i := range p.Kernels {
		p.Kernels[i].Name = r.str()
	}
	for range int(r.u16()) {
		p.Outputs = append(p.Outputs, Output{Name: r.str(), Kernel: int(r.u32())})
		if r.short {
			break
		}
	}
	return r.end()
}
