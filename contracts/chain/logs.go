package chain

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Limits of what is asked of a node at once.
const (
	// MaxLogBlocks is how many blocks one question for logs spans.
	MaxLogBlocks = 2000
	// MaxLogs is how many logs one answer may hold.
	MaxLogs = 20_000
	// maxRemembered is how many blocks a Follower remembers to find where a reorganisation began.
	maxRemembered = 128
)

// Follower reads the logs of contracts from a block on, each once, in order, and notices reorganisations. It is used by one goroutine.
type Follower struct {
	backend   Backend
	addresses []common.Address
	start     uint64
	// seen are the ends of the ranges read so far, oldest first: the newest is where the next range begins.
	seen []Head
	// span is how many blocks the next question spans, less than MaxLogBlocks after one that had too much for an answer. 0 means MaxLogBlocks.
	span uint64
	// undone says that ranges were forgotten, and no batch has said so yet.
	undone bool
}

// NewFollower returns a follower of the contracts' logs from a block on.
func NewFollower(b Backend, from uint64, addresses ...common.Address) *Follower {
	return &Follower{backend: b, addresses: addresses, start: from}
}

// Batch is what happened since the batch before.
type Batch struct {
	// Undone says that logs of blocks after block Ancestor, which earlier batches held, are no more: what was derived from them must be
	// forgotten. The logs of this batch begin after Ancestor.
	Undone   bool
	Ancestor uint64
	Logs     []types.Log
	Head     Head // everything up to here was read
	More     bool // the chain goes on: ask again at once
}

// Next reads the next range of at most MaxLogBlocks blocks. Anybody may make many logs: after an answer that was too long, or refused, the next question
// spans half as many blocks.
func (f *Follower) Next(ctx context.Context) (Batch, error) {
	if f.span == 0 {
		f.span = MaxLogBlocks
	}
	b, err := f.next(ctx)
	switch {
	case err == nil:
		f.undone = false
		f.span = min(2*f.span, MaxLogBlocks)
	case ctx.Err() == nil:
		f.span = max(f.span/2, 1)
	}
	return b, err
}

func (f *Follower) next(ctx context.Context) (Batch, error) {
	var b Batch
	undone, err := f.rewind(ctx)
	if err != nil {
		f.undone = f.undone || undone
		return b, err
	}
	from := f.from()
	f.undone = f.undone || undone // an error may come before it is said
	b.Undone = f.undone
	if b.Undone && from > 0 {
		b.Ancestor = from - 1
	}
	latest, err := LatestHead(ctx, f.backend)
	if err != nil {
		return b, err
	}
	if latest.Number < from {
		if n := len(f.seen); n > 0 {
			b.Head = f.seen[n-1]
		}
		return b, nil
	}
	to := latest
	if latest.Number-from >= f.span {
		var found bool
		if to, found, err = HeadAt(ctx, f.backend, from+f.span-1); err != nil || !found {
			return b, cmp.Or(err, error(&ReorgError{from + f.span - 1}))
		}
		b.More = true
	}
	logs, err := f.backend.FilterLogs(ctx, ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to.Number), Addresses: f.addresses,
	})
	if err != nil {
		return b, fmt.Errorf("chain: logs of blocks %d to %d: %w", from, to.Number, err)
	}
	if err := f.check(logs, from, to.Number); err != nil {
		return b, err
	}
	// If the end of the range is still the same block, so was all before it while the node looked.
	again, found, err := HeadAt(ctx, f.backend, to.Number)
	if err != nil {
		return b, err
	}
	if !found || again.Hash != to.Hash {
		return b, &ReorgError{to.Number}
	}
	b.Logs, b.Head = logs, to
	if f.seen = append(f.seen, to); len(f.seen) > maxRemembered {
		f.seen = slices.Delete(f.seen, 0, 1)
	}
	return b, nil
}

// ReorgError says that the chain changed while it was read; ask again.
type ReorgError struct{ Block uint64 }

func (e *ReorgError) Error() string {
	return fmt.Sprintf("chain: block %d was reorganised while it was read: ask again", e.Block)
}

func (f *Follower) from() uint64 {
	if n := len(f.seen); n > 0 {
		return f.seen[n-1].Number + 1
	}
	return f.start
}

// rewind forgets the ranges whose last block is no longer on the chain.
func (f *Follower) rewind(ctx context.Context) (bool, error) {
	undone := false
	for n := len(f.seen); n > 0; n = len(f.seen) {
		at, found, err := HeadAt(ctx, f.backend, f.seen[n-1].Number)
		if err != nil {
			return undone, err
		}
		if found && at.Hash == f.seen[n-1].Hash {
			return undone, nil
		}
		f.seen = f.seen[:n-1]
		undone = true
	}
	return undone, nil
}

func (f *Follower) check(logs []types.Log, from, to uint64) error {
	if len(logs) > MaxLogs {
		return fmt.Errorf("chain: the node gave %d logs for blocks %d to %d: at most %d are taken", len(logs), from, to, MaxLogs)
	}
	for i, l := range logs {
		if l.Removed || l.BlockNumber < from || l.BlockNumber > to || !slices.Contains(f.addresses, l.Address) {
			return fmt.Errorf("chain: the node gave a log of block %d and contract %s that was not asked for", l.BlockNumber, l.Address)
		}
		if i > 0 && (l.BlockNumber < logs[i-1].BlockNumber || l.BlockNumber == logs[i-1].BlockNumber && l.Index <= logs[i-1].Index) {
			return fmt.Errorf("chain: the node gave the logs of blocks %d to %d out of order", from, to)
		}
	}
	return nil
}
