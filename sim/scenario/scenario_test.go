package scenario

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write schema.json anew")

func TestSchema(t *testing.T) {
	if *update {
		if err := os.WriteFile("schema.json", Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, Schema()) {
		t.Error("schema.json is not what the format gives: go test ./sim/scenario -update")
	}
}

func TestShippedScenariosAreGood(t *testing.T) {
	for _, name := range Names() {
		s, _, err := Load(name, nil)
		if err != nil {
			t.Error(err)
		} else if s.Name != name || s.About == "" {
			t.Errorf("%s: is called %q, about %q", name, s.Name, s.About)
		}
	}
	if len(Names()) == 0 {
		t.Error("none is shipped")
	}
}

func TestRefusals(t *testing.T) {
	const good = "solvers: [{name: a}]\n"
	for _, c := range []struct{ text, want string }{
		{"", "solvers: there are none"},
		{"tasks: 3\nsolver: []", "x:2: solver: unknown key"},
		{good + "terms: {bond: 5}", "terms.bond"},
		{good + "terms: {bond: -1 ether}", "terms.bond"},
		{good + "terms: {window: 5 ether}", "terms.window"},
		{good + "task: {steps: 0}", "task.steps"},
		{"solvers: [{name: a, strategy: [cheat]}]", "want one of honest, skip"},
		{"solvers: [{name: a, bad: 1001}]", "solvers[0].bad: 1001 steps of 1000 cannot be bad"},
		{"tasks: 1\nsolvers:\n  - {name: b}\n  - name: a\n    bad: 1001", "x:5: solvers[1].bad: 1001 steps of 1000 cannot be bad"},
		{"solvers:\n  - {name: b}\n  - {name: a, bankroll: 1 ether}", "x:3: solvers[1].bankroll: 1 ether do not pay"},
		{"terms: {bond: 2000 ether}\nsolvers: [\n{name: a}]", "x:3: solvers[0].bankroll: 1000 ether do not pay"},
		{"solvers: [{name: a, bankroll: 1 ether}]", "do not pay one bond"},
		{"solvers: [{name: a b}]", "want letters"},
		{"solvers: [{name: a}, {name: a}]", "is there twice"},
		{"solvers: [{name: a, strategy: [skip, stall, poison]}]", "skip and poison are two plans"},
		{"solvers: [{name: a, strategy: []}]", "write [honest]"},
		{"solvers: [{name: a, strategy: [gamble, skip]}]", "comes before"},
		{"solvers: [{name: a, strategy: [skip, gamble, poison]}]", "comes before those that change it (gamble)"},
		{"solvers: [{name: a, strategy: [gamble]}]", "gamble changes what is done, and nothing is: write one of honest, skip"},
		{good + "verifiers: [{name: v, strategy: [noisy]}]", "write one of honest, lazy"},
		{"solvers: [{name: a, arms: [honest, skip]}]", "nobody learns"},
		{good + "tasks: 10000000", "tasks: 10000000 of them, one every 1h0m0s, take longer than 250 years"},
		{good + "verifiers: [{name: v, count: 1000000, bankroll: 1000000 ether}]", "ether could come from outside"},
		{good + "tasks: 1000000\ntask: {reward: 1000000 ether, every: 1s}", "ether could come from outside"},
		{good + "chain: {spike_every: 1m, spike_time: 1000h}", "chain.spike_time: 1000h0m0s is more than 1000 times chain.spike_every"},
		{"learn: {kind: bandit}\nsolvers: [{name: a, arms: [honest, skip]}]\nverifiers: [{name: a, arms: [lazy, honest]}]", "choose another name"},
		{good + "verifiers: [{name: v, sample: 2000}]", "cannot be drawn"},
		{good + "verifiers: [{name: v, sample: 1, each: 0.5}]", "leave one of them out"},
		{good + "scheme: {kind: audit}", "drawn by stake"},
		{good + "scheme: {jackpot: 1 ether}", "does not apply to kind slash"},
		{good + "stop: {metric: slashed}", "stop.width"},
		{"solvers: [{name: a, count: 1000000}, {name: b, count: 1000000}, {name: c, count: 1000000}, {name: d, count: 1000000}, {name: e}]", "4000001 agents"},
		{good + "tasks: 1000000\noutput: {series_every: 1}", "raise it to 51"},
	} {
		if _, err := Read("x", strings.NewReader(c.text), nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("solvers: [{name: a}]\nverifiers: [{name: v, rate: 0.1}]", "verifiers.0.rate=0.2")
	f.Fuzz(func(t *testing.T, text, set string) {
		s, err := Read("x", strings.NewReader(text), []string{set})
		if err == nil && (len(s.Solvers) == 0 || s.Task.Steps < 1 || s.Terms.Bond < 0) {
			t.Fatalf("%+v", s)
		}
	})
}
