package feed_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
)

var (
	domain  = commit.Domain{ChainID: 1337, Jobs: common.HexToAddress("0xaa")}
	job     = [32]byte{1, 2, 3}
	solver  = testKey("solver")
	address = crypto.PubkeyToAddress(solver.PublicKey)
)

func testKey(name string) *ecdsa.PrivateKey {
	k, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		panic(err)
	}
	return k
}

func rootOf(step uint32) checkpoint.Root { return checkpoint.Root{byte(step), byte(step >> 8), 0xee} }

func link(t testing.TB, key *ecdsa.PrivateKey, step uint32, change func(*commit.Commitment)) *commit.Commitment {
	t.Helper()
	c := &commit.Commitment{Job: job, Attempt: 1, Step: step, Root: rootOf(step)}
	if step > 0 {
		c.Prev = rootOf(step - 1)
	}
	if change != nil {
		change(c)
	}
	if err := c.Sign(domain, key); err != nil {
		t.Fatal(err)
	}
	return c
}

func ledger() *feed.Ledger {
	l := feed.NewLedger(domain, job, 100)
	l.Know(feed.Attempt{Number: 1, Solver: address})
	return l
}

func TestLedgerBelievesOnlyTheSolversChain(t *testing.T) {
	l := ledger()
	add := func(what string, data []byte, want feed.Verdict) {
		t.Helper()
		if got := l.Add(data); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	honest := func(step uint32) []byte { return link(t, solver, step, nil).Encode() }
	add("noise", []byte("noise"), feed.Malformed)
	add("step 0 forged", link(t, testKey("thief"), 0, nil).Encode(), feed.Forged)
	add("step 0", honest(0), feed.Accepted)
	add("step 0 again", honest(0), feed.Duplicate)
	add("step 2 early", honest(2), feed.Held)
	add("step 1", honest(1), feed.Accepted)
	if l.Next(1) != 3 {
		t.Errorf("next step is %d, want 3: the one that waited belongs to the chain", l.Next(1))
	}
	add("other job", link(t, solver, 3, func(c *commit.Commitment) { c.Job[0]++ }).Encode(), feed.Misplaced)
	add("unknown attempt", link(t, solver, 3, func(c *commit.Commitment) { c.Attempt = 2 }).Encode(), feed.Misplaced)
	add("beyond the job", link(t, solver, 101, nil).Encode(), feed.Misplaced)
	// A real signature in a message whose link somebody changed.
	add("step 3 unlinked", link(t, solver, 3, func(c *commit.Commitment) { c.Prev[5]++ }).Encode(), feed.Unlinked)
	add("step 3", honest(3), feed.Accepted)
	other := link(t, solver, 2, func(c *commit.Commitment) { c.Root[9]++ })
	add("second root for step 2", other.Encode(), feed.Equivocation)
	e := l.Equivocation()
	if len(e) != 1 || e[0].Step != 2 || e[0].One.Root != rootOf(2) || e[0].Two.Root != other.Root {
		t.Fatalf("evidence %+v", e)
	}
	for _, s := range []feed.Signed{e[0].One, e[0].Two} {
		if a, err := commit.Recover(domain.Digest(job, 2, s.Root), s.Sig); err != nil || a != address {
			t.Errorf("evidence is signed by %s, %v", a, err)
		}
	}
	if n := l.Counts().Ignored(); n != 6 {
		t.Errorf("%d messages were not believed, want 6: %v", n, l.Counts())
	}
	if _, ok := l.Roots(1, 0, 4); ok {
		t.Error("roots of a step that was not published")
	}
	roots, ok := l.Roots(1, 1, 3)
	if !ok || len(roots) != 3 || roots[0] != rootOf(1) || roots[2] != rootOf(3) {
		t.Errorf("roots %v", roots)
	}
}

func TestLedgerBoundsWhatWaits(t *testing.T) {
	l := feed.NewLedger(domain, job, 1<<20)
	l.Know(feed.Attempt{Number: 1, Solver: address})
	var flooded int
	for step := uint32(1); step <= 1100; step++ {
		if l.Add(link(t, solver, step, nil).Encode()) == feed.Flooded {
			flooded++
		}
	}
	if flooded != 1100-1024 {
		t.Errorf("%d messages were refused, want 76", flooded)
	}
}

func TestSignatureOfAnEarlierAttemptCounts(t *testing.T) {
	l := ledger()
	l.Know(feed.Attempt{Number: 2, Solver: address})
	l.Know(feed.Attempt{Number: 3, Solver: crypto.PubkeyToAddress(testKey("other").PublicKey)})
	l.Add(link(t, solver, 0, nil).Encode())
	changed := func(attempt uint32) func(*commit.Commitment) {
		return func(c *commit.Commitment) { c.Attempt, c.Root[0] = attempt, 77 }
	}
	if v := l.Add(link(t, testKey("other"), 0, changed(3)).Encode()); v != feed.Accepted {
		t.Errorf("another solver's root: %s", v)
	}
	if v := l.Add(link(t, solver, 0, changed(2)).Encode()); v != feed.Equivocation {
		t.Errorf("the same solver's other root in its next attempt: %s", v)
	}
}

func TestLaterAttemptBeginsAtItsFirstStep(t *testing.T) {
	l := feed.NewLedger(domain, job, 100)
	l.Know(feed.Attempt{Number: 1, Solver: address, First: 11, Base: rootOf(10)})
	if v := l.Add(link(t, solver, 10, nil).Encode()); v != feed.Misplaced {
		t.Errorf("step before the first: %s", v)
	}
	if v := l.Add(link(t, solver, 11, func(c *commit.Commitment) { c.Prev[0]++ }).Encode()); v != feed.Unlinked {
		t.Errorf("first step on another base: %s", v)
	}
	if v := l.Add(link(t, solver, 11, nil).Encode()); v != feed.Accepted {
		t.Errorf("first step: %s", v)
	}
}

func server(t *testing.T, dir string) *feed.Server {
	t.Helper()
	s, err := feed.StartServer(feed.ServerConfig{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func open(t *testing.T, s *feed.Server, cfg feed.Config) *feed.Feed {
	t.Helper()
	nc, err := s.Connect(t.Name())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	f, err := feed.Open(t.Context(), nc, job, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFeedKeepsOrderAndSurvivesTheServer(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	s := server(t, dir)
	f := open(t, s, feed.Config{InFlight: 8})
	const n = 300
	for step := range uint32(n) {
		if err := f.Publish(ctx, link(t, solver, step, nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	a := &commit.Checkpoint{Job: job, Attempt: 1, Step: n - 1, Root: rootOf(n - 1), Object: "1-299", Size: 5}
	if err := a.Sign(domain, solver); err != nil {
		t.Fatal(err)
	}
	if err := f.PutState(ctx, a.Object, strings.NewReader("state")); err != nil {
		t.Fatal(err)
	}
	if err := f.Announce(ctx, a); err != nil {
		t.Fatal(err)
	}
	s.Close()

	f = open(t, server(t, dir), feed.Config{})
	if got, err := f.Len(ctx); err != nil || got != n+1 {
		t.Fatalf("stream has %d messages, %v; want %d", got, err, n+1)
	}
	for _, from := range []uint64{1, 200} {
		r, err := f.Read(ctx, from)
		if err != nil {
			t.Fatal(err)
		}
		for seq := from; seq <= n+1; seq++ {
			m, err := r.Next(ctx)
			if err != nil || m.Seq != seq {
				t.Fatalf("message %d: %+v, %v", seq, m, err)
			}
			if m.Kind == feed.IsCheckpoint {
				if got, err := commit.DecodeCheckpoint(m.Data); err != nil || *got != *a {
					t.Errorf("announcement %+v, %v", got, err)
				}
			} else if c, err := commit.DecodeCommitment(m.Data); err != nil || uint64(c.Step) != seq-1 {
				t.Fatalf("message %d: %+v, %v", seq, c, err)
			}
		}
		r.Close()
	}
	state, err := f.State(ctx, a.Object, 5)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(state)
	if err != nil || string(b) != "state" || state.Close() != nil {
		t.Errorf("state %q, %v", b, err)
	}
	if _, err := f.State(ctx, a.Object, 6); err == nil {
		t.Error("an object of another size was opened")
	}
	if _, err := f.State(ctx, "none", 6); !errors.Is(err, feed.ErrNoState) {
		t.Errorf("missing object: %v", err)
	}
}

func TestReaderWaits(t *testing.T) {
	f := open(t, server(t, t.TempDir()), feed.Config{})
	r, err := f.Read(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := r.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nothing was published, Next returned %v", err)
	}
	go func() { _ = f.Publish(context.Background(), link(t, solver, 0, nil)) }()
	if m, err := r.Next(t.Context()); err != nil || m.Seq != 1 {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestServerIsForThisMachine(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", "192.0.2.1:4222", "nonsense", "127.0.0.1:x", ":4222"} {
		if s, err := feed.StartServer(feed.ServerConfig{Dir: t.TempDir(), Listen: listen}); err == nil {
			s.Close()
			t.Errorf("the server listens on %q", listen)
		}
	}
	s, err := feed.StartServer(feed.ServerConfig{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	nc, err := feed.Connect(s.URL(), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := feed.Open(t.Context(), nc, job, feed.Config{}); err != nil {
		t.Error(err)
	}
}

// vault shows the leaf and the nodes of one step of one game.
type vault struct{}

func (vault) Children(_ context.Context, game [32]byte, at bisect.Spot, levels int) ([]checkpoint.Root, error) {
	if game != job || at.Step != 7 {
		return nil, errors.New("secret")
	}
	out := make([]checkpoint.Root, 1<<levels)
	for i := range out {
		out[i] = checkpoint.Root{byte(i), byte(at.Height)}
	}
	return out, nil
}

func (vault) Leaf(_ context.Context, game [32]byte, at bisect.Spot) ([]byte, error) {
	if game != job || at.Step != 7 {
		return nil, errors.New("secret")
	}
	return bytes.Repeat([]byte{byte(at.Index)}, checkpoint.LeafSize), nil
}

func TestOpenings(t *testing.T) {
	s := server(t, t.TempDir())
	f := open(t, s, feed.Config{})
	asker := open(t, s, feed.Config{}).Published(job)
	at := bisect.Spot{Phase: bisect.Outputs, Step: 7, Height: 6, Index: 3}
	var refused *feed.RefusedError
	if _, err := asker.Children(t.Context(), at, 6); !errors.As(err, &refused) {
		t.Errorf("nobody serves: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- f.Serve(ctx, vault{}) }()
	var children []checkpoint.Root
	var err error
	for range 100 { // until the server subscribed
		if children, err = asker.Children(t.Context(), at, 6); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err != nil || len(children) != 64 || children[63] != (checkpoint.Root{63, 6}) {
		t.Errorf("children %v, %v", children, err)
	}
	at.Phase, at.Height = bisect.Tensor, 0
	leaf, err := asker.Leaf(t.Context(), at)
	if err != nil || len(leaf) != checkpoint.LeafSize || leaf[5] != 3 {
		t.Errorf("leaf %v, %v", leaf, err)
	}
	at.Step = 8
	if _, err := asker.Leaf(t.Context(), at); !errors.As(err, &refused) || strings.Contains(err.Error(), "secret") {
		t.Errorf("a step that no game named: %v", err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("serving ended with %v", err)
	}
}
