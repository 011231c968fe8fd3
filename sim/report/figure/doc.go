// Package figure draws the plots of a report from plain numbers. Each constructor (Map, Curve, Validation, Strategies, Bands, Paths, Times, Spend,
// Sensitivity, Convergence) takes the data of one plot and returns a Figure: what it shows, how to read it, what its numbers say in words, the
// table behind it, and the drawing at any width.
//
// The same data give the same bytes. Data that cannot be drawn (none, a single run where an interval is asked for, numbers that are not finite)
// give a figure that says so in its place; no data make a constructor panic.
package figure
