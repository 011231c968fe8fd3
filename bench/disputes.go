package main

import (
	"runtime"
	"slices"
	"strings"

	"refute/sim/court"
	"refute/sim/model"
	"refute/sim/scenario"
)

// disputes measures games that are played by the protocol's state machine, and that the compiled contracts judge, on one core.
func (b *bench) disputes() error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, f := range []struct {
		fidelity string
		runs     int
		goal     float64
	}{{"game", 100, 0}, {"evm", 4, 50}} {
		w, err := gameWorld(f.fidelity)
		if err != nil {
			return err
		}
		if _, err := playGames(w, 0, f.runs); err != nil {
			return err
		}
		var rates []float64
		for round := range 5 {
			g, err := playGames(w, (1+round)*f.runs, f.runs)
			if err != nil {
				return err
			}
			rates = append(rates, g.Sums["challenges"][1]/g.Seconds)
		}
		b.add(Figure{Section: "Simulator: disputes, one core", Name: "the game at fidelity " + f.fidelity, Unit: "disputes/s", Ours: sample(rates), Goal: f.goal, AtLeast: true})
	}
	m, err := goBench("./sim/court", "^BenchmarkContracts$/^published", 3, "GOMAXPROCS=1")
	if err != nil {
		return err
	}
	for _, name := range []string{"published-4", "published-6", "published-8"} {
		r := m["Contracts/"+name]
		if r == nil {
			b.skip("disputes judged by the contracts: the benchmark Contracts/%s is gone", name)
			continue
		}
		b.add(Figure{Section: "Simulator: disputes, one core", Name: name + ": every move judged by the contracts", Unit: "disputes/s", Ours: sample(r["disputes/s"]), Goal: 50, AtLeast: true})
		b.add(Figure{Section: "Simulator: disputes, one core", Name: name + ": gas of all its moves", Unit: "million gas", Ours: sample(scaled(r["gas/dispute"], 1e-6)), Goal: 2.5})
	}
	return nil
}

// gameWorld returns the game at a fidelity.
func gameWorld(fidelity string) (*model.World, error) {
	s, err := scenario.Read("bench-game.yaml", strings.NewReader(gameScenario), []string{"fidelity=" + fidelity})
	if err != nil {
		return nil, err
	}
	c, err := court.New(s)
	if err != nil {
		return nil, err
	}
	return model.New(s, c)
}

func scaled(x []float64, by float64) []float64 {
	y := slices.Clone(x)
	for i := range y {
		y[i] *= by
	}
	return y
}
