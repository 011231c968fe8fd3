package feed_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
	"refute/trainer/tensor"
)

func admin(t *testing.T, nc *nats.Conn) jetstream.JetStream {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

// TestObjectThatNeverEnds has an announced object whose chunks are gone: it is waited for a few seconds, once.
func TestObjectThatNeverEnds(t *testing.T) {
	s := server(t, t.TempDir())
	f := open(t, s, feed.Config{})
	nc, err := s.Connect("thief")
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	state := []tensor.Tensor{{Type: tensor.F32, Words: make([]uint32, 1000)}}
	format := checkpoint.Format{Spec: checkpoint.Root{1}, Decls: []checkpoint.Decl{{Type: tensor.F32, Count: 1000}}}
	archive := feed.NewArchive(f, domain, format)
	archive.Know(feed.Attempt{Number: 1, Solver: address})
	root := checkpoint.StateRoot(state)
	for step := range uint32(3) {
		var b bytes.Buffer
		if _, err := format.Write(&b, &checkpoint.Checkpoint{Step: step, State: state}); err != nil {
			t.Fatal(err)
		}
		a := &commit.Checkpoint{Job: job, Attempt: 1, Step: step, Root: root, Object: string(rune('a' + step)), Size: uint64(b.Len())}
		if err := a.Sign(domain, solver); err != nil {
			t.Fatal(err)
		}
		if err := f.PutState(t.Context(), a.Object, &b); err != nil {
			t.Fatal(err)
		}
		if v := archive.Add(a.Encode()); v != feed.Accepted {
			t.Fatal(v)
		}
	}
	if _, err := archive.LoadExpecting(0, root); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := archive.LoadExpecting(1, checkpoint.Root{9}); !errors.Is(err, checkpoint.ErrNoCheckpoint) {
		t.Errorf("a checkpoint that was announced with another root: %v", err)
	}
	name := "OBJ_" + feed.StreamName(job) + "_STATE"
	chunks, err := admin(t, nc).Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if err := chunks.Purge(t.Context(), jetstream.WithPurgeSubject("$O."+feed.StreamName(job)+"_STATE.C.>")); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.LoadExpecting(2, root); err == nil {
		t.Error("an object without data was read")
	}
	if took := time.Since(start); took > 9*time.Second {
		t.Errorf("that took %s", took)
	}
	if at, ok, _ := archive.Nearest(2); !ok || at != 1 {
		t.Errorf("nearest is %d, %v: the bad one is not to be tried again", at, ok)
	}
	if _, err := archive.LoadExpecting(1, root); err == nil {
		t.Error("an object without data was read")
	}
	// After two of them nobody waits for a third.
	start = time.Now()
	if _, ok, _ := archive.Nearest(2); ok {
		t.Error("the archive still offers checkpoints")
	}
	if _, err := archive.LoadExpecting(0, root); err == nil || time.Since(start) > time.Second {
		t.Errorf("%v after %s", err, time.Since(start))
	}
}

// TestStreamThatLies has a stream whose last messages were deleted, and one that is gone: a mirror says so and ends.
func TestStreamThatLies(t *testing.T) {
	s := server(t, t.TempDir())
	nc, err := s.Connect("thief")
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js := admin(t, nc)
	subject := "refute.0102030000000000000000000000000000000000000000000000000000000000"
	stream, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: feed.StreamName(job), Subjects: []string{subject + ".commit", subject + ".checkpoint"}})
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, s, feed.Config{})
	for step := range uint32(5) {
		if err := f.Publish(t.Context(), link(t, solver, step, nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := stream.DeleteMsg(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	l := ledger()
	m := feed.NewMirror(f, l, feed.NewArchive(f, domain, checkpoint.Format{Spec: checkpoint.Root{1}}))
	defer m.Close()
	m.Know(feed.Attempt{Number: 1, Solver: address})
	start := time.Now()
	if err := m.CatchUp(t.Context()); err == nil || time.Since(start) > 20*time.Second {
		t.Errorf("a message that is not there: %v after %s", err, time.Since(start))
	}
	if n := l.Next(1); n != 4 {
		t.Errorf("%d roots are known, want 4", n)
	}
	if err := js.DeleteStream(t.Context(), feed.StreamName(job)); err != nil {
		t.Fatal(err)
	}
	if err := m.CatchUp(t.Context()); err == nil {
		t.Error("a stream that is gone was read")
	}
	if n := l.Next(1); n != 4 {
		t.Errorf("%d roots are known, want 4: what was signed counts", n)
	}
}

// TestPublisherOutlivesTheServer publishes while the server is away, and again when it is back.
func TestPublisherOutlivesTheServer(t *testing.T) {
	s := server(t, t.TempDir())
	f := open(t, s, feed.Config{MaxBytes: 2000})
	// The stream is full after a few messages: every one after that is refused, and never blocks for ever.
	var lost *feed.PublishError
	refused := 0
	for step := range uint32(20) {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		err := f.Publish(ctx, link(t, solver, step, nil))
		if err == nil {
			err = f.Flush(ctx)
		}
		cancel()
		if err == nil {
			continue
		}
		if refused++; !errors.As(err, &lost) {
			t.Fatalf("step %d: %v", step, err)
		}
	}
	if refused < 5 {
		t.Errorf("%d were refused", refused)
	}
	// Nothing is left over that blocks.
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := f.Flush(ctx); err != nil {
		t.Error(err)
	}
}
