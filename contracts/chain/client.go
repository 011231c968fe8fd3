package chain

import (
	"context"
	"fmt"
	"math/big"
	"sync"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint/commit"
	"refute/contracts/bindings"
)

// The bindings hold parsed ABIs and nothing else; they are safe for concurrent use.
var (
	jobsABI     = bindings.NewJobs()
	disputesABI = bindings.NewDisputes()
	refereeABI  = bindings.NewReferee()
)

// contractABIs returns the ABIs in which named errors are looked up.
var contractABIs = sync.OnceValue(func() []*abi.ABI {
	jobs, disputes, referee := jobsABI.GetABI(), disputesABI.GetABI(), refereeABI.GetABI()
	return []*abi.ABI{&jobs, &disputes, &referee}
})

// Addresses says where the contracts are.
type Addresses struct {
	Referee  common.Address `json:"referee"`
	Jobs     common.Address `json:"jobs"`
	Disputes common.Address `json:"disputes"`
}

// Arities of the deployed game: log2 of how many nodes a reveal shows in the tree of an epoch, and in the others.
const (
	HistoryArity = 5
	TreeArity    = 6
)

// maxReturn bounds what a view may return: the largest answers are a game and a demand, under 2 KiB.
const maxReturn = 64 << 10

// Client reads the contracts. It may be used by many goroutines.
type Client struct {
	backend Backend
	at      Addresses
	chainID uint64
}

// Dial checks that the contracts are at the addresses, and belong together.
func Dial(ctx context.Context, b Backend, at Addresses) (*Client, error) {
	id, err := b.ChainID(ctx)
	if err != nil {
		return nil, fmt.Errorf("chain: id: %w", err)
	}
	if id == nil || !id.IsUint64() {
		return nil, fmt.Errorf("chain: the node says that the chain's id is %v: want 1 to 2^63-1", id)
	}
	c := &Client{backend: b, at: at, chainID: id.Uint64()}
	disputes, err := view(ctx, c, at.Jobs, jobsABI.PackDisputes(), jobsABI.UnpackDisputes)
	if err != nil {
		return nil, fmt.Errorf("%w: is the Jobs contract at %s?", err, at.Jobs)
	}
	jobs, err := view(ctx, c, at.Disputes, disputesABI.PackJobs(), disputesABI.UnpackJobs)
	if err != nil {
		return nil, fmt.Errorf("%w: is the Disputes contract at %s?", err, at.Disputes)
	}
	referee, err := view(ctx, c, at.Disputes, disputesABI.PackReferee(), disputesABI.UnpackReferee)
	if err != nil {
		return nil, err
	}
	if disputes != at.Disputes || jobs != at.Jobs || referee != at.Referee {
		return nil, fmt.Errorf("chain: the contracts do not belong together: Jobs at %s has games at %s; Disputes at %s has jobs at %s and the referee at %s, not %s",
			at.Jobs, disputes, at.Disputes, jobs, referee, at.Referee)
	}
	return c, nil
}

// Backend returns the node that the client asks.
func (c *Client) Backend() Backend { return c.backend }

// Addresses returns where the contracts are.
func (c *Client) Addresses() Addresses { return c.at }

// ChainID returns the chain's id.
func (c *Client) ChainID() uint64 { return c.chainID }

// Domain returns where signatures of solvers count.
func (c *Client) Domain() commit.Domain { return commit.Domain{ChainID: c.chainID, Jobs: c.at.Jobs} }

// Head returns the newest block.
func (c *Client) Head(ctx context.Context) (Head, error) { return LatestHead(ctx, c.backend) }

// Follow returns a follower of the logs of Jobs and Disputes from a block on.
func (c *Client) Follow(from uint64) *Follower {
	return NewFollower(c.backend, from, c.at.Jobs, c.at.Disputes)
}

// Balance returns what an account has, credits in Jobs not counted.
func (c *Client) Balance(ctx context.Context, a common.Address) (Wei, error) {
	b, err := c.backend.BalanceAt(ctx, a, nil)
	if err != nil {
		return Wei{}, fmt.Errorf("chain: balance of %s: %w", a, err)
	}
	return WeiFromBig(b)
}

// view calls a contract without a transaction, at the newest block.
func view[T any](ctx context.Context, c *Client, to common.Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var zero T
	out, err := c.backend.CallContract(ctx, ethereum.CallMsg{To: &to, Data: data}, nil)
	if err != nil {
		return zero, fmt.Errorf("chain: call %s: %w", to, decodeRevert(err, contractABIs()))
	}
	if len(out) == 0 || len(out) > maxReturn {
		return zero, fmt.Errorf("chain: call %s: %d bytes returned", to, len(out))
	}
	v, err := unpack(out)
	if err != nil {
		return zero, fmt.Errorf("chain: call %s: %w", to, err)
	}
	return v, nil
}

// amounts turns what a contract returned into money; the first that is none is kept as an error.
type amounts struct{ err error }

func (a *amounts) of(b *big.Int) Wei {
	w, err := WeiFromBig(b)
	if err != nil && a.err == nil {
		a.err = err
	}
	return w
}
