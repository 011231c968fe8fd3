package contracts_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"refute/bisect"
	"refute/contracts"
	"refute/dispute/referee"
	"refute/trainer/program"
)

// opened is a window over four leaves of two tensors, with its openings taken apart.
func opened(t testing.TB) (*bisect.Query, *referee.Openings, uint32) {
	k, s := product(20, 784, 256, 9)
	q := s.query(&k, 13, 1, 0x3f000000)
	packed, err := referee.Open(q, trace{&s})
	if err != nil {
		t.Fatal(err)
	}
	o, err := referee.Unpack(packed, &k, q.Place)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Sources) != 2 || len(o.Leaves) != 4 {
		t.Fatalf("%d sources, %d leaves", len(o.Sources), len(o.Leaves))
	}
	want, err := referee.Referee{}.Window(q, packed)
	if err != nil {
		t.Fatal(err)
	}
	return q, o, want
}

func newReferee(t testing.TB) *contracts.Referee {
	c, err := contracts.NewReferee()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// refused checks that the contract reverts with the named error.
func refused(t *testing.T, c *contracts.Referee, q *bisect.Query, openings []byte, name string) {
	t.Helper()
	_, err := c.Window(bind(q), openings)
	var r *contracts.Refusal
	if !errors.As(err, &r) || r.Name != name {
		t.Errorf("got %v, want %s", err, name)
	}
}

// Every kind of wrong opening reverts with its own error.
func TestMalformedOpenings(t *testing.T) {
	c := newReferee(t)
	for _, x := range []struct {
		name   string
		change func(q *bisect.Query, o *referee.Openings)
		want   string
	}{
		{"leaf's data", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[2].Data[1023] ^= 1 }, "BadLeaf"},
		{"leaf's sibling", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[0].Proof[3][5] ^= 1 }, "BadLeaf"},
		{"leaf's index", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[3].Index++ }, "BadLeaf"},
		{"leaf beyond the tensor", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[3].Index += 1 << 20 }, "BadLeaf"},
		{"leaf at 2^64 - 1", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[3].Index = 1<<64 - 1 }, "BadLeaf"},
		{"leaf of no source", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[3].Source = 2 }, "BadLeaf"},
		{"leaf of another source", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[0].Source = 1 }, "BadLeaf"},
		{"leaves out of order", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[0], o.Leaves[1] = o.Leaves[1], o.Leaves[0] }, "LeafOrder"},
		{"sources mixed", func(_ *bisect.Query, o *referee.Openings) { o.Leaves[1], o.Leaves[2] = o.Leaves[2], o.Leaves[1] }, "LeafOrder"},
		{"a leaf twice", func(_ *bisect.Query, o *referee.Openings) { o.Leaves = append(o.Leaves, o.Leaves[3]) }, "LeafOrder"},
		{"first leaf missing", func(_ *bisect.Query, o *referee.Openings) { o.Leaves = o.Leaves[1:] }, "MissingLeaf"},
		{"last leaf missing", func(_ *bisect.Query, o *referee.Openings) { o.Leaves = o.Leaves[:3] }, "MissingLeaf"},
		{"no leaf", func(_ *bisect.Query, o *referee.Openings) { o.Leaves = nil }, "MissingLeaf"},
		{"nothing", func(_ *bisect.Query, o *referee.Openings) { *o = referee.Openings{} }, "MissingLeaf"},
		{"source's root", func(_ *bisect.Query, o *referee.Openings) { o.Sources[0].Root[0] ^= 1 }, "BadSource"},
		{"source's sibling", func(_ *bisect.Query, o *referee.Openings) { o.Sources[1].Proof[0][31] ^= 1 }, "BadSource"},
		{"source of no operand", func(_ *bisect.Query, o *referee.Openings) { o.Sources[1].Operand = 2 }, "BadSource"},
		{"a tensor for another", func(_ *bisect.Query, o *referee.Openings) { o.Sources[0].Operand = 1 }, "BadSource"},
		{"another state", func(q *bisect.Query, _ *referee.Openings) { q.State[0] ^= 1 }, "BadSource"},
		{"other constants", func(q *bisect.Query, _ *referee.Openings) { q.Consts[0] ^= 1 }, "BadSource"},
		{"an element too many", func(q *bisect.Query, _ *referee.Openings) { q.Element = 20 }, "NoElement"},
		{"a window too many", func(q *bisect.Query, _ *referee.Openings) { q.Window = 4 }, "NoWindow"},
		{"another window", func(q *bisect.Query, _ *referee.Openings) { q.Window = 3 }, "MissingLeaf"},
		{"another element", func(q *bisect.Query, _ *referee.Openings) { q.Element = 2 }, "MissingLeaf"},
	} {
		t.Run(x.name, func(t *testing.T) {
			q, o, _ := opened(t)
			x.change(q, o)
			refused(t, c, q, o.Pack(), x.want)
		})
	}
	q, o, want := opened(t)
	packed := o.Pack()
	refused(t, c, q, append(bytes.Clone(packed), 0), "OpeningsLength")
	refused(t, c, q, nil, "OpeningsLength")
	got, err := c.Window(bind(q), packed)
	if err != nil || got.Acc != want {
		t.Errorf("the right openings: %08x, %v", got.Acc, err)
	}
	// More than what is needed is no harm.
	k, s := product(20, 784, 256, 9)
	far, err := referee.Open(s.query(&k, 15, 0, 0), trace{&s})
	if err != nil {
		t.Fatal(err)
	}
	more, err := referee.Unpack(far, &k, q.Place)
	if err != nil {
		t.Fatal(err)
	}
	all := *o
	all.Leaves = append(append(append(append([]referee.Leaf{}, o.Leaves[:2]...), of(more, 0)...), o.Leaves[2:]...), of(more, 1)...)
	if got, err := c.Window(bind(q), all.Pack()); err != nil || got.Acc != want {
		t.Errorf("with more leaves: %08x, %v", got.Acc, err)
	}
}

// of returns the leaves of a source.
func of(o *referee.Openings, source uint8) (leaves []referee.Leaf) {
	for _, l := range o.Leaves {
		if l.Source == source {
			leaves = append(leaves, l)
		}
	}
	return leaves
}

// answers checks that whatever is shown, the contract gives the right answer or a named error.
func answers(t *testing.T, c *contracts.Referee, q *bisect.Query, openings []byte, want uint32) {
	t.Helper()
	got, err := c.Window(bind(q), openings)
	var r *contracts.Refusal
	switch {
	case err == nil && (!got.Valid || got.Acc != want):
		t.Fatalf("valid %v, %08x, want %08x", got.Valid, got.Acc, want)
	case err != nil && (!errors.As(err, &r) || r.Name == ""):
		t.Fatalf("not a named error: %v", err)
	}
}

// Every prefix is refused, and every byte matters.
func TestDamagedOpenings(t *testing.T) {
	c := newReferee(t)
	q, o, want := opened(t)
	packed := o.Pack()
	r := rand.New(rand.NewPCG(6, 6))
	for range 300 {
		n := r.IntN(len(packed))
		if _, err := c.Window(bind(q), packed[:n]); err == nil {
			t.Fatalf("a prefix of %d bytes is accepted", n)
		}
		answers(t, c, q, packed[:n], want)
		b := bytes.Clone(packed)
		b[n] ^= 1 << r.IntN(8)
		if _, err := c.Window(bind(q), b); err == nil {
			t.Fatalf("byte %d does not matter", n)
		}
		answers(t, c, q, b, want)
	}
}

// With too little gas the referee fails; it never gives another answer.
func TestLittleGas(t *testing.T) {
	c := newReferee(t)
	q, o, want := opened(t)
	packed := o.Pack()
	full, err := c.Window(bind(q), packed)
	if err != nil {
		t.Fatal(err)
	}
	for gas := full.Gas / 200; gas < full.Gas+full.Gas/20; gas += full.Gas / 200 {
		got, err := c.WindowGas(bind(q), packed, gas)
		if err == nil && (!got.Valid || got.Acc != want) {
			t.Fatalf("with %d of %d gas: valid %v, %08x, want %08x", gas, full.Gas, got.Valid, got.Acc, want)
		}
		if err == nil && gas < full.Gas {
			t.Fatalf("%d gas were enough, %d were used", gas, full.Gas)
		}
	}
}

// A kernel that is not valid gives no answer, and no openings are asked for.
func TestInvalidKernel(t *testing.T) {
	c := newReferee(t)
	q, _, _ := opened(t)
	k, err := program.DecodeKernel(q.Section)
	if err != nil {
		t.Fatal(err)
	}
	k.Operands[1].Offset = 1 << 41
	q.Section = k.Encode()
	got, err := c.Window(bind(q), nil)
	if err != nil || got.Valid || got.Acc != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// FuzzOpenings: right or refused, whatever is shown.
func FuzzOpenings(f *testing.F) {
	c := newReferee(f)
	q, o, want := opened(f)
	packed := o.Pack()
	f.Add([]byte{}, uint32(0), uint64(0))
	f.Add(packed, uint32(7), uint64(1))
	f.Add([]byte{0, 0}, uint32(0), uint64(0))
	f.Fuzz(func(t *testing.T, b []byte, at uint32, with uint64) {
		answers(t, c, q, b, want)
		// and the right ones with eight bytes changed
		d := bytes.Clone(packed)
		for i := range 8 {
			d[(int(at%uint32(len(d)))+i)%len(d)] ^= byte(with >> (8 * i))
		}
		answers(t, c, q, d, want)
	})
}
