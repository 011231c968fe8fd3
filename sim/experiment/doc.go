// Package experiment runs a simulation many times, keeps what came out, and reads it back.
//
// An experiment is a list of points (settings of the parameters that are varied) and a number of runs of each. Workers make the runs in any order; what is
// written depends on the experiment alone, so that its bytes are the same for any number of workers, and after a kill:
//
//	workers ── finished runs, in any order ──> journal ── in (point, run) order ──> runs, timeseries, events (Parquet), summary (CSV, JSON)
//
// The journal is appended to as runs finish, each in a frame with a checksum. A kill loses the runs in flight; what is left of a frame at the end
// is dropped when the same experiment is run on the same directory again. The results are made from the journal at the end, or when the
// experiment is interrupted or the disk is full, of all the runs that have no gap before them. In memory are the runs that wait for an earlier one, at most [ahead],
// the sums of one point, and the rows of a row group; nothing grows with the number of runs.
//
// A run that fails, by an error or a panic, is a row with its seed and the error as its status; the others go on.
package experiment
