package referee_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/dispute/referee"
	"refute/dispute/truth"
)

// query asks about one window of the small job's step 1, with everything from one honest run.
func query(tb testing.TB, l *truth.Local, kernel uint32, element, window int64) (*bisect.Query, []byte) {
	tb.Helper()
	ctx := context.Background()
	spec, err := l.Job.Spec()
	if err != nil {
		tb.Fatal(err)
	}
	root := func(n bisect.Nodes, err error) bisect.Root {
		if err != nil {
			tb.Fatal(err)
		}
		return n.(*checkpoint.Tree).Root()
	}
	section, _, err := l.Section(ctx, 1, kernel+1)
	if err != nil {
		tb.Fatal(err)
	}
	q := &bisect.Query{
		Section: section, Step: 1, Element: element, Window: window, Consts: spec.ConstRoot,
		Place: bisect.Place{Position: kernel, States: spec.States, Consts: spec.Consts, Kernels: spec.Programs[1].Kernels},
		State: root(l.Before(ctx, 1)), Trace: root(l.Trace(ctx, 1)),
	}
	acc, err := l.Sums(ctx, 1, kernel, element, []int64{window})
	if err != nil {
		tb.Fatal(err)
	}
	q.Acc = acc[0]
	trace, err := l.Trace(ctx, 1)
	if err != nil {
		tb.Fatal(err)
	}
	b, err := l.Openings(ctx, q, func(k uint32) ([]bisect.Root, error) { return trace.(*checkpoint.Tree).Proof(uint64(k)) })
	if err != nil {
		tb.Fatal(err)
	}
	return q, b
}

func local(tb testing.TB) *truth.Local {
	j := bisecttest.Job(1, 1)
	r, err := bisecttest.NewRun(j, bisecttest.Executor(nil), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return &truth.Local{Job: j, States: r}
}

// Every element of every kernel follows from its window's openings alone.
func TestWindow(t *testing.T) {
	l := local(t)
	p := l.Job.Programs[1]
	for kernel := range uint32(bisecttest.Kernels) {
		k := &p.Kernels[kernel]
		for element := int64(0); element < k.Count(); element += 37 {
			for window := int64(0); window < k.Windows(); window += 97 {
				q, b := query(t, l, kernel, element, window)
				got, err := referee.Referee{}.Window(q, b)
				if err != nil {
					t.Fatalf("kernel %d, element %d, window %d: %v", kernel, element, window, err)
				}
				want, err := l.Sums(context.Background(), 1, kernel, element, []int64{window + 1})
				if err != nil || got != want[0] {
					t.Errorf("kernel %d, element %d, window %d: %08x, want %08x (%v)", kernel, element, window, got, want, err)
				}
				o, err := referee.Unpack(b, k, q.Place)
				if err != nil || !bytes.Equal(o.Pack(), b) {
					t.Errorf("openings do not pack to what they were unpacked from: %v", err)
				}
			}
		}
	}
}

// Openings that are changed, cut or missing are refused.
func TestWrongOpenings(t *testing.T) {
	l := local(t)
	q, b := query(t, l, bisecttest.KPick, 41, 0)
	r := referee.Referee{}
	for i := range b {
		if i%7 != 0 && i > 200 {
			continue
		}
		bad := bytes.Clone(b)
		bad[i] ^= 1
		if got, err := r.Window(q, bad); err == nil {
			t.Fatalf("byte %d changed: %08x", i, got)
		}
		if _, err := r.Window(q, b[:i]); err == nil {
			t.Fatalf("cut at %d: accepted", i)
		}
	}
	if _, err := r.Window(q, append(bytes.Clone(b), 0)); err == nil {
		t.Error("a byte too many is accepted")
	}
	var missing *referee.MissingError
	if _, err := r.Window(q, []byte{0, 0}); !errors.As(err, &missing) {
		t.Errorf("nothing opened: %v", err)
	}
	for _, change := range []func(*bisect.Query){
		func(q *bisect.Query) { q.Element = 70 }, func(q *bisect.Query) { q.Element = -1 }, func(q *bisect.Query) { q.Window = 1 },
		func(q *bisect.Query) { q.State[0] ^= 1 }, func(q *bisect.Query) { q.Trace[0] ^= 1 }, func(q *bisect.Query) { q.Place.Position = 1 },
		func(q *bisect.Query) { q.Place.Init = true }, func(q *bisect.Query) { q.Place.States = 0 }, func(q *bisect.Query) { q.Section = q.Section[1:] },
		func(q *bisect.Query) { q.Element = 42 }, // reads elsewhere, in the same leaf of one tensor and perhaps in another of the other
	} {
		other := *q
		change(&other)
		got, err := r.Window(&other, b)
		if err == nil {
			want, _ := l.Sums(context.Background(), 1, bisecttest.KPick, other.Element, []int64{1})
			if other.Element != 42 || got != want[0] {
				t.Errorf("%+v is accepted", other)
			}
		}
	}
}

// FuzzUnpack: whatever unpacks packs to the same bytes, and nothing makes it panic or take more memory than the input.
func FuzzUnpack(f *testing.F) {
	l := local(f)
	for _, k := range []uint32{bisecttest.KLanes, bisecttest.KPick, bisecttest.KUpdate} {
		_, b := query(f, l, k, 3, 0)
		f.Add(uint8(k), b)
		f.Add(uint8(k), b[:len(b)/2])
	}
	f.Add(uint8(0), []byte{0, 0})
	f.Add(uint8(0), []byte{255, 1})
	at := bisect.Place{Position: 1, States: 3, Consts: 2, Kernels: bisecttest.Kernels}
	f.Fuzz(func(t *testing.T, kernel uint8, b []byte) {
		k := &l.Job.Programs[1].Kernels[int(kernel)%bisecttest.Kernels]
		o, err := referee.Unpack(b, k, at)
		if err == nil && !bytes.Equal(o.Pack(), b) {
			t.Errorf("%x unpacks and packs to %x", b, o.Pack())
		}
	})
}
