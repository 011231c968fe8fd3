package chain

import (
	"time"

	"refute/checkpoint/job"
)

// The default terms: those that the simulator shows to be safe. docs/economics.md says against what, by which runs, and what has to be larger
// where more is at stake; the scenarios' defaults are the same.
const (
	// DefaultBondRewards is the bond, in rewards. It makes one wrong step a loss that is worth as much as the reward, if it is found with a
	// probability of a tenth, also for a solver whose own hands take the whole share.
	DefaultBondRewards = 10
	// DefaultShareBps goes to those who proved a fault; the rest, four fifths, is burnt.
	DefaultShareBps = 2000
	// DefaultLateBps is burnt when a deadline is missed.
	DefaultLateBps = 1000
	// DefaultWindow and DefaultClock are twice the least that bears a day of partitions, absences, slow blocks and a censor that can pay for an
	// hour. The shorter of the two is what a censor has to pay for.
	DefaultWindow = 4 * time.Hour
	DefaultClock  = 4 * time.Hour
	// DefaultExtension is what a side has for a move when its clock is used up: some fifty blocks.
	DefaultExtension = 10 * time.Minute
	// DefaultEpochTime is in what time each epoch must be anchored, and DefaultDelivery how long leaves of the final state can be demanded. How
	// long an epoch takes to compute is the job's to say.
	DefaultEpochTime = 2 * time.Hour
	DefaultDelivery  = time.Hour
	// DefaultGasPriceCap is in wei. Below the market a defender or a challenger pays the difference; far above it, who proposes blocks gains.
	DefaultGasPriceCap = 5_000_000_000
)

// DefaultTerms returns the default terms of a job for a reward.
func DefaultTerms(spec *job.Spec, reward Wei) *Terms {
	challenge := LeastChallengeBond(DefaultGasPriceCap)
	bond := reward.Mul(DefaultBondRewards)
	if least := challenge.Mul(2); bond.Cmp(least) < 0 { // as the contract wants it
		bond = least
	}
	return &Terms{
		Spec: spec, Bond: bond, ChallengeBond: challenge, GasPriceCap: DefaultGasPriceCap, EpochSeconds: seconds(DefaultEpochTime),
		Window: seconds(DefaultWindow), Clock: seconds(DefaultClock), Extension: seconds(DefaultExtension), Delivery: seconds(DefaultDelivery),
		ShareBps: DefaultShareBps, LateBps: DefaultLateBps,
	}
}

func seconds(d time.Duration) uint32 { return uint32(d / time.Second) }
