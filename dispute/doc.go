// Package dispute has the players of a dispute: a defender and a challenger that drive the game of package bisect over the chain,
// the checks without which a challenger does not risk its bond, and the account of what happened.
//
// The chain is the truth. A player keeps no position of its own: it reads the game from the contract before each move, so a restart, a
// reorganisation or a move of somebody else is nothing special. It acts at once when it can, and claims the time of a side that is
// late.
//
//	chain ── position ──▶ bisect.Honest or bisect.Doubter ── actions ──▶ chain
//	                                  │
//	                        truth.Local: the step, the kernel, the window, recomputed
package dispute
