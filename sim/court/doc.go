// Package court judges the simulator's disputes where their outcome is not only reckoned (fidelity abstract): at the fidelity game by the
// state machine of package bisect, at evm by the compiled contracts. Both play real moves about a real computation, see package board.
package court
