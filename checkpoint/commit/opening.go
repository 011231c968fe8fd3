package commit

import (
	"errors"
	"fmt"
)

// Question asks a solver off chain for an opening: for the 2^Down descendants of a node Down levels below it, or, where Down is 0, for the 1,024 bytes of
// a leaf of a tensor.
type Question struct {
	Game   [32]byte
	Step   uint32
	Kind   uint8 // the game's phase: 0 history, 2 outputs, 3 state, 4 tensor
	Kernel uint32
	Level  uint8 // of the node, from the leaves
	Index  uint64
	Down   uint8
}

// Encode returns the wire form, a msgpack map of v, game, step, kind, kernel, level, index and down in this order.
func (q *Question) Encode() []byte {
	e := newEncoder(8)
	e.bytes("game", q.Game[:])
	e.uint("step", uint64(q.Step))
	e.uint("kind", uint64(q.Kind))
	e.uint("kernel", uint64(q.Kernel))
	e.uint("level", uint64(q.Level))
	e.uint("index", q.Index)
	e.uint("down", uint64(q.Down))
	return e.Bytes()
}

// DecodeQuestion reads what Encode wrote, and nothing else; see [DecodeCommitment].
func DecodeQuestion(b []byte) (*Question, error) {
	q := new(Question)
	d, err := newDecoder(b, 8)
	if err != nil {
		return nil, fmt.Errorf("commit: question: %w", err)
	}
	d.bytes("game", q.Game[:])
	q.Step = d.uint32("step")
	q.Kind = d.uint8("kind")
	q.Kernel = d.uint32("kernel")
	q.Level = d.uint8("level")
	q.Index = d.uint("index")
	q.Down = d.uint8("down")
	if err := d.end(q.Encode); err != nil {
		return nil, fmt.Errorf("commit: question: %w", err)
	}
	return q, nil
}

// Limits of an Answer.
const (
	MaxAnswer  = 32 << 10 // bytes of data
	MaxRefusal = 200      // bytes of a reason
)

// Answer is the reply to a Question: the data asked for, or why there are none. It proves nothing by itself: it hashes to what the solver is
// bound by, or is worth nothing.
type Answer struct {
	Data    []byte
	Refusal string
}

// Encode returns the wire form, a msgpack map of v, data and refusal in this order.
func (a *Answer) Encode() []byte {
	e := newEncoder(3)
	data := a.Data
	if data == nil {
		data = []byte{} // a nil would be encoded as nil
	}
	e.bytes("data", data)
	e.string("refusal", a.Refusal)
	return e.Bytes()
}

// DecodeAnswer reads what Encode wrote, and nothing else; see [DecodeCommitment].
func DecodeAnswer(b []byte) (*Answer, error) {
	d, err := newDecoder(b, 3)
	if err != nil {
		return nil, fmt.Errorf("commit: answer: %w", err)
	}
	a := new(Answer)
	d.key("data")
	a.Data = d.raws("data", 0, MaxAnswer)
	a.Refusal = d.string("refusal", MaxRefusal)
	if err := d.end(a.Encode); err != nil {
		return nil, fmt.Errorf("commit: answer: %w", err)
	}
	if (a.Refusal == "") == (len(a.Data) == 0) {
		return nil, errors.New("commit: answer: want either data or a refusal")
	}
	return a, nil
}
