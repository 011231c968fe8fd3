package program

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// version is the first byte of every section.
const version = 1

// magic begins a program file.
const magic = "refute\x00\x01"

// Encode returns the canonical encoding of the kernel: a section of the program. The kernel must be valid.
func (k *Kernel) Encode() []byte {
	be := binary.BigEndian
	b := make([]byte, 0, 256)
	b = append(b, version, byte(k.Type), byte(len(k.Out)), byte(len(k.Reduce)), byte(bits.TrailingZeros(uint(k.Window))), byte(len(k.Operands)))
	b = be.AppendUint16(b, uint16(len(k.Body)))
	b = be.AppendUint32(b, k.Init)
	for _, e := range k.Extents() {
		b = be.AppendUint32(b, uint32(e))
	}
	for i := range k.Operands {
		o := &k.Operands[i]
		gather := byte(0xff)
		if o.Gather != NoGather {
			gather = byte(o.Gather)
		}
		b = append(b, byte(o.Space), byte(o.Type), gather, byte(len(o.Bounds)))
		b = be.AppendUint32(b, uint32(o.Tensor))
		b = be.AppendUint64(b, uint64(o.Count))
		b = be.AppendUint32(b, o.Fill)
		b = be.AppendUint64(b, uint64(o.GatherStride))
		b = be.AppendUint64(b, uint64(o.Offset))
		b = appendInts(b, o.Stride)
		for _, bd := range o.Bounds {
			b = be.AppendUint64(b, uint64(bd.Offset))
			b = appendInts(b, bd.Stride)
			b = be.AppendUint64(b, uint64(bd.Lo))
			b = be.AppendUint64(b, uint64(bd.Hi))
		}
	}
	for _, in := range k.Body {
		b = append(b, byte(in.Op), 0)
		if in.Op == ConstF || in.Op == ConstU {
			b = append(b, 0, 0)
			b = be.AppendUint32(b, in.Imm)
			continue
		}
		b = be.AppendUint16(b, in.A)
		b = be.AppendUint16(b, in.B)
		b = be.AppendUint16(b, in.C)
	}
	return b
}

func appendInts(b []byte, xs []int64) []byte {
	for _, x := range xs {
		b = binary.BigEndian.AppendUint64(b, uint64(x))
	}
	return b
}

// header returns section 0.
func (p *Program) header() []byte {
	be := binary.BigEndian
	b := []byte{version, byte(p.Kind), 0, 0}
	b = be.AppendUint32(b, uint32(len(p.Kernels)))
	b = be.AppendUint32(b, uint32(len(p.States)))
	b = be.AppendUint32(b, uint32(len(p.Consts)))
	b = be.AppendUint64(b, 0)
	for _, s := range p.States {
		kind, index := byte(1), uint32(s.Kernel)
		if s.Kernel == Keep {
			kind, index = 0, 0
		}
		b = append(b, byte(s.Type), kind, 0, 0)
		b = be.AppendUint32(b, index)
		b = be.AppendUint64(b, uint64(s.Count()))
	}
	for _, c := range p.Consts {
		b = append(b, byte(c.Type), 0, 0, 0, 0, 0, 0, 0)
		b = be.AppendUint64(b, uint64(c.Count()))
	}
	return b
}

// names returns the last section.
func (p *Program) names() []byte {
	b := []byte{version}
	str := func(s string) { b = append(append(b, byte(len(s))), s...) }
	shape := func(e []int64) {
		b = append(b, byte(len(e)))
		for _, x := range e {
			b = binary.BigEndian.AppendUint32(b, uint32(x))
		}
	}
	for _, s := range p.States {
		str(s.Name)
		shape(s.Shape)
	}
	for _, c := range p.Consts {
		str(c.Name)
		shape(c.Shape)
	}
	for i := range p.Kernels {
		str(p.Kernels[i].Name)
	}
	b = binary.BigEndian.AppendUint16(b, uint16(len(p.Outputs)))
	for _, o := range p.Outputs {
		str(o.Name)
		b = binary.BigEndian.AppendUint32(b, uint32(o.Kernel))
	}
	return b
}

// Sections returns the program's sections: the header, the kernels in order, the names. Section i is leaf i of the
// program's tree. The program must be valid.
func (p *Program) Sections() [][]byte {
	s := make([][]byte, 0, len(p.Kernels)+2)
	s = append(s, p.header())
	for i := range p.Kernels {
		s = append(s, p.Kernels[i].Encode())
	}
	return append(s, p.names())
}

// Encode returns the program's file. The program must be valid.
func (p *Program) Encode() []byte {
	b := []byte(magic)
	for _, s := range p.Sections() {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return b
}

// SectionLeaf returns the leaf of a section in the program's tree.
func SectionLeaf(section []byte) [32]byte {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(section)
	return [32]byte(h.Sum(nil))
}

// Leaves returns the leaves of the program's tree. The program must be valid.
func (p *Program) Leaves() [][32]byte {
	var out [][32]byte
	for _, s := range p.Sections() {
		out = append(out, SectionLeaf(s))
	}
	return out
}

// Root returns the root of the positional tree over the sections' leaves. The program must be valid.
func (p *Program) Root() [32]byte {
	level := p.Leaves()
	for zero := [32]byte{}; len(level) > 1; zero = node(zero, zero) {
		if len(level)%2 == 1 {
			level = append(level, zero)
		}
		for i := 0; i < len(level); i += 2 {
			level[i/2] = node(level[i], level[i+1])
		}
		level = level[:len(level)/2]
	}
	return level[0]
}

func node(l, r [32]byte) [32]byte {
	return sha256.Sum256(append(append(make([]byte, 0, 64), l[:]...), r[:]...))
}

// String returns a short description: kind, root, sizes.
func (p *Program) String() string {
	kind := "init"
	if p.Kind == Step {
		kind = "step"
	}
	return fmt.Sprintf("%s program, %d kernels, %d state tensors, %d constants", kind, len(p.Kernels), len(p.States), len(p.Consts))
}
