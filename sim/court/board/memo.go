package board

import (
	"context"

	"refute/bisect"
	"refute/checkpoint"
	"refute/dispute/truth"
)

// memo remembers what a player knew when it was first asked: the same place is disputed again and again. Its answers must not be
// changed.
type memo struct {
	make     func() *truth.Local // what computes the answers; it keeps megabytes, so it is not kept
	desk     *desk
	history  map[checkpoint.Epoch]bisect.Nodes
	trees    map[spot]bisect.Nodes
	leaves   map[spot]*[checkpoint.LeafSize]byte
	sums     map[sumKey][]uint32
	openings map[queryKey][]byte
}

func (b *Board) newMemo(make func() *truth.Local) *memo {
	return &memo{
		make: make, desk: &b.desk, history: map[checkpoint.Epoch]bisect.Nodes{}, trees: map[spot]bisect.Nodes{},
		leaves: map[spot]*[checkpoint.LeafSize]byte{}, sums: map[sumKey][]uint32{}, openings: map[queryKey][]byte{},
	}
}

// desk is where the last few players compute, and what all know alike.
type desk struct {
	at       [8]*memo
	with     [8]*truth.Local
	next     int
	sections map[sectionKey]section
}

// local returns what computes for a player: what it used last, or anew.
func (m *memo) local() *truth.Local {
	for i, at := range m.desk.at {
		if at == m {
			return m.desk.with[i]
		}
	}
	l, i := m.make(), m.desk.next
	m.desk.at[i], m.desk.with[i], m.desk.next = m, l, (i+1)%len(m.desk.at)
	return l
}

// spot is a tree or a leaf of a step.
type spot struct {
	kind   uint8
	t      uint32
	kernel uint32
	leaf   uint64
}

const (
	ofState = iota
	ofBefore
	ofTrace
	ofOutput
)

type sumKey struct {
	t, kernel uint32
	element   int64
	first, n  int64 // of the windows, which are evenly cut
}

type queryKey struct {
	t, kernel       uint32
	element, window int64
	acc             uint32
	state, trace    bisect.Root
}

type sectionKey struct {
	program int
	section uint32
}

type section struct {
	data  []byte
	proof []bisect.Root
}

// once returns what is remembered under a key, or asks.
func once[K comparable, V any](m map[K]V, key K, ask func() (V, error)) (V, error) {
	if v, ok := m[key]; ok {
		return v, nil
	}
	v, err := ask()
	if err == nil {
		m[key] = v
	}
	return v, err
}

func (m *memo) History(ctx context.Context, e checkpoint.Epoch) (bisect.Nodes, error) {
	return once(m.history, e, func() (bisect.Nodes, error) { return m.local().History(ctx, e) })
}

func (m *memo) State(ctx context.Context, t uint32) (bisect.Nodes, error) {
	return once(m.trees, spot{kind: ofState, t: t}, func() (bisect.Nodes, error) { return m.local().State(ctx, t) })
}

func (m *memo) Before(ctx context.Context, t uint32) (bisect.Nodes, error) {
	return once(m.trees, spot{kind: ofBefore, t: t}, func() (bisect.Nodes, error) { return m.local().Before(ctx, t) })
}

func (m *memo) Trace(ctx context.Context, t uint32) (bisect.Nodes, error) {
	return once(m.trees, spot{kind: ofTrace, t: t}, func() (bisect.Nodes, error) { return m.local().Trace(ctx, t) })
}

func (m *memo) Output(ctx context.Context, t, kernel uint32) (bisect.Nodes, error) {
	return once(m.trees, spot{kind: ofOutput, t: t, kernel: kernel}, func() (bisect.Nodes, error) { return m.local().Output(ctx, t, kernel) })
}

func (m *memo) Leaf(ctx context.Context, t, kernel uint32, leaf uint64) (*[checkpoint.LeafSize]byte, error) {
	return once(m.leaves, spot{t: t, kernel: kernel, leaf: leaf}, func() (*[checkpoint.LeafSize]byte, error) { return m.local().Leaf(ctx, t, kernel, leaf) })
}

func (m *memo) Sums(ctx context.Context, t, kernel uint32, element int64, windows []int64) ([]uint32, error) {
	key := sumKey{t, kernel, element, windows[0], int64(len(windows))}
	return once(m.sums, key, func() ([]uint32, error) { return m.local().Sums(ctx, t, kernel, element, windows) })
}

func (m *memo) Section(ctx context.Context, t, n uint32) ([]byte, []bisect.Root, error) {
	s, err := once(m.desk.sections, sectionKey{min(int(t), 1), n}, func() (s section, err error) {
		s.data, s.proof, err = m.local().Section(ctx, t, n)
		return s, err
	})
	return s.data, s.proof, err
}

func (m *memo) Openings(ctx context.Context, q *bisect.Query, trace func(uint32) ([]bisect.Root, error)) ([]byte, error) {
	key := queryKey{q.Step, q.Place.Position, q.Element, q.Window, q.Acc, q.State, q.Trace}
	return once(m.openings, key, func() ([]byte, error) { return m.local().Openings(ctx, q, trace) })
}
