// Package report makes the report of an experiment: a page that a person reads without the code, and its plots as files of their own.
//
//	results of an experiment ──> metrics, with intervals ──> figures (package figure) ──> plots/*.svg, report.html
//
// The page needs nothing from the network and no script. It is made of the results alone, so that the same results give the same page.
package report
