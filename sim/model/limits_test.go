package model

import (
	"context"
	"math"
	"os"
	"strings"
	"testing"

	"refute/sim/kernel"
)

// A run that would never fit says what to have less of.
func TestRunsAreBounded(t *testing.T) {
	const rich = "solvers: [{name: s, strategy: [poison], bankroll: 1000000 ether}]\ntask: {step_time: 0s, every: 0s, cost: 0 ether}\nterms: {bond: 0 ether}\n"
	cases := []struct{ text, want string }{
		{rich + "tasks: 2000000\nverifiers: [{name: v, strategy: [lazy], count: 1}]\nseed: 3", "tasks are on their way"},
	}
	if os.Getenv("REFUTE_HEAVY") != "" {
		cases = append(cases, struct{ text, want string }{rich + "tasks: 1\nverifiers: [{name: v, count: 300000, strategy: [honest, sybil], sybils: 64}]\nscheme: {kind: jackpot, forced: 1}", "claims are held"})
	}
	for _, c := range cases {
		err := world(t, c.text).Run(context.Background(), 0, Watch{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want that %s", err, c.want)
		}
	}
}

// After a cancellation a run ends at once, though an event may stand for much.
func TestRunsAreInterrupted(t *testing.T) {
	const poison = "tasks: 100000\nsolvers: [{name: s, strategy: [poison, grind], bad: 500000, grinds: 1000}]\n"
	for _, text := range []string{
		poison + "task: {steps: 1048576, step_time: 0s}\nverifiers: [{name: v, count: 1000}]\nscheme: {kind: audit, auditors: 1000, check: 1, audit_steps: 500000}",
		poison + "task: {steps: 1048576, step_time: 0s}\nverifiers: [{name: v, count: 1000, each: 0.000000001}]",
		poison + "task: {steps: 1048576, step_time: 0s}\nverifiers: [{name: v, count: 1000000}]\nnetwork: {eclipse: 1}",
		"tasks: 20\ntask: {every: 3650d}\nsolvers: [{name: s}]\nverifiers: [{name: v, count: 1000}]\nnetwork: {up: 1m, down: 1ms}",
	} {
		w := world(t, text)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := w.Run(ctx, 0, Watch{}); err != context.Canceled {
			t.Errorf("%v, want that it was cancelled: %s", err, text)
		}
	}
}

// Spells and absences that nobody asked about cost no memory, and leave the later ones as they are.
func TestSpellsAreForgotten(t *testing.T) {
	src := kernel.NewSource(1, 2)
	var every, seldom spells
	every.reset(src.Stream(1, forCrash), kernel.Minute, kernel.Hour)
	seldom.reset(src.Stream(1, forCrash), kernel.Minute, kernel.Hour)
	for at := kernel.Time(0); at <= 1000*kernel.Day; at += 10 * kernel.Day {
		var a, b []uint64
		for early := max(0, at-10*kernel.Day); early < at; early += 7 * kernel.Hour {
			every.at(early, early, new(work), func(uint64, kernel.Time) bool { return true })
		}
		every.at(at, at, new(work), func(n uint64, end kernel.Time) bool { a = append(a, n, uint64(end)); return true })
		seldom.at(at, at, new(work), func(n uint64, end kernel.Time) bool { b = append(b, n, uint64(end)); return true })
		if len(a) != len(b) || len(a) == 0 && at > 0 {
			t.Fatalf("at %v: %d and %d spells", at, len(a)/2, len(b)/2)
		}
		for i := range a {
			if a[i] != b[i] {
				t.Fatalf("at %v: %v and %v", at, a, b)
			}
		}
	}
	if cap(seldom.begins) > 1024 {
		t.Errorf("room for %d spells is kept", cap(seldom.begins))
	}
}

// Whom the beacon draws, and which steps, are independent, in the first task too.
func TestAuditorsAndStepsAreDrawnApart(t *testing.T) {
	w := world(t, `
runs: 1
tasks: 1
task: {steps: 1000}
solvers: [{name: s, strategy: [poison, ally], bad: 500}]
verifiers: [{name: friends, strategy: [lazy, ally]}, {name: honest, rate: 0}]
scheme: {kind: audit, auditors: 1, audit_steps: 1, check: 1}
`)
	const runs = 4000
	p := sums(t, w, runs)["detected"] / runs // the auditor is no friend, and the step is bad
	if math.Abs(p-0.25) > 5*math.Sqrt(0.25*0.75/runs) {
		t.Errorf("%.4f of the cheats were found, want 0.25", p)
	}
}
