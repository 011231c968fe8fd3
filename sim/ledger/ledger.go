// Package ledger is the money of a simulated economy: whole gwei in accounts, moved from one to another, never made or lost.
//
// What comes from outside and what leaves are accounts too: the world that pays clients and wages, the fire in which money is burnt. So the sum of all
// balances is 0 at all times, and the ledger can say after each event that it is.
package ledger

import (
	"fmt"
	"math"
)

// Gwei is an amount of money: 10^-9 of the chain's coin.
type Gwei int64

// Ether is one coin.
const Ether Gwei = 1_000_000_000

// Ether returns g in coins.
func (g Gwei) Ether() float64 { return float64(g) / float64(Ether) }

// Times returns g times a factor of at least 0, to the nearest gwei (ties to even), at most the largest amount.
func (g Gwei) Times(x float64) Gwei {
	y := math.RoundToEven(float64(g) * x)
	if y >= Most {
		return Most
	}
	return Gwei(y)
}

// Most is the largest amount that an account holds or owes: its sums over all accounts stay within 64 bits.
const Most = 1 << 61

// Account is the number of an account.
type Account int32

// The accounts that each ledger has.
const (
	// World is where money comes from: clients' rewards, endowments, what a cheat is worth outside. It alone may owe.
	World Account = iota
	// Fire is where money goes when it is burnt.
	Fire
	// Fees holds the gas that was paid.
	Fees
	// Machines holds what computing cost.
	Machines
	first // of those that the model opens
)

// Ledger holds the accounts. The zero value is empty: call Reset.
type Ledger struct {
	balance []Gwei
	sum     Gwei // of all balances, kept by every writing
	flow    []Gwei
	broken  error
}

// Reset forgets all accounts but those that each ledger has. reasons is the number of reasons for which money moves.
func (l *Ledger) Reset(reasons int) {
	*l = Ledger{balance: append(l.balance[:0], make([]Gwei, first)...), flow: append(l.flow[:0], make([]Gwei, reasons)...)}
}

// Open opens an account.
func (l *Ledger) Open() Account {
	l.balance = append(l.balance, 0)
	return Account(len(l.balance) - 1)
}

// Of returns the balance of an account.
func (l *Ledger) Of(a Account) Gwei { return l.balance[a] }

// Flow returns all that was moved for a reason.
func (l *Ledger) Flow(reason int) Gwei { return l.flow[reason] }

// Move moves an amount, if the account that it comes from holds so much, and reports whether it did. A negative amount is the model's
// error: nothing moves, and Check says so from then on.
func (l *Ledger) Move(from, to Account, amount Gwei, reason int) bool {
	if amount < 0 {
		l.fail("%d gwei were to be moved from account %d to %d", amount, from, to)
		return false
	}
	if from != World && l.balance[from] < amount {
		return false
	}
	l.add(from, -amount)
	l.add(to, amount)
	l.flow[reason] += amount
	return true
}

// Upto moves an amount, or as much of it as the account holds, and returns what it moved.
func (l *Ledger) Upto(from, to Account, amount Gwei, reason int) Gwei {
	if from != World {
		amount = min(amount, l.balance[from])
	}
	l.Move(from, to, amount, reason)
	return amount
}

func (l *Ledger) add(a Account, x Gwei) {
	b := l.balance[a] + x
	if b > Most || b < -Most {
		l.fail("account %d would hold %d gwei", a, b)
	}
	l.balance[a] = b
	l.sum += x
}

func (l *Ledger) fail(format string, args ...any) {
	if l.broken == nil {
		l.broken = fmt.Errorf("ledger: "+format, args...)
	}
}

// Check returns an error unless what was written sums to 0. It takes the same time however many accounts there are: it is for every event.
func (l *Ledger) Check() error {
	if l.sum != 0 || l.broken != nil {
		return l.reason()
	}
	return nil
}

func (l *Ledger) reason() error {
	if l.broken != nil {
		return l.broken
	}
	return fmt.Errorf("ledger: money is not conserved: %d gwei too much", l.sum)
}

// Audit adds up all accounts anew, and returns an error unless they sum to 0 and only the world owes.
func (l *Ledger) Audit() error {
	var sum Gwei
	for a, b := range l.balance {
		if b < 0 && Account(a) != World {
			return fmt.Errorf("ledger: account %d owes %d gwei", a, -b)
		}
		sum += b
	}
	if sum != 0 {
		return fmt.Errorf("ledger: money is not conserved: the balances sum to %d gwei", sum)
	}
	return l.Check()
}
