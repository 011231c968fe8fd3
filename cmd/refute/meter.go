package main

import (
	"fmt"
	"strings"
	"time"
)

// How often the progress of a training is told: on a terminal, and in lines elsewhere.
const (
	meterRefresh = 100 * time.Millisecond
	meterLine    = 10 * time.Second
)

// meter shows how far a training is: a bar on a terminal; elsewhere a line each tenth of the way, and whenever ten seconds have passed.
type meter struct {
	console *console
	from    uint32 // first step of this run
	total   uint32
	samples int // a step
	unit    string
	begin   time.Time
	shown   time.Time
}

// newMeter begins to show the steps from … total.
func newMeter(c *console, from, total uint32, samples int, unit string) *meter {
	now := time.Now()
	m := &meter{console: c, from: from, total: total, samples: samples, unit: unit, begin: now, shown: now}
	if from <= total {
		c.progress(int(total), "training", int(max(from, 1)-1))
	}
	return m
}

// step says that step t is done.
func (m *meter) step(t uint32, loss float32) {
	if t == 0 {
		return
	}
	now := time.Now()
	terminal := m.console.width > 0
	tenth := uint64(t)*10/uint64(m.total) != uint64(t-1)*10/uint64(m.total)
	switch {
	case terminal && (now.Sub(m.shown) >= meterRefresh || t == m.total):
		m.console.describe(int(t), fmt.Sprintf("  loss %.4f, %s", loss, m.speed(t, now)))
	case !terminal && (tenth || now.Sub(m.shown) >= meterLine):
		left := time.Duration(float64(now.Sub(m.begin)) / float64(t-m.from+1) * float64(m.total-t))
		m.console.say("  step %d of %d, loss %.4f, %s, %s left", t, m.total, loss, m.speed(t, now), left.Round(time.Second))
	default:
		return
	}
	m.shown = now
}

func (m *meter) speed(t uint32, now time.Time) string {
	per := float64(t-m.from+1) / max(now.Sub(m.begin).Seconds(), 1e-9)
	return fmt.Sprintf("%.4g steps/s, %s %s/s", per, thousands(int64(per*float64(m.samples))), m.unit)
}

func (m *meter) end() { m.console.end() }

// thousands writes a number with commas between groups of three digits.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}
