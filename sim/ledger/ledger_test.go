package ledger

import (
	"math/rand/v2"
	"testing"
)

func TestMoneyIsConserved(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var l Ledger
	for range 20 {
		l.Reset(2)
		for range 10 {
			l.Move(World, l.Open(), Gwei(rng.IntN(1000)), 0)
		}
		for range 1000 {
			from, to := Account(rng.IntN(14)), Account(rng.IntN(14))
			before, other := l.Of(from), l.Of(to)
			amount := Gwei(rng.IntN(500))
			if moved := l.Move(from, to, amount, 1); moved != (from == World || before >= amount) {
				t.Fatalf("%d of %d: %v", amount, before, moved)
			} else if moved && from != to && (l.Of(from) != before-amount || l.Of(to) != other+amount) {
				t.Fatal("wrong balances")
			}
			if err := l.Check(); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Audit(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsBrokenIsSaid(t *testing.T) {
	for name, breakIt := range map[string]func(l *Ledger){
		"a negative amount":       func(l *Ledger) { l.Move(World, Fire, -1, 0) },
		"too much":                func(l *Ledger) { l.Move(World, Fire, Most, 0); l.Move(World, Fire, 1, 0) },
		"money that appears":      func(l *Ledger) { l.add(Fire, 1) },
		"a balance that is drawn": func(l *Ledger) { l.add(Fire, -1); l.add(Fees, 1) },
	} {
		var l Ledger
		l.Reset(1)
		if l.Audit() != nil {
			t.Fatal("broken from the beginning")
		}
		breakIt(&l)
		if l.Audit() == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}

func TestUpto(t *testing.T) {
	var l Ledger
	l.Reset(1)
	a := l.Open()
	l.Move(World, a, 10, 0)
	if got := l.Upto(a, Fire, 7, 0); got != 7 {
		t.Error(got)
	}
	if got := l.Upto(a, Fire, 7, 0); got != 3 || l.Of(a) != 0 || l.Of(Fire) != 10 || l.Flow(0) != 20 {
		t.Error(got, l.Of(a), l.Flow(0))
	}
	if Ether.Times(1e300) != Most || Gwei(3).Times(0.5) != 2 || Gwei(5).Times(0.5) != 2 {
		t.Error("Times")
	}
}
