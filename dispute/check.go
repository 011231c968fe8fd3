package dispute

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/replay"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/dispute/truth"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Case is what a challenger is about to risk its bond on.
type Case struct {
	Table *Table
	Epoch checkpoint.Epoch
	// Step is the wrong step, if the solver has published its state roots; nil if it has withheld them.
	Step *uint32
	// States is the solver's run as it was published (Step is set), or the challenger's own.
	States truth.States
	// Claimed is the solver's state after the step, if it was published too. It lets the check ask the chain for the exact
	// verdict on an element that differs.
	Claimed []tensor.Tensor
	// Executors are two independent ones; nil is the reference.
	Executors [2]trainer.NewExecutor
	// Steps is how many steps of a withheld epoch are recomputed with both executors, from its first; 0 is all.
	Steps uint32

	made [2]*replay.Executors
}

// executors returns the case's first or second executor.
func (c *Case) executors(i int) *replay.Executors {
	if c.made[i] == nil {
		newExecutor := c.Executors[i]
		if newExecutor == nil {
			newExecutor = truth.Reference
		}
		c.made[i] = replay.NewExecutors(c.Table.Job, newExecutor)
	}
	return c.made[i]
}

// BadDataError says why a challenger does not risk its bond. The name of the check that failed is one of the constants below.
type BadDataError struct {
	Check string
	Err   error
}

// The checks, in their order.
const (
	CheckJob       = "job"       // programs and constants hash to the job's spec
	CheckAnchor    = "anchor"    // the published roots make the anchors on chain
	CheckBefore    = "before"    // the state before the step has the root that was committed to
	CheckExecutors = "executors" // two executors agree on every kernel of the step
	CheckAgreement = "agreement" // what they compute differs from the claim
	CheckReferee   = "referee"   // the contract, asked without a transaction, computes what they compute
)

func (e *BadDataError) Error() string {
	return fmt.Sprintf("dispute: no bond is risked: the check of the %s failed: %v", e.Check, e.Err)
}

// Unwrap returns the reason.
func (e *BadDataError) Unwrap() error { return e.Err }

// Finding is the outcome of a check that passed: the claim is wrong as far as can be told without a game.
type Finding struct {
	Anchor checkpoint.Root
	Step   uint32          // that is wrong; the epoch's first if it is not known
	Own    checkpoint.Root // S_t as this machine computes it; its own anchor if the step is not known
	Asked  int             // windows that the contract was asked about
}

// Check makes sure that the challenger, not the solver, is right: an honest challenger with bad local data would lose its bond. The error is a
// *BadDataError unless the chain cannot be read.
func (c *Case) Check(ctx context.Context) (*Finding, error) {
	t := c.Table
	c.made = [2]*replay.Executors{} // the check trusts nothing from before
	j, err := t.Client.Job(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	if _, err := t.Job.Check(j.Spec); err != nil { // the constants may have changed in memory since the table was made
		return nil, &BadDataError{CheckJob, err}
	}
	anchor, err := t.Client.Anchor(ctx, t.ID, c.Epoch)
	if err != nil {
		return nil, err
	}
	f := &Finding{Anchor: anchor.Root}
	if c.Epoch >= j.Anchors {
		return nil, &BadDataError{CheckAnchor, fmt.Errorf("epoch %d is not anchored: %d anchors stand", c.Epoch, j.Anchors)}
	}
	own, err := c.anchorOf(ctx, c.Epoch)
	if err != nil {
		return nil, &BadDataError{CheckAnchor, err}
	}
	first, last := t.Spec.Epochs().Range(c.Epoch)
	if c.Step == nil {
		return f, c.withheld(ctx, f, own, first, last)
	}
	f.Step = *c.Step
	if *c.Step < first || *c.Step > last {
		return nil, &BadDataError{CheckAnchor, fmt.Errorf("step %d is not in epoch %d (steps %d to %d)", *c.Step, c.Epoch, first, last)}
	}
	if own != anchor.Root {
		return nil, &BadDataError{CheckAnchor, &checkpoint.RootError{What: fmt.Sprintf("the published history of epoch %d", c.Epoch), Want: anchor.Root, Got: own}}
	}
	if err := c.previous(ctx); err != nil {
		return nil, err
	}
	claimed, err := c.States.Roots(ctx, *c.Step, *c.Step)
	if err != nil {
		return nil, &BadDataError{CheckAnchor, err}
	}
	after, err := c.recompute(ctx, *c.Step)
	if err != nil {
		return nil, err
	}
	if f.Own = checkpoint.StateRoot(after); f.Own == claimed[0] {
		return nil, &BadDataError{CheckAgreement, fmt.Errorf("step %d is right: %w", *c.Step, bisect.ErrAgree)}
	}
	f.Asked, err = c.ask(ctx, *c.Step, after)
	return f, err
}

// withheld checks a case without published roots: the challenger's own run against the anchors alone.
func (c *Case) withheld(ctx context.Context, f *Finding, own checkpoint.Root, first, last uint32) error {
	if f.Step, f.Own = first, own; own == f.Anchor {
		return &BadDataError{CheckAgreement, fmt.Errorf("epoch %d is right: %w", c.Epoch, bisect.ErrAgree)}
	}
	if err := c.previous(ctx); err != nil {
		return err
	}
	if c.Steps > 0 {
		last = min(last, first+c.Steps-1)
	}
	for t := first; ; t++ {
		after, err := c.recompute(ctx, t)
		if err != nil {
			return err
		}
		roots, err := c.States.Roots(ctx, t, t)
		if err != nil {
			return &BadDataError{CheckExecutors, err}
		}
		if got := checkpoint.StateRoot(after); got != roots[0] {
			return &BadDataError{CheckExecutors, &checkpoint.RootError{What: fmt.Sprintf("step %d, computed again,", t), Want: roots[0], Got: got}}
		}
		if t == last {
			f.Asked, err = c.ask(ctx, t, after)
			return err
		}
	}
}

func (c *Case) anchorOf(ctx context.Context, e checkpoint.Epoch) (checkpoint.Root, error) {
	epochs := c.Table.Spec.Epochs()
	first, last := epochs.Range(e)
	roots, err := c.States.Roots(ctx, first, last)
	if err != nil {
		return checkpoint.Root{}, err
	}
	return checkpoint.Anchor(epochs, e, roots)
}

// previous checks that the states before the epoch are those that the solver started from.
func (c *Case) previous(ctx context.Context) error {
	if c.Epoch == 0 {
		return nil
	}
	on, err := c.Table.Client.Anchor(ctx, c.Table.ID, c.Epoch-1)
	if err != nil {
		return err
	}
	got, err := c.anchorOf(ctx, c.Epoch-1)
	if err == nil && got != on.Root {
		err = &checkpoint.RootError{What: fmt.Sprintf("the history of epoch %d", c.Epoch-1), Want: on.Root, Got: got}
	}
	if err != nil {
		return &BadDataError{CheckAnchor, fmt.Errorf("%w: if it differs from the anchor, dispute that epoch", err)}
	}
	return nil
}

// recompute runs a step with both executors and returns the state after it.
func (c *Case) recompute(ctx context.Context, t uint32) ([]tensor.Tensor, error) {
	var before []tensor.Tensor
	if t > 0 {
		roots, err := c.States.Roots(ctx, t-1, t-1)
		if err != nil {
			return nil, &BadDataError{CheckBefore, err}
		}
		if before, err = c.States.State(ctx, t-1); err != nil {
			return nil, &BadDataError{CheckBefore, err}
		}
		if err := trainer.CheckState(c.Table.Job.ProgramOf(t), before); err != nil {
			return nil, &BadDataError{CheckBefore, err}
		}
		if got := checkpoint.StateRoot(before); got != roots[0] {
			return nil, &BadDataError{CheckBefore, &checkpoint.RootError{What: fmt.Sprintf("state %d", t-1), Want: roots[0], Got: got}}
		}
	}
	p := c.Table.Job.ProgramOf(t)
	var traces [2][]checkpoint.Root
	var roots [2]checkpoint.Root
	var hashes checkpoint.Trace
	after := trainer.NewState(p)
	for i := range traces {
		trace, err := c.executors(i).Trace(ctx, after, before, t, &hashes)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, &BadDataError{CheckExecutors, err}
		}
		traces[i], roots[i] = trace, checkpoint.StateRoot(after)
	}
	if len(traces[0]) != len(p.Kernels) || len(traces[1]) != len(p.Kernels) {
		return nil, &BadDataError{CheckExecutors, fmt.Errorf("they showed %d and %d outputs of %d kernels", len(traces[0]), len(traces[1]), len(p.Kernels))}
	}
	if k, differ := checkpoint.FirstDifference(traces[0], traces[1]); differ {
		return nil, &BadDataError{CheckExecutors, fmt.Errorf("they differ on kernel %d (%s) of step %d: this machine or one executor is broken", k, p.Kernels[k].Name, t)}
	}
	if roots[0] != roots[1] {
		return nil, &BadDataError{CheckExecutors, fmt.Errorf("they agree on all kernels but not on the state after step %d", t)}
	}
	return after, nil
}

// maxAsks is how often the referee is asked the same while the node fails.
const maxAsks = 5

// maxAsked bounds how many windows the contract is asked about.
const maxAsked = 8

// ask has the contract compute windows of the step without a transaction: of the first element that differs, if the solver's state is
// known, and otherwise of one element of each kernel that makes a state tensor.
func (c *Case) ask(ctx context.Context, t uint32, after []tensor.Tensor) (int, error) {
	p := c.Table.Job.ProgramOf(t)
	local := &truth.Local{Job: c.Table.Job, States: c.States, Executors: c.executors(0)}
	asked := 0
	for s, d := range p.States {
		if d.Kernel == program.Keep || asked == maxAsked {
			continue
		}
		element := int64(0)
		if s < len(c.Claimed) {
			e, differs := difference(after[s], c.Claimed[s])
			if !differs {
				continue
			}
			element = e
		}
		k := &p.Kernels[d.Kernel]
		if err := c.askLast(ctx, local, t, uint32(d.Kernel), element, k.Windows()-1, after[s].At(int(element))); err != nil {
			return asked, err
		}
		asked++
	}
	return asked, nil
}

func difference(a, b tensor.Tensor) (int64, bool) {
	if a.Len() != b.Len() {
		return 0, true
	}
	for i := range a.Len() {
		if a.At(i) != b.At(i) {
			return int64(i), true
		}
	}
	return 0, false
}

// askLast asks for the last window of an element, whose end is the element itself: as the executors computed it.
func (c *Case) askLast(ctx context.Context, local *truth.Local, t, kernel uint32, element, window int64, computed uint32) error {
	bad := func(err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &BadDataError{CheckReferee, fmt.Errorf("step %d, kernel %d, element %d, window %d: %w", t, kernel, element, window, err)}
	}
	sums, err := local.Sums(ctx, t, kernel, element, []int64{window})
	if err != nil {
		return bad(err)
	}
	trace, err := local.Trace(ctx, t)
	if err != nil {
		return bad(err)
	}
	section, _, err := local.Section(ctx, t, kernel+1)
	if err != nil {
		return bad(err)
	}
	spec := c.Table.Spec
	q := &bisect.Query{
		Section: section, Step: t, Element: element, Window: window, Acc: sums[0], Consts: spec.ConstRoot, Trace: trace.(*checkpoint.Tree).Root(),
		Place: bisect.Place{Init: t == 0, Position: kernel, States: spec.States, Consts: spec.Consts, Kernels: spec.Programs[spec.ProgramOf(t)].Kernels},
	}
	if t > 0 {
		before, err := local.Before(ctx, t)
		if err != nil {
			return bad(err)
		}
		q.State = before.(*checkpoint.Tree).Root()
	}
	openings, err := local.Openings(ctx, q, func(k uint32) ([]bisect.Root, error) { return trace.(*checkpoint.Tree).Proof(uint64(k)) })
	if err != nil {
		return bad(err)
	}
	got, err := AskReferee(ctx, c.Table.Client, q, openings)
	for try, down := 1, (*NodeError)(nil); errors.As(err, &down); try++ {
		// That says nothing about the data at hand.
		if try == maxAsks {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try) * 20 * time.Millisecond):
		}
		got, err = AskReferee(ctx, c.Table.Client, q, openings)
	}
	if err == nil && got != computed {
		err = fmt.Errorf("the contract computes 0x%08x, this machine 0x%08x", got, computed)
	}
	if err != nil {
		return bad(err)
	}
	return nil
}

var refereeABI = bindings.NewReferee()

// NodeError says that the node did not answer a question to the referee. It says nothing about the case.
type NodeError struct{ Err error }

func (e *NodeError) Error() string { return fmt.Sprintf("dispute: ask the referee: %v", e.Err) }

func (e *NodeError) Unwrap() error { return e.Err }

// AskReferee has the contract Referee compute a window, by a call that is no transaction and costs nothing.
func AskReferee(ctx context.Context, c *chain.Client, q *bisect.Query, openings []byte) (uint32, error) {
	data, err := refereeABI.TryPackWindow(bindings.Query{
		Kernel:  q.Section,
		Place:   bindings.Place{Init: q.Place.Init, Position: q.Place.Position, States: q.Place.States, Consts: q.Place.Consts, Kernels: q.Place.Kernels},
		Step:    q.Step,
		Element: uint64(q.Element), Window: uint64(q.Window), Acc: q.Acc,
		StateRoot: q.State, ConstRoot: q.Consts, TraceRoot: q.Trace,
	}, openings)
	if err != nil {
		return 0, err
	}
	to := c.Addresses().Referee
	out, err := c.Backend().CallContract(ctx, ethereum.CallMsg{To: &to, Data: data, Gas: chain.MaxTxGas}, nil)
	if err != nil && !strings.Contains(err.Error(), "revert") && !strings.Contains(err.Error(), "out of gas") {
		return 0, &NodeError{err}
	}
	if err != nil {
		return 0, fmt.Errorf("dispute: ask the referee: %w", err)
	}
	if !bytes.Equal(out[:min(len(out), 31)], make([]byte, 31)) || len(out) != 64 {
		return 0, fmt.Errorf("dispute: ask the referee: an answer of %d bytes", len(out))
	}
	v, err := refereeABI.UnpackWindow(out)
	if err != nil {
		return 0, fmt.Errorf("dispute: ask the referee: %w", err)
	}
	if !v.Valid {
		return 0, errors.New("the contract holds the kernel to be invalid")
	}
	return v.Acc, nil
}
