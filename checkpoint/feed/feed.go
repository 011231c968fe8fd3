// Package feed carries a job's messages over NATS: signed commitments and announcements of checkpoints in a JetStream stream,
// checkpoints' data in an object store, and openings by request and reply. docs/protocol.md, section 5, names the subjects.
//
// Anybody may publish anything. What arrives is bounded, and believed only after a [Ledger] has checked it against what is on the chain.
package feed

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"refute/checkpoint/commit"
)

// Defaults of a Config.
const (
	// DefaultMaxBytes bounds the stream of a job: 1 GiB, about 4 million commitments.
	DefaultMaxBytes = 1 << 30
	// DefaultMaxState bounds the object store of a job: 4 GiB.
	DefaultMaxState = 4 << 30
	// DefaultInFlight is how many commitments may wait for their acknowledgement.
	DefaultInFlight = 256
	// publishRetries is how often a message whose acknowledgement did not come is published again.
	publishRetries = 5
	// ackPatience is how long an acknowledgement is waited for.
	ackPatience = 5 * time.Second
)

// Config bounds a job's feed.
type Config struct {
	MaxBytes int64 // of the stream; 0 means DefaultMaxBytes
	MaxState int64 // of the object store; 0 means DefaultMaxState
	InFlight int   // 0 means DefaultInFlight
}

// Feed is the feed of one job over one connection. Publishing is for one goroutine; the rest for many.
type Feed struct {
	nc       *nats.Conn
	js       jetstream.JetStream
	stream   jetstream.Stream
	bucket   jetstream.ObjectStore
	job      [32]byte
	subject  string // refute.<job>
	inFlight int
	waiting  []pending
}

type pending struct {
	step   uint32
	msg    *nats.Msg
	future jetstream.PubAckFuture
}

// StreamName returns the name of a job's stream.
func StreamName(job [32]byte) string { return "REFUTE_" + hex.EncodeToString(job[:8]) }

// Open finds the stream and the object store of a job on the server, or makes them.
func Open(ctx context.Context, nc *nats.Conn, job [32]byte, cfg Config) (*Feed, error) {
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = DefaultMaxBytes
	}
	if cfg.MaxState == 0 {
		cfg.MaxState = DefaultMaxState
	}
	if cfg.InFlight <= 0 {
		cfg.InFlight = DefaultInFlight
	}
	f := &Feed{nc: nc, job: job, subject: "refute." + hex.EncodeToString(job[:]), inFlight: cfg.InFlight}
	fail := func(err error) (*Feed, error) { return nil, fmt.Errorf("feed: job 0x%x: %w", job[:4], err) }
	var err error
	if f.js, err = jetstream.New(nc, jetstream.WithPublishAsyncMaxPending(cfg.InFlight), jetstream.WithPublishAsyncTimeout(ackPatience)); err != nil {
		return fail(err)
	}
	name := StreamName(job)
	f.stream, err = f.js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		// What was published stays: nobody may delete or purge, and a full stream refuses new messages instead of forgetting old ones.
		f.stream, err = f.js.CreateStream(ctx, jetstream.StreamConfig{
			Name: name, Subjects: []string{f.subject + ".commit", f.subject + ".checkpoint"}, Storage: jetstream.FileStorage,
			Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew, MaxBytes: cfg.MaxBytes, MaxMsgSize: commit.MaxMessage,
			DenyDelete: true, DenyPurge: true,
		})
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // another made it meanwhile
			f.stream, err = f.js.Stream(ctx, name)
		}
	}
	if err != nil {
		return fail(err)
	}
	if s := f.stream.CachedInfo().Config.Subjects; len(s) == 0 || !strings.HasPrefix(s[0], f.subject+".") {
		return fail(fmt.Errorf("stream %s is another job's: its subjects are %v", name, s))
	}
	bucket := name + "_STATE"
	f.bucket, err = f.js.ObjectStore(ctx, bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		f.bucket, err = f.js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: bucket, Storage: jetstream.FileStorage, MaxBytes: cfg.MaxState})
		if errors.Is(err, jetstream.ErrBucketExists) {
			f.bucket, err = f.js.ObjectStore(ctx, bucket)
		}
	}
	if err != nil {
		return fail(err)
	}
	return f, nil
}

// PublishError says which commitment the server did not take. It is in the solver's log: publish again from there.
type PublishError struct {
	Step uint32
	Err  error
}

func (e *PublishError) Error() string {
	return fmt.Sprintf("feed: the commitment of step %d was not acknowledged: %v: publish again from there", e.Step, e.Err)
}

func (e *PublishError) Unwrap() error { return e.Err }

// Publish sends a commitment and returns before it is acknowledged, unless too many are in flight. An error may be about a commitment that was published
// before.
//
// The messages have no ids by which a server drops duplicates: anybody could use up an honest message's id. Readers drop them.
func (f *Feed) Publish(ctx context.Context, c *commit.Commitment) error {
	if err := f.reap(ctx, f.inFlight-1); err != nil {
		return err
	}
	msg := &nats.Msg{Subject: f.subject + ".commit", Data: c.Encode()}
	future, err := f.js.PublishMsgAsync(msg)
	if err != nil {
		return &PublishError{c.Step, err}
	}
	f.waiting = append(f.waiting, pending{c.Step, msg, future})
	return nil
}

// Flush waits until every commitment is acknowledged.
func (f *Feed) Flush(ctx context.Context) error { return f.reap(ctx, 0) }

// reap waits until at most n commitments are in flight.
func (f *Feed) reap(ctx context.Context, n int) error {
	for len(f.waiting) > 0 {
		p := f.waiting[0]
		if len(f.waiting) <= n {
			select {
			case <-p.future.Ok():
				f.waiting = f.waiting[1:]
				continue
			default:
				return nil
			}
		}
		select {
		case <-ctx.Done():
			f.waiting = nil
			return &PublishError{p.step, ctx.Err()}
		case <-p.future.Ok():
		case err := <-p.future.Err():
			if err = f.again(ctx, p.msg, err); err != nil {
				// The future tells its error once: none of those that wait is waited for any longer, the caller publishes them again.
				f.waiting = nil
				return &PublishError{p.step, err}
			}
		}
		f.waiting = f.waiting[1:]
	}
	return nil
}

// again publishes a message whose acknowledgement did not come. It may be in the stream already: readers drop duplicates.
func (f *Feed) again(ctx context.Context, old *nats.Msg, err error) error {
	for i := range publishRetries {
		if err := sleep(ctx, time.Duration(i)*reconnectWait); err != nil {
			return err
		}
		once, cancel := context.WithTimeout(ctx, ackPatience)
		_, err = f.js.PublishMsg(once, &nats.Msg{Subject: old.Subject, Data: old.Data})
		cancel()
		if err == nil {
			return nil
		}
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Announce publishes the announcement of a checkpoint, and waits for the acknowledgement. Its data should be in the object store before.
func (f *Feed) Announce(ctx context.Context, c *commit.Checkpoint) error {
	msg := &nats.Msg{Subject: f.subject + ".checkpoint", Data: c.Encode()}
	if err := f.again(ctx, msg, nil); err != nil {
		return fmt.Errorf("feed: announce the checkpoint of step %d: %w", c.Step, err)
	}
	return nil
}

// PutState puts a checkpoint's bytes into the object store.
func (f *Feed) PutState(ctx context.Context, name string, r io.Reader) error {
	if _, err := f.bucket.Put(ctx, jetstream.ObjectMeta{Name: name}, r); err != nil {
		return fmt.Errorf("feed: put object %q: %w", name, err)
	}
	return nil
}

// ErrNoState says that the object store has no such object.
var ErrNoState = errors.New("feed: no such object")

// State opens an object of exactly size bytes. What is read was not checked: read it as a checkpoint whose root is known.
func (f *Feed) State(ctx context.Context, name string, size int64) (io.ReadCloser, error) {
	r, err := f.bucket.Get(ctx, name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil, fmt.Errorf("%w: %q", ErrNoState, name)
	}
	if err != nil {
		return nil, fmt.Errorf("feed: object %q: %w", name, err)
	}
	if info, err := r.Info(); err != nil || info.Size != uint64(size) {
		return nil, errors.Join(fmt.Errorf("feed: object %q is not of %d bytes", name, size), err, r.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(r, size), r}, nil
}

// Kind says what a message is, by its subject.
type Kind uint8

// The kinds of message in the stream.
const (
	IsCommitment Kind = iota
	IsCheckpoint
)

// Message is one message of the stream, of which nothing was checked but its size.
type Message struct {
	Seq  uint64 // in the stream, from 1
	Kind Kind
	Data []byte
}

// Reader reads the stream in order, from any message on. It is for one goroutine.
type Reader struct {
	messages jetstream.MessagesContext
	subject  string
}

// Read begins to read at message seq of the stream (1 is the first), and waits for messages to come.
func (f *Feed) Read(ctx context.Context, seq uint64) (*Reader, error) {
	c, err := f.stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: max(seq, 1)})
	if err != nil {
		return nil, fmt.Errorf("feed: read: %w", err)
	}
	m, err := c.Messages(jetstream.PullMaxMessages(512))
	if err != nil {
		return nil, fmt.Errorf("feed: read: %w", err)
	}
	return &Reader{m, f.subject}, nil
}

// Next waits for the next message. Messages that are too long are skipped.
func (r *Reader) Next(ctx context.Context) (Message, error) {
	for {
		m, err := r.messages.Next(jetstream.NextContext(ctx))
		if ctx.Err() != nil {
			return Message{}, ctx.Err()
		}
		if err != nil {
			return Message{}, fmt.Errorf("feed: read: %w", err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return Message{}, fmt.Errorf("feed: read: %w", err)
		}
		out := Message{Seq: meta.Sequence.Stream, Data: m.Data()}
		switch m.Subject() {
		case r.subject + ".commit":
			out.Kind = IsCommitment
		case r.subject + ".checkpoint":
			out.Kind = IsCheckpoint
		default:
			continue
		}
		if len(out.Data) <= commit.MaxMessage {
			return out, nil
		}
	}
}

// Close ends the reading.
func (r *Reader) Close() { r.messages.Stop() }

// LastCommitment returns the commitment that the stream has last, and false if it has none. Anybody may have published it, and its signature was not
// checked: it tells whoever alone publishes to the server where to go on.
func (f *Feed) LastCommitment(ctx context.Context) (*commit.Commitment, bool, error) {
	m, err := f.stream.GetLastMsgForSubject(ctx, f.subject+".commit")
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("feed: last commitment: %w", err)
	}
	c, err := commit.DecodeCommitment(m.Data)
	if err != nil {
		return nil, false, fmt.Errorf("feed: last commitment: %w", err)
	}
	return c, true, nil
}

// Len returns the number of the stream's last message: what a reader from 1 on has read when it has caught up.
func (f *Feed) Len(ctx context.Context) (uint64, error) {
	info, err := f.stream.Info(ctx)
	if err != nil {
		return 0, fmt.Errorf("feed: stream: %w", err)
	}
	return info.State.LastSeq, nil
}
