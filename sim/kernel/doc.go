// Package kernel is a discrete-event simulator's engine: a clock of whole nanoseconds, a queue of events that are values, and streams of
// random numbers that have names. It knows nothing of what is simulated.
//
// A run is one goroutine. An event says when, what, to whom and one number more; a Handler does what follows and schedules what
// comes later. Nothing is allocated for an event, once the queue has grown to the number of events that wait at once.
//
// Everything here gives the same bits on every machine: events of one instant go by their priority, then in the order in which they
// were scheduled, and the logarithm and the exponential are computed by the basic operations alone.
package kernel
