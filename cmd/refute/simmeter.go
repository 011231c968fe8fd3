package main

import (
	"fmt"
	"time"

	"refute/sim/experiment"
)

// simMeter shows on a terminal how far an experiment is; elsewhere it is silent.
type simMeter struct {
	console *console
	begin   time.Time
	shown   time.Time
}

func newSimMeter(c *console, e *experiment.Experiment) *simMeter {
	if c.width > 0 {
		c.progress(int(uint64(len(e.Points))*e.Runs), "runs", 0)
	}
	return &simMeter{console: c, begin: time.Now()}
}

// show says how far it is. It is called after each run.
func (m *simMeter) show(p experiment.Progress) {
	now := time.Now()
	if m.console.width == 0 || now.Sub(m.shown) < meterRefresh && p.Runs < p.Total {
		return
	}
	m.shown = now
	text := "  "
	if p.Failed > 0 {
		text += fmt.Sprintf("%d failed, ", p.Failed)
	}
	if made, took := p.Runs-min(p.Restored, p.Runs), now.Sub(m.begin); made > 0 && took > time.Second/2 {
		left := time.Duration(float64(took) / float64(made) * float64(p.Total-p.Runs))
		text += fmt.Sprintf("%.0f runs/s, at most %s left", float64(made)/took.Seconds(), left.Round(time.Second))
	}
	m.console.describe(int(p.Runs), text)
}
