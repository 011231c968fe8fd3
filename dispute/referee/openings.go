package referee

import (
	"encoding/binary"
	"errors"
	"fmt"

	"refute/bisect"
	"refute/checkpoint"
	"refute/trainer/program"
)

// Openings shows every tensor leaf that a window's loads touch. Packed, without padding, integers big-endian:
//
//	sources   count u8, then each:  operand u8 · root 32 · siblings 32 each, lowest first
//	leaves    count u8, then each:  source u8 · index u64 · data 1,024 · siblings 32 each, lowest first
//
// How many siblings there are follows from the kernel and its place.
type Openings struct {
	Sources []Source
	Leaves  []Leaf
}

// Source is the root of the tensor that an operand reads, proven in the tree over its space's tensor roots. It serves all operands
// that say the same space, index, type and count.
type Source struct {
	Operand uint8
	Root    bisect.Root
	Proof   []bisect.Root
}

// Leaf is a leaf of a source's tensor. The leaves of one source stand together in increasing order of index.
type Leaf struct {
	Source uint8
	Index  uint64
	Data   [checkpoint.LeafSize]byte
	Proof  []bisect.Root
}

// Pack returns the packed form.
func (o *Openings) Pack() []byte {
	b := []byte{byte(len(o.Sources))}
	for _, s := range o.Sources {
		b = append(append(b, s.Operand), s.Root[:]...)
		b = checkpoint.AppendProof(b, s.Proof)
	}
	b = append(b, byte(len(o.Leaves)))
	for i := range o.Leaves {
		l := &o.Leaves[i]
		b = binary.BigEndian.AppendUint64(append(b, l.Source), l.Index)
		b = checkpoint.AppendProof(append(b, l.Data[:]...), l.Proof)
	}
	return b
}

// Unpack reads the packed openings of a valid kernel at its place. It checks the form, not the hashes: openings that unpack pack to the
// same bytes.
func Unpack(b []byte, k *program.Kernel, at bisect.Place) (*Openings, error) {
	r := reader{b: b}
	o := &Openings{}
	for i := range int(r.u8()) {
		s := Source{Operand: r.u8()}
		if int(s.Operand) >= len(k.Operands) {
			return nil, fmt.Errorf("referee: source %d serves operand %d of %d", i, s.Operand, len(k.Operands))
		}
		_, shape := spaceTree(&bisect.Query{Place: at}, k.Operands[s.Operand].Space)
		s.Root, s.Proof = r.root(), r.roots(shape.Depth)
		o.Sources = append(o.Sources, s)
	}
	for i := range int(r.u8()) {
		l := Leaf{Source: r.u8(), Index: r.u64()}
		if int(l.Source) >= len(o.Sources) {
			return nil, fmt.Errorf("referee: leaf %d is of source %d of %d", i, l.Source, len(o.Sources))
		}
		if n := len(o.Leaves); n > 0 && l.Source == o.Leaves[n-1].Source && l.Index <= o.Leaves[n-1].Index {
			return nil, fmt.Errorf("referee: leaf %d is number %d, after number %d of the same source", i, l.Index, o.Leaves[n-1].Index)
		}
		op := &k.Operands[o.Sources[l.Source].Operand]
		copy(l.Data[:], r.take(checkpoint.LeafSize))
		l.Proof = r.roots(checkpoint.TensorShape(op.Type, uint64(op.Count)).Depth)
		o.Leaves = append(o.Leaves, l)
	}
	switch {
	case r.short:
		return nil, errors.New("referee: openings are too short")
	case len(r.b) != 0:
		return nil, fmt.Errorf("referee: openings are %d bytes too long", len(r.b))
	}
	return o, nil
}

// reader takes fields off packed openings. After the end it gives zeros and remembers that it was short.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte { // n is at most 1,024, or 32 times a depth
	if len(r.b) < n {
		r.b, r.short = nil, true
		return make([]byte, n)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) u8() uint8         { return r.take(1)[0] }
func (r *reader) u64() uint64       { return binary.BigEndian.Uint64(r.take(8)) }
func (r *reader) root() bisect.Root { return bisect.Root(r.take(checkpoint.RootSize)) }

func (r *reader) roots(n int) []bisect.Root {
	var out []bisect.Root
	for range n {
		out = append(out, r.root())
	}
	return out
}
