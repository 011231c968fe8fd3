package chain

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// unpackers gives for an event's topic what decodes it.
var unpackers = map[common.Hash]func(*types.Log) (any, error){}

func event[E any](name string, abi interface{ eventID(string) common.Hash }, unpack func(*types.Log) (*E, error)) {
	unpackers[abi.eventID(name)] = func(l *types.Log) (any, error) { return unpack(l) }
}

// eventIDs finds events' topics by their names.
type eventIDs func(name string) common.Hash

func (f eventIDs) eventID(name string) common.Hash { return f(name) }

func init() {
	jobs := eventIDs(func(name string) common.Hash { return jobsABI.GetABI().Events[name].ID })
	event("JobCreated", jobs, jobsABI.UnpackJobCreatedEvent)
	event("Taken", jobs, jobsABI.UnpackTakenEvent)
	event("Anchored", jobs, jobsABI.UnpackAnchoredEvent)
	event("Fell", jobs, jobsABI.UnpackFellEvent)
	event("Slashed", jobs, jobsABI.UnpackSlashedEvent)
	event("Lapsed", jobs, jobsABI.UnpackLapsedEvent)
	event("Equivocated", jobs, jobsABI.UnpackEquivocatedEvent)
	event("Demanded", jobs, jobsABI.UnpackDemandedEvent)
	event("Published", jobs, jobsABI.UnpackPublishedEvent)
	event("DemandClosed", jobs, jobsABI.UnpackDemandClosedEvent)
	event("Received", jobs, jobsABI.UnpackReceivedEvent)
	event("Finished", jobs, jobsABI.UnpackFinishedEvent)
	event("Diverged", jobs, jobsABI.UnpackDivergedEvent)
	event("Cancelled", jobs, jobsABI.UnpackCancelledEvent)
	event("Settled", jobs, jobsABI.UnpackSettledEvent)
	event("Credited", jobs, jobsABI.UnpackCreditedEvent)
	event("Burnt", jobs, jobsABI.UnpackBurntEvent)
	event("Withdrawn", jobs, jobsABI.UnpackWithdrawnEvent)
	disputes := eventIDs(func(name string) common.Hash { return disputesABI.GetABI().Events[name].ID })
	event("Opened", disputes, disputesABI.UnpackOpenedEvent)
	event("Moved", disputes, disputesABI.UnpackMovedEvent)
	event("Revealed", disputes, disputesABI.UnpackRevealedEvent)
	event("LeafRevealed", disputes, disputesABI.UnpackLeafRevealedEvent)
	event("StepNamed", disputes, disputesABI.UnpackStepNamedEvent)
	event("TraceClaimed", disputes, disputesABI.UnpackTraceClaimedEvent)
	event("KernelNamed", disputes, disputesABI.UnpackKernelNamedEvent)
	event("ElementNamed", disputes, disputesABI.UnpackElementNamedEvent)
	event("SumsClaimed", disputes, disputesABI.UnpackSumsClaimedEvent)
	event("Picked", disputes, disputesABI.UnpackPickedEvent)
	event("Verdict", disputes, disputesABI.UnpackVerdictEvent)
	event("ShareClaimed", disputes, disputesABI.UnpackShareClaimedEvent)
}

// DecodeEvent returns the event that a log of Jobs or Disputes holds, as the bindings' type (*bindings.JobsAnchored, …), or nil if it is none.
func (c *Client) DecodeEvent(l *types.Log) (any, error) {
	if len(l.Topics) == 0 || l.Address != c.at.Jobs && l.Address != c.at.Disputes {
		return nil, nil
	}
	unpack := unpackers[l.Topics[0]]
	if unpack == nil {
		return nil, nil
	}
	return unpack(l)
}
