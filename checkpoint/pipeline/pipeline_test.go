package pipeline_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
	"refute/checkpoint/pipeline"
	"refute/contracts/chain"
	"refute/trainer/timeline"
)

var (
	job     = [32]byte{7}
	account = chain.DeriveAccount("pipeline")
	domain  = commit.Domain{ChainID: 5, Jobs: common.Address{9}}
)

func root(t uint32) checkpoint.Root { return sha256.Sum256([]byte{byte(t), byte(t >> 8), 1}) }

func before(t uint32) checkpoint.Root {
	if t == 0 {
		return checkpoint.Root{}
	}
	return root(t - 1)
}

func openLog(t *testing.T, path string) *checkpoint.Log {
	t.Helper()
	l, err := checkpoint.OpenLog(path, job)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() }) // some tests close it themselves
	return l
}

// publisher checks what a publisher may rely on: steps come in order, each durable in the log with this signature, each linked to the one before.
type publisher struct {
	t       *testing.T
	log     *checkpoint.Log
	hold    chan struct{} // if not nil, each Publish waits for it
	fail    error         // of step failAt
	failAt  uint32
	mu      sync.Mutex
	got     []commit.Commitment
	flushed int
}

func (p *publisher) Publish(ctx context.Context, c *commit.Commitment) error {
	if p.hold != nil {
		select {
		case <-p.hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil && c.Step == p.failAt {
		return p.fail
	}
	e, err := p.log.At(c.Step)
	if err != nil || e.Root != c.Root || commit.Signature(e.Sig) != c.Sig {
		p.t.Errorf("step %d was published before it was logged: %v", c.Step, err)
	}
	if by, err := c.Signer(domain); err != nil || by != account.Address {
		p.t.Errorf("step %d is signed by %s: %v", c.Step, by, err)
	}
	if n := len(p.got); n > 0 && (c.Step != p.got[n-1].Step+1 || c.Prev != p.got[n-1].Root) {
		p.t.Errorf("step %d follows step %d", c.Step, p.got[n-1].Step)
	}
	p.got = append(p.got, *c)
	return nil
}

func (p *publisher) Flush(context.Context) error { p.flushed++; return nil }

func start(t *testing.T, l *checkpoint.Log, pub pipeline.Publisher, queue int) *pipeline.Pipeline {
	t.Helper()
	p, err := pipeline.New(pipeline.Config{Job: job, Attempt: 1, Domain: domain, Key: account.Key, Log: l, Publisher: pub, Queue: queue, Timeline: timeline.New()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func TestInOrderLoggedThenPublished(t *testing.T) {
	l := openLog(t, filepath.Join(t.TempDir(), "log"))
	pub := &publisher{t: t, log: l}
	p := start(t, l, pub, 8)
	for s := range uint32(100) {
		if err := p.Commit(t.Context(), s, before(s), root(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Logged(t.Context(), 99); err != nil || l.Len() != 100 {
		t.Errorf("%d steps are logged: %v", l.Len(), err)
	}
	if err := p.Flush(t.Context()); err != nil || len(pub.got) != 100 || pub.flushed != 1 {
		t.Errorf("%d steps are published: %v", len(pub.got), err)
	}
}

func TestNothingIsSignedTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l := openLog(t, path)
	p := start(t, l, nil, 0)
	for s := range uint32(10) {
		if err := p.Commit(t.Context(), s, before(s), root(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}

	// After a crash the steps since the last checkpoint are computed again.
	l = openLog(t, path)
	pub := &publisher{t: t, log: l}
	p = start(t, l, pub, 0)
	for s := uint32(6); s < 12; s++ {
		if err := p.Commit(t.Context(), s, before(s), root(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Flush(t.Context()); err != nil || len(pub.got) != 2 || pub.got[0].Step != 10 || l.Len() != 12 {
		t.Errorf("%+v were published: %v", pub.got, err)
	}
	var conflict *checkpoint.ConflictError
	if err := p.Commit(t.Context(), 7, before(7), root(8)); !errors.As(err, &conflict) || conflict.Step != 7 {
		t.Errorf("another root for a logged step: %v", err)
	}
	if err := p.Commit(t.Context(), 12, before(12), root(12)); err != nil {
		t.Errorf("after a refusal: %v", err)
	}
}

func TestTrainingDoesNotWaitForPublishing(t *testing.T) {
	l := openLog(t, filepath.Join(t.TempDir(), "log"))
	pub := &publisher{t: t, log: l, hold: make(chan struct{})}
	p := start(t, l, pub, 4)
	// One is held by the publisher, three wait in what it will publish next or in the queue: none of them waits for it.
	for s := range uint32(4) {
		if err := p.Commit(t.Context(), s, before(s), root(s)); err != nil {
			t.Fatal(err)
		}
	}
	// A full queue does hold up, until its context ends.
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	s := uint32(4)
	var err error
	for ; err == nil && s < 20; s++ {
		err = p.Commit(short, s, before(s), root(s))
	}
	if !errors.Is(err, context.DeadlineExceeded) || s > 10 {
		t.Errorf("step %d: %v", s, err)
	}
	if err := p.Flush(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("flushed:", err)
	}
	close(pub.hold)
	if err := p.Flush(t.Context()); err != nil || len(pub.got) != int(s-1) {
		t.Errorf("%d of %d were published: %v", len(pub.got), s-1, err)
	}
}

func TestErrorComesWithTheNextCall(t *testing.T) {
	l := openLog(t, filepath.Join(t.TempDir(), "log"))
	full := errors.New("the disk is full")
	pub := &publisher{t: t, log: l, fail: full, failAt: 3}
	p := start(t, l, pub, 2)
	var err error
	s := uint32(0)
	for ; err == nil && s < 1000; s++ {
		err = p.Commit(t.Context(), s, before(s), root(s))
	}
	if !errors.Is(err, full) {
		t.Fatalf("step %d: %v", s, err)
	}
	for name, err := range map[string]error{"Flush": p.Flush(t.Context()), "Commit": p.Commit(t.Context(), s, before(s), root(s))} {
		if !errors.Is(err, full) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(pub.got) != 3 {
		t.Errorf("%d were published after an error at the fourth", len(pub.got))
	}
	p.Close()
	if err := p.Commit(t.Context(), s, before(s), root(s)); err == nil {
		t.Error("a closed pipeline took a step")
	}
}

func TestLogThatFails(t *testing.T) {
	l := openLog(t, filepath.Join(t.TempDir(), "log"))
	pub := &publisher{t: t, log: l}
	p := start(t, l, pub, 2)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.Commit(t.Context(), 0, before(0), root(0)); err != nil {
		t.Fatal(err)
	}
	if err := p.Logged(t.Context(), 0); err == nil || len(pub.got) != 0 {
		t.Errorf("%d were published without a log: %v", len(pub.got), err)
	}
}

// Through the real server: what is flushed is in the stream, and is what the log has.
func TestThroughTheFeed(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, filepath.Join(dir, "log"))
	server, err := feed.StartServer(feed.ServerConfig{Dir: filepath.Join(dir, "nats")})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	nc, err := server.Connect("test")
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	f, err := feed.Open(t.Context(), nc, job, feed.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, found, err := f.LastCommitment(t.Context()); found || err != nil {
		t.Fatalf("%v, %v", found, err)
	}
	p := start(t, l, f, 0)
	for s := range uint32(500) {
		if err := p.Commit(t.Context(), s, before(s), root(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := f.Len(t.Context()); n != 500 || err != nil {
		t.Errorf("%d messages: %v", n, err)
	}
	last, found, err := f.LastCommitment(t.Context())
	if err != nil || !found || last.Step != 499 || last.Root != root(499) || last.Prev != root(498) {
		t.Errorf("%+v: %v", last, err)
	}
}

func BenchmarkCommit(b *testing.B) {
	dir := b.TempDir()
	l, err := checkpoint.OpenLog(filepath.Join(dir, "log"), job)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	server, err := feed.StartServer(feed.ServerConfig{Dir: filepath.Join(dir, "nats")})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	nc, err := server.Connect("benchmark")
	if err != nil {
		b.Fatal(err)
	}
	defer nc.Close()
	f, err := feed.Open(b.Context(), nc, job, feed.Config{})
	if err != nil {
		b.Fatal(err)
	}
	p, err := pipeline.New(pipeline.Config{Job: job, Attempt: 1, Domain: domain, Key: account.Key, Log: l, Publisher: f})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	b.ReportAllocs()
	s := uint32(0)
	for b.Loop() {
		if err := p.Commit(b.Context(), s, before(s), root(s)); err != nil {
			b.Fatal(err)
		}
		s++
	}
	if err := p.Flush(b.Context()); err != nil {
		b.Fatal(err)
	}
}
