// Package model is the protocol's economy, to be simulated: clients' tasks, solvers that compute or cheat, verifiers that look or do not,
// disputes, and the money of all of them.
//
//	task ──▶ solver: plan ──▶ anchor ──▶ verifiers: audit? ──▶ found ──▶ open ──▶ Court ──▶ verdict
//	                            └──────────────── window ────────────────────────────────▶ settle: reward, slash, share, burn
//
// A World is one run at a time, reused for many. What agents do is a list of small functions, a SolverStrategy or a VerifierStrategy each:
// the first make a plan, the next change it. What a dispute is, is up to a Court: its outcome, cost and duration (Abstract), or the
// protocol's own state machine or contracts, move by move.
//
// Money is moved between accounts of a ledger; after every event it is checked that none was made or lost.
package model
