package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Head is a block, named by its hash, and its time: the only clock of the protocol.
type Head struct {
	Number uint64
	Hash   common.Hash
	Time   uint64 // seconds
}

func headOf(h *types.Header, err error) (Head, error) {
	switch {
	case err != nil:
		return Head{}, err
	case h == nil || h.Number == nil || !h.Number.IsUint64():
		return Head{}, errors.New("chain: the node gave a header without a number")
	}
	return Head{h.Number.Uint64(), h.Hash(), h.Time}, nil
}

// LatestHead returns the newest block.
func LatestHead(ctx context.Context, b Backend) (Head, error) {
	h, err := headOf(b.HeaderByNumber(ctx, nil))
	if err != nil {
		return h, fmt.Errorf("chain: newest block: %w", err)
	}
	return h, nil
}

// HeadAt returns the block of a number on the chain that the node follows now. found is false where the chain is shorter.
func HeadAt(ctx context.Context, b Backend, number uint64) (head Head, found bool, err error) {
	h, err := headOf(b.HeaderByNumber(ctx, new(big.Int).SetUint64(number)))
	if errors.Is(err, ethereum.NotFound) {
		return Head{}, false, nil
	}
	if err == nil && h.Number != number {
		err = fmt.Errorf("the node gave block %d", h.Number)
	}
	if err != nil {
		return Head{}, false, fmt.Errorf("chain: block %d: %w", number, err)
	}
	return h, true, nil
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
