package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint"
	"refute/checkpoint/commit"
)

// maxObjects bounds the announcements that are kept for one step.
const maxObjects = 4

// Archive is what solvers have announced of their checkpoints, and reads them. It may be used by many goroutines.
type Archive struct {
	feed   *Feed
	domain commit.Domain
	format checkpoint.Format

	mu      sync.Mutex
	solvers map[uint32]common.Address
	steps   []uint32 // rising
	objects map[uint32][]string
}

// NewArchive returns an empty archive.
func NewArchive(f *Feed, d commit.Domain, format checkpoint.Format) *Archive {
	return &Archive{feed: f, domain: d, format: format, solvers: map[uint32]common.Address{}, objects: map[uint32][]string{}}
}

// Know tells the archive of an attempt, as the chain has it.
func (a *Archive) Know(attempt Attempt) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.solvers[attempt.Number] = attempt.Solver
}

func (a *Archive) knows(attempt uint32) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, ok := a.solvers[attempt]
	return ok
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
	solver, ok := a.solvers[c.Attempt]
	if !ok || c.Job != a.feed.job || c.Size != uint64(a.format.Size(c.Step)) {
		return Misplaced
	}
	objects := a.objects[c.Step]
	if slices.Contains(objects, c.Object) {
		return Duplicate
	}
	if signer, err := c.Signer(a.domain); err != nil || signer != solver {
		return Forged
	}
	if len(objects) >= maxObjects {
		return Flooded
	}
	if len(objects) == 0 {
		i, _ := slices.BinarySearch(a.steps, c.Step)
		a.steps = slices.Insert(a.steps, i, c.Step)
	}
	a.objects[c.Step] = append(objects, c.Object)
	return Accepted
}

// Nearest returns the last step up to and including the given one of which a checkpoint was announced.
func (a *Archive) Nearest(step uint32) (uint32, bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	i, found := slices.BinarySearch(a.steps, step)
	if found {
		return step, true, nil
	}
	if i == 0 {
		return 0, false, nil
	}
	return a.steps[i-1], true, nil
}

// LoadExpecting reads the checkpoint of a step with a known state root from the object store.
func (a *Archive) LoadExpecting(step uint32, root checkpoint.Root) (*checkpoint.Checkpoint, error) {
	ctx, cancel := context.WithTimeout(context.Background(), askPatience)
	defer cancel()
	err := fmt.Errorf("%w: step %d was not announced", checkpoint.ErrNoCheckpoint, step)
	a.mu.Lock()
	objects := slices.Clone(a.objects[step])
	a.mu.Unlock()
	for _, name := range objects {
		c, e := a.load(ctx, name, step, root)
		if e == nil {
			return c, nil
		}
		err = errors.Join(err, e)
	}
	return nil, err
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
	return &Mirror{Ledger: l, Archive: a, feed: f}
}

// Know tells ledger and archive of an attempt. Messages of it that were read before are read again.
func (m *Mirror) Know(a Attempt) {
	if m.Archive.knows(a.Number) {
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

// CatchUp reads all that the stream has now.
func (m *Mirror) CatchUp(ctx context.Context) error {
	n, err := m.feed.Len(ctx)
	if err != nil {
		return err
	}
	for m.seq < n {
		if m.reader == nil {
			if m.reader, err = m.feed.Read(ctx, m.seq+1); err != nil {
				return err
			}
		}
		msg, err := m.reader.Next(ctx)
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

// Close ends the reading; CatchUp begins again where it was.
func (m *Mirror) Close() {
	if m.reader != nil {
		m.reader.Close()
		m.reader = nil
	}
}
