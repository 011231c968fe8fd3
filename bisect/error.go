package bisect

import (
	"errors"
	"fmt"
)

// The reasons for which a move is refused. A refused move changes nothing.
var (
	ErrDone   = errors.New("the game is over")
	ErrPhase  = errors.New("not an action of this phase")
	ErrTurn   = errors.New("not an action of this turn")
	ErrSender = errors.New("only the other side may do this")
	ErrPlace  = errors.New("no such place in the tree, or not far enough down")
	ErrZero   = errors.New("beyond the tree's count there is the zero subtree, as it must be")
	ErrHash   = errors.New("does not hash to what the defender is bound by")
	ErrCount  = errors.New("wrong number of values")
	ErrRange  = errors.New("outside the tensor or the range")
	ErrHeader = errors.New("the program's header is not valid")
	ErrJudge  = errors.New("the referee cannot judge this")
)

// ActionError says which action of a move was refused, where, and why.
type ActionError struct {
	Action string
	Phase  Phase
	Err    error // wraps one of the reasons above
}

func (e *ActionError) Error() string {
	return fmt.Sprintf("bisect: %s in phase %s: %v", e.Action, e.Phase, e.Err)
}

// Unwrap returns the reason.
func (e *ActionError) Unwrap() error { return e.Err }
