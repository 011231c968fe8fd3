package report

import (
	"math"

	"refute/sim/scenario"
)

const found = "D: the chance that a cheat is found, 1 − Π (1 − q·d)ⁿ over the groups of verifiers, n of them, of which each looks at a task with probability q and then meets a bad step with probability d"

// exacts are the closed forms that plots can ask for.
var exacts = []exact{
	{"undetected", "Π (1 − q·d)ⁿ", "the product over the groups of verifiers: n of them, of which each looks at a task with probability q and then meets a bad step with probability d", undetected},
	{"detection", "1 − Π (1 − q·d)ⁿ", "the product over the groups of verifiers: n of them, of which each looks at a task with probability q and then meets a bad step with probability d",
		func(s *scenario.Scenario, group string) float64 { return 1 - undetected(s, group) }},
	{"cheat-profit", "saved + (1 − D)·G − D·(bond + reward)", "saved: the cost that is not spent; G: the gain outside; " + found, cheatProfit},
	{"cheat-profit-burn", "saved + (1 − D)·G − D·((1 − β)·bond + reward)", "saved: the cost that is not spent; G: the gain outside; β: the share of the bond that is paid for proving the fault, all of which the cheat's own hands get; " + found, cheatProfitBurn},
	{"captured", "φᵐ", "φ: the coalition's part of the stake; m: auditors of a task", captured},
	{"unseen", "((1 − A)·exp(−w/down))ⁿ", "A: the part of the time that a verifier is there, up/(up + down); w: the window; n: verifiers", unseen},
	{"bribe-profit", "G − n·b, if b ≥ β·bond; else −(bond + reward)", "G: the gain outside; n: verifiers, who all find the fault; b: the bribe of each; β: the share of the bond that is paid for proving it", bribeProfit},
	{"self-challenge", "−cost − bond·(1 − β·own/(own + others))", "own: games that the cheat opens against itself; others: those that others open; β: the share of the bond that is paid for proving the fault", selfChallenge},
	{"look", "1 − (1 − D*)^(1/n), D* = G/(G + S)", "D*: the chance of being found at which cheating brings as much as honest work; G: what a cheat saves and gains; S: what one that is found loses; n: verifiers", look},
	{"cheat", "c·n·a*/(B·D*)", "c: the cost of an audit; n: verifiers; a*: the rate at which each looks; B: what is paid for finding a fault; D*: the chance of being found at which cheating brings as much as honest work", cheatRate},
	{"participation", "a with f·J·(1 − a/2)^(n−1) = c; by equal parts f·J·(1 − (1 − a)ⁿ)/(n·a) = c", "f: the rate of forced errors; J: the jackpot; n: verifiers; c: the cost of looking", participation},
	{"attention", "c/P", "c: the cost of looking; P: what one loses that has no answer", attention},
	{"double-check", "C·saved/((1 − rⁿ)·(R + S))", "C·saved: what guessing saves; r: the colluding part of the stake; n: validators of a task; R: the reward; S: the bond", doubleCheck},
	{"jackpot-worth", "c/J", "c: the cost of looking; J: the jackpot of one who finds a forced error alone", jackpotWorth},
	{"bribable", "G/(β·bond)", "G: the gain outside; β: the share of the bond that is paid for proving a fault: for more verifiers silence costs more than the fault brings", bribable},
	{"break-even", "(R − C)/(R + S)", "R: the reward; C: the cost; S: the bond: more often wrong than that, honest work loses money", breakEven},
	{"sybil", "f·J·s·E[w(s + K)] − c", "f: the rate of forced errors; J: the jackpot; s: names of the one with many; K: how many of the others find the error; w(k): the part that each of k gets; c: the cost of looking", sybil},
	{"backlog", "ρ + ρ²/(2·(1 − ρ))", "ρ: the rate of tasks times the time of an audit", backlog},
	{"pot-ruin", "ψ(pot), by adding up the distribution of the pot's height task by task", "what a jackpot scheme's pot is short of at least once", potRuin},
	{"farming", "s with (r + s − c)/t = (R + s − C)/T", "s: what is minted for a task; r, c, t: reward, cost and steps of a cheap task; R, C, T: those of a useful one", farming},
}

var nan = math.NaN()
