package contracts_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts"
	"refute/contracts/bindings"
	"refute/contracts/evm"
	"refute/dispute/referee"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// spaces are what a kernel may read: state, constants, earlier outputs.
type spaces [3][]tensor.Tensor

// spread moves each tensor that the kernel reads to a space of its own choice, among others that nobody reads.
func spread(r *rand.Rand, k *program.Kernel, read []tensor.Tensor) (s spaces) {
	for i := range s {
		for range 1 + r.IntN(4) {
			s[i] = append(s[i], tensor.New(tensor.F32, 1+r.IntN(300)))
		}
	}
	type place struct {
		space program.Space
		index int
	}
	to := make([]place, len(read))
	for i, t := range read {
		p := place{space: program.InConst}
		if t.Type.Size() == 4 {
			p.space = program.Space(r.IntN(3))
		}
		p.index = len(s[p.space])
		s[p.space] = append(s[p.space], t)
		to[i] = p
	}
	for j := range k.Operands {
		o := &k.Operands[j]
		p := to[o.Tensor]
		o.Space, o.Tensor = p.space, p.index
	}
	return s
}

// Tensor implements referee.Inputs.
func (s *spaces) Tensor(space program.Space, index int) (tensor.Tensor, error) {
	return s[space][index], nil
}

// Proof implements referee.Inputs.
func (s *spaces) Proof(space program.Space, index int) ([]bisect.Root, error) {
	return checkpoint.StateTree(s[space]).Proof(uint64(index))
}

// query asks for a window of an element, from an accumulator.
func (s *spaces) query(k *program.Kernel, element, window int64, acc uint32) *bisect.Query {
	return &bisect.Query{
		Section: k.Encode(),
		Place: bisect.Place{
			Position: uint32(len(s[program.InKernel])), States: uint32(len(s[program.InState])),
			Consts: uint32(len(s[program.InConst])), Kernels: uint32(len(s[program.InKernel]) + 1),
		},
		Step: 77, Element: element, Window: window, Acc: acc,
		State:  checkpoint.StateRoot(s[program.InState]),
		Consts: checkpoint.StateRoot(s[program.InConst]),
		Trace:  checkpoint.NodeRoot(append(checkpoint.TensorRoots(s[program.InKernel]), bisect.Root{9})),
	}
}

// trace is spaces whose outputs are in a tree with one more leaf, the kernel's own.
type trace struct{ *spaces }

// Proof implements referee.Inputs.
func (t trace) Proof(space program.Space, index int) ([]bisect.Root, error) {
	if space != program.InKernel {
		return t.spaces.Proof(space, index)
	}
	return checkpoint.NodeTree(append(checkpoint.TensorRoots(t.spaces[space]), bisect.Root{9})).Proof(uint64(index))
}

func bind(q *bisect.Query) bindings.Query {
	return bindings.Query{
		Kernel: q.Section, Place: bindings.Place(q.Place), Step: q.Step, Element: uint64(q.Element), Window: uint64(q.Window),
		Acc: q.Acc, StateRoot: q.State, ConstRoot: q.Consts, TraceRoot: q.Trace,
	}
}

// problem is a window of a random kernel, with its openings and the right answer.
type problem struct {
	kernel   program.Kernel
	query    *bisect.Query
	openings []byte
	want     uint32
}

func random(r *rand.Rand, limits progtest.Limits) (*problem, error) {
	k, read := progtest.Kernel(r, limits)
	return pose(r, k, read)
}

// pose asks for a random window of a kernel that reads the tensors.
func pose(r *rand.Rand, k program.Kernel, read []tensor.Tensor) (*problem, error) {
	s := spread(r, &k, read)
	acc := k.Init
	if r.IntN(2) == 0 {
		acc = r.Uint32()
	}
	q := s.query(&k, r.Int64N(k.Count()), r.Int64N(k.Windows()), acc)
	openings, err := referee.Open(q, trace{&s})
	if err != nil {
		return nil, err
	}
	from := q.Window * int64(k.Window)
	want, err := reference.Fold(&k, q.Step, q.Element, from, min(from+int64(k.Window), k.Terms()), acc, reference.Tensors(&k, s[0], s[1], s[2]))
	return &problem{k, q, openings, want}, err
}

// game is the part of the cost table's fixed sum that is not the referee's.
const game = 250_000

// check compares the contract, with and without its fast folds, and the price of a transaction in which the game spends all that the table
// gives it with the table's bound. The game's part is added, not taken off the bound: where calldata has its floor price, execution costs nothing more.
func (p *problem) check(r *contracts.Referee) error {
	for _, rule := range []func(bindings.Query, []byte) (contracts.Ruling, error){r.Window, r.WindowPlain} {
		got, err := rule(bind(p.query), p.openings)
		if err != nil {
			return err
		}
		if !got.Valid || got.Acc != p.want {
			return fmt.Errorf("valid %v, %08x, want %08x", got.Valid, got.Acc, p.want)
		}
		total, err := evm.Transaction(bindings.NewReferee().PackWindow(bind(p.query), p.openings), got.Gas+game)
		if err != nil {
			return err
		}
		if bound := p.kernel.Gas(p.kernel.Window); int64(total) > bound {
			return fmt.Errorf("%d gas, the cost table promises at most %d", total, bound)
		}
	}
	return nil
}

// large has longer sums, longer bodies and more operands: windows that come near the limits.
var large = progtest.Limits{Outputs: 300, Terms: 600, Body: 150, Operands: 16}

// differential runs n random problems on all processors, one in 20 of them large.
func differential(t *testing.T, n int, seed uint64) {
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			c, err := contracts.NewReferee()
			if err != nil {
				t.Error(err)
				return
			}
			for i := w; i < n && !t.Failed(); i += workers {
				limits := progtest.Small
				if i%20 == 7 {
					limits = large
				}
				p, err := random(rand.New(rand.NewPCG(seed, uint64(i))), limits)
				if err == nil {
					err = p.check(c)
				}
				if err != nil {
					k := program.Kernel{}
					if p != nil {
						k = p.kernel
					}
					t.Errorf("case %d: %v\n%+v", i, err, k)
				}
			}
		})
	}
	wg.Wait()
}

// The contract computes what the definition says, on random kernels with every instruction and feature, and for no more gas
// than the cost table promises. REFUTE_HEAVY=1 runs a million.
func TestWindows(t *testing.T) {
	n := 10_000
	if os.Getenv("REFUTE_HEAVY") != "" {
		n = 1_000_000
	}
	if testing.Short() {
		n = 500
	}
	differential(t, n, 1)
}
