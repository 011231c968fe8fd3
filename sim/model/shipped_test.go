package model_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"refute/config"
	"refute/sim/model"
	"refute/sim/scenario"
	"refute/sim/theory"
)

// estimate is a mean with its standard error.
type estimate struct{ mean, err float64 }

// results are the metrics of some runs, money in ether.
type results struct {
	t    *testing.T
	what string
	runs []map[string]float64
}

// simulate makes the first runs of a shipped scenario.
func simulate(t *testing.T, name string, runs int, sets ...string) *results {
	t.Helper()
	s, _, err := scenario.Load(name, sets)
	if err != nil {
		t.Fatal(err)
	}
	w, err := model.New(s, model.Abstract{})
	if err != nil {
		t.Fatal(err)
	}
	r := &results{t: t, what: name + " " + strings.Join(sets, " ")}
	for n := range runs {
		if err := w.Run(context.Background(), uint64(n), model.Watch{}); err != nil {
			t.Fatalf("%s, run %d: %v", r.what, n, err)
		}
		m := map[string]float64{}
		for i, v := range w.Values(nil) {
			c := w.Metrics()[i]
			x := float64(v)
			if c.Float {
				x = math.Float64frombits(uint64(v))
			}
			if c.Unit == "gwei" {
				x /= 1e9
			}
			m[c.Name] = x
		}
		r.runs = append(r.runs, m)
	}
	return r
}

// of estimates a metric a run, or the ratio a/b of two.
func (r *results) of(metric string) estimate {
	r.t.Helper()
	over, under, ratio := strings.Cut(metric, "/")
	n, a, b := float64(len(r.runs)), 0.0, 0.0
	value := func(m map[string]float64, name string) float64 {
		x, ok := m[name]
		if !ok {
			r.t.Fatalf("%s: no metric %s", r.what, name)
		}
		return x
	}
	for _, m := range r.runs {
		a += value(m, over)
		if ratio {
			b += value(m, under)
		} else {
			b++
		}
	}
	if b == 0 {
		r.t.Fatalf("%s: %s is 0 in all runs", r.what, under)
	}
	e := estimate{mean: a / b}
	for _, m := range r.runs { // by the delta method
		d := 1.0
		if ratio {
			d = m[under]
		}
		e.err += (m[over] - e.mean*d) * (m[over] - e.mean*d)
	}
	e.err = math.Sqrt(e.err) / b * math.Sqrt(n/max(1, n-1))
	return e
}

// beyond estimates by how much a metric is above that of other results, seed by seed.
func (r *results) beyond(o *results, metric string) estimate {
	d := &results{t: r.t, what: r.what}
	for i, m := range r.runs {
		d.runs = append(d.runs, map[string]float64{metric: m[metric] - o.runs[i][metric]})
	}
	return d.of(metric)
}

func (e estimate) minus(f estimate) estimate {
	return estimate{e.mean - f.mean, math.Hypot(e.err, f.err)}
}

// margin is by how many standard errors a sentence must hold. The seeds are fixed, so a test that passes always does.
const margin = 5

func above(t *testing.T, sentence string, a estimate, b float64) {
	t.Helper()
	if !(a.mean-b > margin*a.err) {
		t.Errorf("%s: %.5g ± %.2g is not above %.5g", sentence, a.mean, a.err, b)
	}
}

func below(t *testing.T, sentence string, a estimate, b float64) {
	t.Helper()
	above(t, sentence, estimate{-a.mean, a.err}, -b)
}

// near allows for a bias besides the error: of a learner that has not quite arrived, or of a fee that a formula leaves out.
func near(t *testing.T, sentence string, a estimate, want, bias float64) {
	t.Helper()
	if !(math.Abs(a.mean-want) <= margin*a.err+bias) {
		t.Errorf("%s: %.5g ± %.2g is not near %.5g", sentence, a.mean, a.err, want)
	}
}

// shows has what each shipped scenario must show.
var shows = map[string]func(t *testing.T){
	"verifiers-dilemma": func(t *testing.T) {
		e := theory.Dilemma{Verifiers: 4, Cost: 0.06, Bounty: 0.5, Gain: 0.6, Bond: 1.4}.Equilibrium()
		r := simulate(t, "verifiers-dilemma", 8)
		near(t, "solvers cheat at about the rate of the mixed equilibrium", r.of("share.solvers.substitute"), e.Cheat, 0.02)
		near(t, "verifiers look at about that of theirs", r.of("share.verifiers.honest"), e.Audit, 0.02)
		above(t, "and so some cheats stand", r.of("undetected/cheated"), 0.5)
	},
	"learners": func(t *testing.T) {
		e := theory.Dilemma{Verifiers: 4, Cost: 0.06, Bounty: 0.5, Gain: 0.6, Bond: 1.4}.Equilibrium()
		for kind, bias := range map[string]float64{"replicator": 0.02, "bandit": 0.02, "fictitious-play": 0.09} {
			r := simulate(t, "learners", 4, "learn.kind="+kind)
			near(t, kind+" comes to the equilibrium", r.of("share.solvers.substitute"), e.Cheat, bias)
			near(t, kind+" comes to the equilibrium", r.of("share.verifiers.honest"), e.Audit, bias)
		}
		above(t, "best response to the last period does not", simulate(t, "learners", 4, "learn.kind=best-response").of("share.verifiers.honest"), e.Audit+0.1)
	},
	"truebit-jackpot": func(t *testing.T) {
		for _, f := range []float64{0.02, 0.05} {
			for name, curve := range map[string]theory.Curve{"halving": theory.Halving, "equal": theory.EqualSplit} {
				j := theory.Jackpot{Curve: curve, Rate: f, Prize: 60, Verifiers: 8, Cost: 0.6}
				r := simulate(t, "truebit-jackpot", 4, fmt.Sprint("scheme.forced=", f), "scheme.curve="+name)
				near(t, name+": as many look as a jackpot feeds", r.of("share.verifiers.honest"), j.Participation(), 0.06)
			}
		}
		below(t, "below c/J hardly anybody looks", simulate(t, "truebit-jackpot", 4, "scheme.forced=0.005").of("share.verifiers.honest"), 0.06)
	},
	"jackpot-sybil": func(t *testing.T) {
		gain := func(curve string, sybils, than int) estimate {
			r := func(n int) *results {
				return simulate(t, "jackpot-sybil", 40, fmt.Sprint("verifiers.1.sybils=", n), "scheme.curve="+curve)
			}
			return r(sybils).beyond(r(than), "verifier.many.profit")
		}
		near(t, "by halves two names bring what one does", gain("halving", 2, 1), 0, 1e-9)
		below(t, "and three bring less", gain("halving", 3, 1), 0)
		above(t, "by equal parts each further name brings more", gain("equal", 2, 1), 0)
		above(t, "by equal parts each further name brings more", gain("equal", 8, 3), 0)
	},
	"pot-ruin": func(t *testing.T) {
		claims := theory.Jackpot{Curve: theory.Halving, Rate: 0.05, Prize: 20, Verifiers: 3, Cost: 1}.JackpotClaims(25, 0.3)
		for _, pot := range []int64{20, 80} {
			near(t, "the pot is ruined as often as the risk process", simulate(t, "pot-ruin", 150, fmt.Sprintf("scheme.pot=%d ether", pot)).of("pot_ruined"), claims.RuinWithin(pot*5/4, 2000), 0)
		}
	},
	"posp-threshold": func(t *testing.T) {
		gain := func(check float64) estimate {
			r := simulate(t, "posp-threshold", 200, fmt.Sprint("scheme.check=", check))
			return r.of("solver.guesses.profit/solver.guesses.tasks").minus(r.of("solver.honest.profit/solver.honest.tasks"))
		}
		p := theory.DoubleCheck(0.6, 1, 1, 0.5, 2)
		above(t, "below the threshold guessing pays", gain(p-0.1), 0)
		near(t, "at the threshold it is the same", gain(p), 0, 0)
		below(t, "above it does not", gain(p+0.1), 0)
	},
	"attention-test": func(t *testing.T) {
		below(t, "asked less than c/P nobody looks", simulate(t, "attention-test", 3, "scheme.tests=0.1").of("share.verifiers.honest"), 0.05)
		above(t, "asked more all do", simulate(t, "attention-test", 3, "scheme.tests=0.14").of("share.verifiers.honest"), 0.85)
	},
	"commit-reveal-on-off": func(t *testing.T) {
		off, on := simulate(t, "commit-reveal-on-off", 40, "scheme.commit_reveal=false"), simulate(t, "commit-reveal-on-off", 40, "scheme.commit_reveal=true")
		above(t, "without a seal copiers earn more than who audits", off.of("verifier.copies.profit").minus(off.of("verifier.honest.profit")), 0)
		near(t, "with one they earn nothing", on.of("verifier.copies.profit"), 0, 0)
		above(t, "and who audits does", on.of("verifier.honest.profit"), 0)
		above(t, "friends of a solver that tells them its trace roots earn all the same", on.of("verifier.friends.profit"), 0)
		near(t, "who does not answer is not paid", on.of("verifier.lazy.profit"), 0, 0)
	},
	"copied-audits": func(t *testing.T) {
		off, on := simulate(t, "copied-audits", 4, "scheme.commit_reveal=false"), simulate(t, "copied-audits", 4, "scheme.commit_reveal=true")
		near(t, "those who may copy volunteer", off.of("share.verifiers.honest"), theory.Volunteer(0.6, 0.05*60/4, 4), 0.06)
		above(t, "those who may not look themselves", on.of("share.verifiers.honest"), 0.85)
		below(t, "so that fewer forced errors are found", off.of("forced_found/forced").minus(on.of("forced_found/forced")), -0.3)
	},
	"collusion-sweep": func(t *testing.T) {
		for _, stake := range []float64{0.5, 2} {
			for _, m := range []int64{1, 3} {
				r := simulate(t, "collusion-sweep", 10, fmt.Sprint("verifiers.1.stake=", stake), fmt.Sprint("scheme.auditors=", m))
				near(t, "a cheat stands if all auditors are its friends", r.of("undetected/cheated"), theory.Captured(stake/(1+stake), m), 0)
			}
		}
	},
	"bribery": func(t *testing.T) {
		gain := func(n int, bribe string) estimate {
			r := simulate(t, "bribery", 60, fmt.Sprint("verifiers.0.count=", n), "solvers.0.bribe="+bribe)
			return r.of("solver.bribes.profit/solver.bribes.tasks").minus(r.of("solver.honest.profit/solver.honest.tasks"))
		}
		above(t, "four can be bought for less than the cheat is worth", gain(4, "2 ether"), 0)
		below(t, "five cannot", gain(5, "2 ether"), 0)
		below(t, "and nobody is silent for less than the share", gain(1, "1.9 ether"), -5)
	},
	"self-challenge": func(t *testing.T) {
		for _, share := range []float64{0.2, 0.5} {
			r := simulate(t, "self-challenge", 100, fmt.Sprint("terms.share=", share))
			near(t, "who is challenged loses its bond, and its work", r.of("solver.plain.profit/solver.plain.slashed"), -10.6, 0)
			near(t, "who challenges itself loses what is burnt", r.of("solver.first.profit/solver.first.slashed"), -0.6-theory.SelfChallengeLoss(10, share, 1, 0), 1e-6)
			near(t, "one of two shares comes back", r.of("solver.counter.profit/solver.counter.slashed"), -0.6-theory.SelfChallengeLoss(10, share, 1, 1), 0.02)
			near(t, "twenty of twenty-one come back", r.of("solver.flood.profit/solver.flood.slashed"), -0.6-theory.SelfChallengeLoss(10, share, 20, 1), 0.02)
		}
	},
	"griefing-ratio": func(t *testing.T) {
		below(t, "up to the cap a griefer loses a hundred times what its victim does", simulate(t, "griefing-ratio", 20, "chain.gas_price=5 gwei").of("defence_spend/attack_spend"), 0.01)
		below(t, "far above it still twice as much", simulate(t, "griefing-ratio", 20, "chain.gas_price=500 gwei").of("defence_spend/attack_spend"), 0.5)
	},
	"delay-attack": func(t *testing.T) {
		one, ten := simulate(t, "delay-attack", 10), simulate(t, "delay-attack", 10, "verifiers.0.count=10")
		near(t, "a challenger that wants to delays by its clock, and two extensions", one.of("delay_seconds"), 4*3600+2*600, 60)
		near(t, "ten at once by no more", ten.of("delay_seconds").minus(one.of("delay_seconds")), 0, 60)
		near(t, "for ten times the money", ten.of("attack_spend"), 10*one.of("attack_spend").mean, 1e-6)
		near(t, "and none of them wins", ten.of("games_lost_by_honest"), 0, 0)
	},
	"deadline-loss": func(t *testing.T) {
		lost := func(clocks string) estimate {
			return simulate(t, "deadline-loss", 60, "network.latency=1m", "terms.clocks="+clocks).of("games_lost_by_honest/games")
		}
		above(t, "a deadline for each move loses games at a mean latency of a fifth of it", lost("move"), 0.005)
		near(t, "an hour in all does not", lost("chess"), 0, 1e-4)
	},
	"partition-in-dispute": func(t *testing.T) {
		lost := func(partition, clock string) estimate {
			return simulate(t, "partition-in-dispute", 60, "network.partition_time="+partition, "terms.clock="+clock).of("games_lost_by_honest/games")
		}
		near(t, "a partition that is much shorter than the clock loses no game", lost("30m", "3h"), 0, 0)
		above(t, "a longer one does", lost("2h", "1h"), 0.003)
	},
	"churn": func(t *testing.T) {
		for _, window := range []struct {
			text  string
			hours float64
		}{{"1h", 1}, {"6h", 6}} {
			near(t, "nobody is there in time as often as three away at once stay so", simulate(t, "churn", 60, "terms.window="+window.text).of("undetected/cheated"),
				1-theory.Churn{Up: 6, Down: 6}.AnySeen(3, window.hours), 0.002)
		}
	},
	"correlated-crash": func(t *testing.T) {
		r := func(n int, share float64) estimate {
			return simulate(t, "correlated-crash", 40, fmt.Sprint("verifiers.0.count=", n), fmt.Sprint("network.crash_share=", share)).of("undetected/cheated")
		}
		near(t, "thirty that crash together are one", r(30, 1).minus(r(1, 1)), 0, 1e-9)
		below(t, "where half of them do, ten are many", r(10, 0.5), 0.01)
	},
	"stake-vs-sampling-map": func(t *testing.T) {
		gain := func(sample int64, bond float64) (simulated estimate, exact float64) {
			r := simulate(t, "stake-vs-sampling-map", 60, fmt.Sprint("verifiers.0.sample=", sample), fmt.Sprintf("terms.bond=%g ether", bond))
			d := theory.ByAny(theory.Sampled(1000, 10, sample), 3)
			return r.of("solver.cheat.profit/solver.cheat.tasks").minus(r.of("solver.honest.profit/solver.honest.tasks")), 0.006 + (1-d)*1 - d*(bond+1)
		}
		for _, p := range []struct {
			sample int64
			bond   float64
		}{{1, 30}, {20, 0.3}, {5, 10}, {40, 1}} {
			simulated, exact := gain(p.sample, p.bond)
			near(t, "what a cheat gains is what the formula says", simulated, exact, 0)
		}
		safe, _ := gain(20, 10)
		below(t, "10 ether and 20 steps of 1000 are safe", safe, 0)
		unsafe, _ := gain(5, 1)
		above(t, "1 ether and 5 steps are not", unsafe, 0)
	},
	"nondeterminism-false-slash": func(t *testing.T) {
		profit := func(chance float64) estimate {
			return simulate(t, "nondeterminism-false-slash", 40, fmt.Sprint("solvers.1.chance=", chance)).of("solver.inexact.profit/solver.inexact.tasks")
		}
		above(t, "a machine that errs in a hundredth of the tasks still earns", profit(0.01), 0)
		below(t, "one that errs in a tenth loses", profit(0.1), 0)
		r := simulate(t, "nondeterminism-false-slash", 40)
		near(t, "exact machines lose no game", r.of("games_lost_by_honest"), 0, 0)
		above(t, "verifiers that err lose", r.of("verifier.inexact.lost"), 0)
	},
	"validator-count": func(t *testing.T) {
		for _, n := range []int64{1, 5, 20} {
			r := simulate(t, "validator-count", 40, fmt.Sprint("verifiers.0.count=", n))
			near(t, "each verifier that samples for itself multiplies", r.of("detected/cheated"), theory.ByAny(theory.Sampled(1000, 20, 10), n), 0)
		}
	},
	"proof-farming": func(t *testing.T) {
		useful := func(subsidy, by string) estimate {
			return simulate(t, "proof-farming", 6, "scheme.subsidy="+subsidy, "scheme.subsidy_by="+by).of("finished_useful")
		}
		below(t, "a subsidy above the threshold drives out useful work", useful("0.09 ether", "task").minus(useful("0.07 ether", "task")), -20)
		near(t, "by the work in a task it does not", useful("0.2 ether", "step").minus(useful("0 ether", "step")), 0, 1e-9)
		above(t, "below it, farming fills what is idle", simulate(t, "proof-farming", 6, "scheme.subsidy=0.07 ether").of("finished_cheap/finished"), 0.9)
	},
	"oracle-collusion": func(t *testing.T) {
		lost := func(judge string, stake float64) estimate {
			return simulate(t, "oracle-collusion", 20, "scheme.judge="+judge, fmt.Sprint("verifiers.1.stake=", stake)).of("games_lost_by_honest/games")
		}
		above(t, "half of the votes decide half of the games", lost("committee", 4), 0.4)
		above(t, "a fifth decides some", lost("committee", 1), 0.03)
		near(t, "arithmetic cannot be bought", lost("referee", 16), 0, 0)
	},
	"eclipse": func(t *testing.T) {
		for _, n := range []float64{1, 3} {
			near(t, "a cheat stands if it reached nobody", simulate(t, "eclipse", 60, fmt.Sprint("verifiers.0.count=", n)).of("undetected/cheated"), math.Pow(0.5, n), 0)
		}
	},
	"gas-spike": func(t *testing.T) {
		low, high := simulate(t, "gas-spike", 60, "chain.spike=1"), simulate(t, "gas-spike", 60, "chain.spike=100")
		below(t, "what is above the cap the honest pay", high.of("solver.honest.profit/solver.honest.tasks").minus(low.of("solver.honest.profit/solver.honest.tasks")), 0)
		below(t, "and griefers more", high.of("verifier.griefer.profit").minus(low.of("verifier.griefer.profit")), 0)
		near(t, "nobody in the right loses", high.of("games_lost_by_honest"), 0, 0)
	},
	"token-fall": func(t *testing.T) {
		near(t, "to a half is borne", simulate(t, "token-fall", 20, "chain.token_fall=0.5").of("cheated"), 0, 0)
		near(t, "to 0.48 makes all cheat from then on", simulate(t, "token-fall", 20, "chain.token_fall=0.48").of("cheated/tasks"), 0.5, 0.01)
	},
	"beacon-grinding": func(t *testing.T) {
		pass := 1 - (1-0.2*0.2)*theory.Sampled(1000, 100, 10)
		for _, g := range []int64{0, 1, 5} {
			near(t, "each further draw is a further chance", simulate(t, "beacon-grinding", 30, fmt.Sprint("solvers.0.grinds=", g), "scheme.audit_steps=10", "scheme.auditors=2").of("undetected/cheated"), theory.ByAny(pass, g+1), 0)
		}
	},
	"backlog": func(t *testing.T) {
		for every, load := range map[string]float64{"2000s": 0.5, "1250s": 0.8} {
			near(t, "as many wait as in M/D/1", simulate(t, "backlog", 8, "task.every="+every).of("waiting"), load+theory.Backlog{Load: load}.Mean(), 0.05)
		}
		above(t, "near its limit a verifier comes too late", simulate(t, "backlog", 8, "task.every=1050s").of("undetected/cheated"), 0.2)
	},
	"resource-exhaustion": func(t *testing.T) {
		slashed := func(n int, answer string) estimate {
			return simulate(t, "resource-exhaustion", 5, fmt.Sprint("verifiers.0.count=", n), "solvers.0.answer="+answer).of("false_slashes/tasks")
		}
		near(t, "who answers in 30 s bears 120 challenges", slashed(120, "30s"), 0, 0)
		near(t, "and not 480", slashed(480, "30s"), 1, 0)
		above(t, "so that whoever can pay for 480 bonds is paid for it", simulate(t, "resource-exhaustion", 3, "verifiers.0.count=480", "solvers.0.answer=30s").of("verifier.flood.profit/tasks"), 1)
	},
	"equivocation": func(t *testing.T) {
		r := simulate(t, "equivocation", 60)
		above(t, "two signatures are seen without computing", r.of("solver.twice.slashed/solver.twice.tasks").minus(r.of("solver.once.slashed/solver.once.tasks")), 0.3)
		near(t, "who shows its own loses what is burnt", r.of("solver.itself.profit/solver.itself.tasks"), -0.6-8, 0.01)
	},
	"endgame": func(t *testing.T) {
		free, paid := simulate(t, "endgame", 40, "scheme.check=0"), simulate(t, "endgame", 40, "scheme.check=1")
		near(t, "who is not paid has left, and the cheats stand", free.of("undetected/cheated"), 1, 0)
		below(t, "who is paid is there", paid.of("undetected/cheated"), 0.3)
	},
	"sniper": func(t *testing.T) {
		profit := func(group, honest, cheats string) estimate {
			return simulate(t, "sniper", 40, "verifiers.0.strategy="+honest, "solvers.0.strategy="+cheats).of("verifier." + group + ".profit/slashed")
		}
		above(t, "a cheat that gives up feeds those who only wait", profit("snipers", "[honest]", "[poison, stall]"), 1)
		below(t, "and who has looked loses by it", profit("honest", "[honest]", "[poison, stall]"), 0)
		below(t, "who sends in private feeds nobody", profit("snipers", "[honest, private]", "[poison, stall]"), 0)
		below(t, "where the cheat answers, a share needs the step", profit("snipers", "[honest]", "[poison]"), 0)
	},
	"predictable-sample": func(t *testing.T) {
		found := func(strategy string) estimate {
			return simulate(t, "predictable-sample", 40, "verifiers.0.strategy="+strategy).of("detected/cheated")
		}
		near(t, "who is foreseen finds nothing", found("[predictable]"), 0, 0)
		near(t, "a secret sample finds what it should", found("[honest]"), theory.Sampled(1000, 20, 50), 0)
	},
	"predictors": func(t *testing.T) {
		r := simulate(t, "predictors", 30, "verifiers.1.foresees=1")
		above(t, "who knows where to look earns what who always looks does not", r.of("verifier.predictors.profit").minus(r.of("verifier.honest.profit")), 100)
		above(t, "and who is told need not compute", r.of("verifier.friends.profit"), 100)
	},
	"withheld-data": func(t *testing.T) {
		r := func(strategy string) *results {
			return simulate(t, "withheld-data", 20, "solvers.0.strategy="+strategy)
		}
		shown, hidden, stalls := r("[substitute]"), r("[withhold]"), r("[withhold, stall]")
		near(t, "hiding does not help", hidden.of("undetected"), 0, 0)
		above(t, "it takes twice as many moves", hidden.of("moves/games").minus(shown.of("moves/games")), 4)
		near(t, "to answer nothing takes the clock", stalls.of("dispute_seconds"), 3600, 60)
		near(t, "the verifier is repaid all the same", hidden.of("verifier.honest.profit/games").minus(shown.of("verifier.honest.profit/games")), 0, 0.01)
	},
	"censorship": func(t *testing.T) {
		gain := func(window, clock string) estimate {
			r := simulate(t, "censorship", 40, "terms.window="+window, "terms.clock="+clock)
			return r.of("solver.censors.profit/solver.censors.tasks").minus(r.of("solver.honest.profit/solver.honest.tasks"))
		}
		above(t, "a short window is cheap to censor", gain("10m", "6h"), 0)
		above(t, "so is a short clock, whatever the window", gain("6h", "10m"), 0)
		below(t, "an hour of each costs more than the cheat is worth", gain("1h", "1h"), 0)
		below(t, "and what cannot be paid for fails", gain("6h", "6h"), -5)
	},
	"default-terms": func(t *testing.T) {
		gain := func(rate float64) estimate {
			r := simulate(t, "default-terms", 150, fmt.Sprint("verifiers.0.rate=", rate))
			return r.of("solver.cheat.profit/solver.cheat.tasks").minus(r.of("solver.honest.profit/solver.honest.tasks"))
		}
		// (1-D)·1 = D·(0.8·10+1) at D = 0.1, which is 1-(1-q)^3 at q = 0.0345.
		above(t, "three that look at a fiftieth of all do not make a poisoned step a loss", gain(0.02), 0)
		below(t, "three that look at a twentieth do", gain(0.05), 0)
	},
	"window-and-clock": func(t *testing.T) {
		at := func(window, clock string) *results {
			return simulate(t, "window-and-clock", 12, "terms.window="+window, "terms.clock="+clock)
		}
		safe := at("4h", "4h")
		below(t, "four hours of each keep cheats from standing", safe.of("undetected/cheated"), 0.01)
		near(t, "and the honest from being slashed", safe.of("false_slashes"), 0, 0)
		above(t, "an hour of either does not: a censor pays for it", at("4h", "1h").of("undetected/cheated"), 0.1)
		above(t, "an hour of either does not: a censor pays for it", at("1h", "4h").of("undetected/cheated"), 0.1)
	},
	"crowded-challenge": func(t *testing.T) {
		profit := func(n int) estimate {
			return simulate(t, "crowded-challenge", 60, fmt.Sprint("verifiers.0.count=", n)).of("verifier.honest.profit/verifier.honest.audits")
		}
		above(t, "four live on it", profit(4), 0)
		below(t, "eight do not", profit(8), 0)
	},
}

// What a shipped scenario is about is what it shows.
func TestShippedShow(t *testing.T) {
	for _, name := range scenario.Names() {
		check := shows[name]
		if check == nil {
			t.Errorf("%s: nobody says what it must show", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t)
		})
	}
	for name := range shows {
		if !slices.Contains(scenario.Names(), name) {
			t.Errorf("%s: there is no such scenario", name)
		}
	}
}

// Every shipped scenario runs at all corners of its sweep, and its plots speak of what it sweeps and measures.
func TestShippedRun(t *testing.T) {
	for _, name := range scenario.Names() {
		s, text, err := scenario.Load(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		corners := [][]string{nil}
		for _, p := range s.Sweep {
			if len(p.Values) == 0 {
				t.Fatalf("%s: %s: give the values", name, p.Path)
			}
			var next [][]string
			for _, c := range corners {
				for _, v := range []string{p.Values[0], p.Values[len(p.Values)-1]} {
					next = append(next, append(slices.Clip(c), p.Path+"="+v))
				}
			}
			corners = next
		}
		for _, c := range corners {
			simulate(t, name, 1, append(slices.Clip(c), fmt.Sprint("tasks=", min(s.Tasks, 300)))...)
		}
		for _, v := range s.Sweep {
			for _, value := range v.Values {
				if _, err := scenario.Read(name, strings.NewReader(string(text)), []string{v.Path + "=" + value}); err != nil {
					t.Error(err)
				}
			}
		}
		if len(text) > config.MaxFile/4 {
			t.Errorf("%s: %d bytes", name, len(text))
		}
	}
}
