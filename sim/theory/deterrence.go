package theory

// CheatProfit returns what a cheat gains on average beyond honest work:
//
//	(1-D)·G - D·S
//
// Assumptions: a risk-neutral solver, a fault that is detected in time is proven, the bond is slashed once and nothing of it comes back.
func CheatProfit(gain, bond, detection float64) float64 {
	checkProbability("a detection", detection)
	return (1-detection)*gain - detection*bond
}

// HonestyThreshold returns the probability of detection from which on cheating does not pay:
//
//	D* = G/(G+S)
//
// the root of [CheatProfit]; Becker, "Crime and punishment: an economic approach" (1968), in its simplest form. G is what is gained when the
// fault stands: the cost of the work that was not done, and whatever a false result is worth to the cheat outside of the protocol.
func HonestyThreshold(gain, bond float64) float64 {
	checkAmount("a gain", gain)
	checkAmount("a bond", bond)
	if gain == 0 {
		return 0
	}
	return gain / (gain + bond)
}

// SafeBond returns the smallest bond at which a cheat does not pay, though the part β of the bond goes to the hands of those who prove the
// fault, who may be the cheat's own (see [SelfChallengeLoss]):
//
//	(1-β)·S >= G·(1-D)/D
func SafeBond(gain, detection, share float64) float64 {
	checkAmount("a gain", gain)
	checkProbability("a detection", detection)
	checkProbability("a share", share)
	return gain * (1 - detection) / detection / (1 - share)
}

// SelfChallengeLoss returns what a slashed solver loses that had `own` of the games against its fault opened by hands of its own, while `others`
// were opened by others. All won games share βS equally, and the rest is burnt:
//
//	S·(1 - β·own/(own+others))
//
// With others = 0 it is (1-β)·S, whatever `own` is, and as own grows beyond bounds it tends to that: the burnt part alone can be counted on. The
// gas of a game is paid back to its winner from the bond, and so it costs a solver that plays itself only what a proposer of blocks does not
// give back.
func SelfChallengeLoss(bond, share float64, own, others int64) float64 {
	checkAmount("a bond", bond)
	checkProbability("a share", share)
	checkCount("own games", own, 0)
	checkCount("others' games", others, 0)
	if own == 0 {
		return bond
	}
	return bond * (1 - share*float64(own)/float64(own+others))
}

// SelfChallengeThreshold is [HonestyThreshold] for a cheat that plays itself once it is found: G/(G+(1-β)·S), more than G/(G+S).
func SelfChallengeThreshold(gain, bond, share float64) float64 {
	return HonestyThreshold(gain, SelfChallengeLoss(bond, share, 1, 0))
}

// BriberyCost returns what it costs to keep n verifiers silent who all know of a fault:
//
//	n·β·S
//
// since each, were it the only one to speak, would get the whole share βS: that, and not its n-th part, is what it must be paid. A solver with G
// < n·β·S does not bribe all of them. Assumptions: verifiers have no other reason to speak and no means to bind one another (with such, one
// bribe of βS shared among them would do); each bribe is kept to.
func BriberyCost(verifiers int64, share, bond float64) float64 {
	checkCount("verifiers", verifiers, 0)
	checkProbability("a share", share)
	checkAmount("a bond", bond)
	return float64(verifiers) * share * bond
}

// DoubleCheck returns the least probability p with which a task must be computed again by n others, so that computing it is better than guessing:
//
//	p >= C/((1-r^n)·(R+S))
//
// Honest work brings R-C. A guess brings R, and loses R and S when the task is checked (p) and not all of the n checkers collude (1-r^n), each
// of them doing so with probability r: R - p(1-r^n)(R+S). Above 1 there is no such p. Zhang et al., "Proof of sampling" (arXiv 2405.00295), have
// a condition of this form. Assumptions: checkers are drawn with replacement, or from many; one that does not collude is right; the reward R of
// a task that fails a check is lost.
func DoubleCheck(cost, reward, bond, colluding float64, checkers int64) float64 {
	checkAmount("a cost", cost)
	checkAmount("a reward", reward)
	checkAmount("a bond", bond)
	checkProbability("a part that colludes", colluding)
	checkCount("checkers", checkers, 1)
	return cost / ((1 - Captured(colluding, checkers)) * (reward + bond))
}

// IdleChecker returns the rate of cheating below which a rational checker does not check:
//
//	X < C/(R+L)
//
// R is what it gets for a cheat it finds, L what it loses by one that it does not, C what checking costs: R·X - C < -L·X. Felten, "The cheater
// checking problem: why the verifier's dilemma is harder than you think" (2019); the dilemma is Luu et al., "Demystifying incentives in the
// consensus computer" (2015). Above 1 it never checks.
func IdleChecker(cost, reward, loss float64) float64 {
	checkAmount("a cost", cost)
	checkAmount("a reward", reward)
	checkAmount("a loss", loss)
	return cost / (reward + loss)
}

// AttentionRate returns how often a checker must be asked to show that it has computed, losing P when it cannot, so that it checks though nobody
// ever cheats:
//
//	t >= C/P
//
// Felten, "Cheater checking: how attention challenges solve the verifier's dilemma" (2019): the incentive does not contain X. Assumptions:
// whether a task is one that the checker is asked about shows only after it has computed, and what it must show cannot be copied.
func AttentionRate(cost, penalty float64) float64 {
	checkAmount("a cost", cost)
	checkAmount("a penalty", penalty)
	return cost / penalty
}

// Crowded returns what must be shared among those who prove a fault so that one more challenger, beside n others, gains by it:
//
//	μ > c·(n+1)
//
// each of n+1 gets μ/(n+1) and has paid c, in gas or computing, whoever wins. Assumptions: equal parts, nobody knows of the others before it has
// paid. Under free entry about [Crowd] challengers come, and all of μ is spent on coming: the share pays for crowding, not for looking.
func Crowded(cost float64, others int64) float64 {
	checkAmount("a cost", cost)
	checkCount("others", others, 0)
	return cost * float64(others+1)
}

// Crowd returns how many challengers a shared pot feeds: the largest n with c·n <= μ.
func Crowd(pot, cost float64) int64 {
	checkAmount("a pot", pot)
	return int64(pot / cost)
}

// Griefing says what a false challenge costs its victim and its author.
type Griefing struct {
	Bond       float64 // the challenger's, lost
	AttackGas  float64 // money for the challenger's own moves
	DefenceGas float64 // money for the defender's moves
	Repaid     float64 // the part of DefenceGas that is paid back from the challenger's bond
	Delay      float64 // what waiting for the verdict costs the defender: capital that is bound, work that is late
}

// Ratio returns the damage done for each unit that the attacker spends,
//
//	((1-ρ)·g_d + w)/(B + g_a)
//
// Below 1 the attacker loses more than its victim; it is the griefing factor of Buterin, "The triangle of harm" (2017). What is repaid comes out
// of the bond, so it is no further loss of the attacker's. Assumptions: the honest side wins, as the game's rules say it does.
func (g Griefing) Ratio() float64 {
	checkProbability("a part repaid", g.Repaid)
	return ((1-g.Repaid)*g.DefenceGas + g.Delay) / (g.Bond + g.AttackGas)
}
