package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/commit"
)

// Limits of an archive.
const (
	// maxObjects bounds the announcements that are kept for one step.
	maxObjects = 4
	// loadPatience is how long the reading of one object may take, and as long again for each loadRate bytes.
	loadPatience = 5 * time.Second
	loadRate     = 8 << 20
	// maxStalls is how many objects that never end are waited for. Then the archive holds nothing for stallRest: who checks computes from what it
	// has itself.
	maxStalls = 2
	stallRest = 10 * time.Minute
)

// Archive is what solvers have announced of their checkpoints, and reads them. It may be used by many goroutines.
type Archive struct {
	feed   *Feed
	domain commit.Domain
	format checkpoint.Format

	mu      sync.Mutex
	last    uint32 // step of the job, 0 if it is not known
	known   map[uint32]Attempt
	steps   []uint32 // rising
	objects map[uint32][]object
	stalls  int
	until   time.Time // nothing is read before, after too many stalls
}

// object is an announced object. One that was read and is not what was announced stays, so that it is not announced again.
type object struct {
	name string
	root checkpoint.Root
	bad  bool
}

// NewArchive returns an empty archive.
func NewArchive(f *Feed, d commit.Domain, format checkpoint.Format) *Archive {
	return &Archive{feed: f, domain: d, format: format, known: map[uint32]Attempt{}, objects: map[uint32][]object{}}
}

// Know tells the archive of an attempt, as the chain has it.
func (a *Archive) Know(attempt Attempt) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known[attempt.Number] = attempt
}

func (a *Archive) knows(attempt Attempt) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	have, ok := a.known[attempt.Number]
	return ok && have == attempt
}

// Add judges a message of the checkpoint subject. An announcement is believed only as far as that the solver made it: what it leads to is
// checked when it is read.
func (a *Archive) Add(data []byte) Verdict {
	c, err := commit.DecodeCheckpoint(data)
	if err != nil {
		return Malformed
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	attempt, ok := a.known[c.Attempt]
	if !ok || c.Job != a.feed.job || a.last != 0 && c.Step > a.last || c.Size != uint64(a.format.Size(c.Step)) {
		return Misplaced
	}
	objects := a.objects[c.Step]
	if slices.ContainsFunc(objects, func(o object) bool { return o.name == c.Object }) {
		return Duplicate
	}
	if signer, err := c.Signer(a.domain); err != nil || signer != attempt.Solver {
		return Forged
	}
	if len(objects) >= maxObjects {
		return Flooded
	}
	if i, found := slices.BinarySearch(a.steps, c.Step); !found {
		a.steps = slices.Insert(a.steps, i, c.Step)
	}
	a.objects[c.Step] = append(objects, object{name: c.Object, root: c.Root})
	return Accepted
}

// Nearest returns the last step up to and including the given one of which a checkpoint was announced.
func (a *Archive) Nearest(step uint32) (uint32, bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	i, found := slices.BinarySearch(a.steps, step)
	if !found {
		i--
	}
	if i < 0 || time.Now().Before(a.until) {
		return 0, false, nil
	}
	return a.steps[i], true, nil
}

// LoadExpecting reads the checkpoint of a step with a known state root from the object store. What is announced with another root is not read, and
// what turns out to be another is not read again.
func (a *Archive) LoadExpecting(step uint32, root checkpoint.Root) (*checkpoint.Checkpoint, error) {
	err := fmt.Errorf("%w: step %d was not announced", checkpoint.ErrNoCheckpoint, step)
	for _, name := range a.candidates(step, root) {
		patience := loadPatience + time.Duration(a.format.Size(step)/loadRate)*loadPatience
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		start := time.Now()
		c, e := a.load(ctx, name, step, root)
		// The library's own clock for reading may run out a moment before.
		stalled := time.Since(start) >= patience*9/10
		cancel()
		if e == nil {
			a.mu.Lock()
			a.stalls = 0
			a.mu.Unlock()
			return c, nil
		}
		a.failed(step, name, e, stalled)
		if err = errors.Join(err, e); stalled {
			break
		}
	}
	return nil, err
}

func (a *Archive) candidates(step uint32, root checkpoint.Root) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if time.Now().Before(a.until) {
		return nil
	}
	var names []string
	for _, o := range a.objects[step] {
		if !o.bad && o.root == root {
			names = append(names, o.name)
		}
	}
	return names
}

// failed notes that an object could not be read. One that is garbled or ends nowhere is not tried again; the step is forgotten with its last object.
func (a *Archive) failed(step uint32, name string, err error, stalled bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var damaged *checkpoint.DamageError
	if stalled {
		if a.stalls++; a.stalls >= maxStalls {
			a.stalls, a.until = 0, time.Now().Add(stallRest)
		}
	} else if !errors.As(err, &damaged) && !errors.Is(err, ErrNoState) {
		return // the server's fault, perhaps
	}
	left := false
	for i, o := range a.objects[step] {
		if o.name == name {
			a.objects[step][i].bad = true
		}
		left = left || !a.objects[step][i].bad
	}
	if i, found := slices.BinarySearch(a.steps, step); found && !left {
		a.steps = slices.Delete(a.steps, i, i+1)
	}
}

func (a *Archive) load(ctx context.Context, name string, step uint32, root checkpoint.Root) (*checkpoint.Checkpoint, error) {
	r, err := a.feed.State(ctx, name, a.format.Size(step))
	if err != nil {
		return nil, err
	}
	c, err := a.format.ReadExpecting(r, step, root)
	return c, errors.Join(err, r.Close())
}

// Mirror keeps a ledger and an archive up to date with a job's stream. It is for one goroutine.
type Mirror struct {
	Ledger  *Ledger
	Archive *Archive
	feed    *Feed
	reader  *Reader
	seq     uint64 // of the last message read
}

// NewMirror returns a mirror that has read nothing yet.
func NewMirror(f *Feed, l *Ledger, a *Archive) *Mirror {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last = l.steps
	return &Mirror{Ledger: l, Archive: a, feed: f}
}

// Know tells ledger and archive of an attempt; after a reorganisation of the chain it may be another's. Messages of it that were read before are
// read again.
func (m *Mirror) Know(a Attempt) {
	if m.Archive.knows(a) {
		return
	}
	m.Ledger.Know(a)
	m.Archive.Know(a)
	if m.seq > 0 {
		m.Close()
		m.seq = 0
		m.Ledger.reset()
	}
}

// CatchUp reads all that the stream has now. If ctx ends before, the next call goes on where it was.
func (m *Mirror) CatchUp(ctx context.Context) error {
	n, err := m.feed.Len(ctx)
	if err != nil {
		return err
	}
	if n < m.seq {
		// The server has lost the stream, or another stream has its name: what the solver signed counts all the same.
		m.Close()
		m.seq = 0
	}
	for m.seq < n {
		if m.reader == nil {
			if m.reader, err = m.feed.Read(ctx, m.seq+1); err != nil {
				return err
			}
		}
		// A server that has less than it says would be waited for for ever.
		once, cancel := context.WithTimeout(ctx, quiet)
		msg, err := m.reader.Next(once)
		cancel()
		if err != nil && errors.Is(once.Err(), context.DeadlineExceeded) && ctx.Err() == nil {
			m.Close()
			return fmt.Errorf("feed: the server says that there are %d messages and shows none after %d", n, m.seq)
		}
		if err != nil {
			m.Close()
			return err
		}
		m.seq = msg.Seq
		if msg.Kind == IsCheckpoint {
			v := m.Archive.Add(msg.Data)
			m.Ledger.counts[v]++
		} else {
			m.Ledger.Add(msg.Data)
		}
	}
	return nil
}

// quiet is how long a message is waited for that the server says it has.
const quiet = 3 * time.Second

// Close ends the reading; CatchUp begins again where it was.
func (m *Mirror) Close() {
	if m.reader != nil {
		m.reader.Close()
		m.reader = nil
	}
}
