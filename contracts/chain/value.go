package chain

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"

	"github.com/holiman/uint256"
)

// JobID is a job's id, 32 bytes made by the Jobs contract.
type JobID [32]byte

// String returns the id as 0x and 64 hexadecimal digits.
func (j JobID) String() string { return "0x" + hex.EncodeToString(j[:]) }

// Short returns the first 8 digits of String, for people.
func (j JobID) Short() string { return "0x" + hex.EncodeToString(j[:4]) }

// GameID is a game's id, 32 bytes made by the Disputes contract.
type GameID [32]byte

// String returns the id as 0x and 64 hexadecimal digits.
func (g GameID) String() string { return "0x" + hex.EncodeToString(g[:]) }

// Short returns the first 8 digits of String, for people.
func (g GameID) Short() string { return "0x" + hex.EncodeToString(g[:4]) }

// Wei is an amount of money: an unsigned 256-bit number of wei. It is a value: copies are independent, == compares. The zero
// value is no money.
type Wei struct{ v uint256.Int }

// Units of money.
var (
	Gwei  = WeiOf(1_000_000_000)
	Ether = WeiOf(1_000_000_000_000_000_000)
)

// WeiOf returns an amount of n wei.
func WeiOf(n uint64) Wei { return Wei{*uint256.NewInt(n)} }

// WeiFromBig checks that b is in 0 … 2^256-1 and returns it as an amount.
func WeiFromBig(b *big.Int) (Wei, error) {
	if b == nil || b.Sign() < 0 || b.BitLen() > 256 {
		return Wei{}, fmt.Errorf("chain: %v is no amount of wei: want 0 to 2^256-1", b)
	}
	var w Wei
	w.v.SetFromBig(b)
	return w, nil
}

// ParseWei reads a decimal number of wei.
func ParseWei(s string) (Wei, error) {
	v, err := uint256.FromDecimal(s)
	if err != nil {
		return Wei{}, fmt.Errorf("chain: %q is no amount of wei: %w", s, err)
	}
	return Wei{*v}, nil
}

// Big returns the amount as a new big integer.
func (w Wei) Big() *big.Int { return w.v.ToBig() }

// Int returns the amount as a new integer of 256 bits.
func (w Wei) Int() *uint256.Int { return new(uint256.Int).Set(&w.v) }

// IsZero reports whether there is no money.
func (w Wei) IsZero() bool { return w.v.IsZero() }

// Cmp compares two amounts: -1, 0 or 1.
func (w Wei) Cmp(x Wei) int { return w.v.Cmp(&x.v) }

// Add returns w + x, at most 2^256-1.
func (w Wei) Add(x Wei) Wei {
	var r Wei
	if _, over := r.v.AddOverflow(&w.v, &x.v); over {
		r.v.SetAllOne()
	}
	return r
}

// Sub returns w - x, or no money if x is more.
func (w Wei) Sub(x Wei) Wei {
	var r Wei
	if w.v.Cmp(&x.v) > 0 {
		r.v.Sub(&w.v, &x.v)
	}
	return r
}

// Mul returns w · n, at most 2^256-1.
func (w Wei) Mul(n uint64) Wei {
	var r Wei
	if _, over := r.v.MulOverflow(&w.v, uint256.NewInt(n)); over {
		r.v.SetAllOne()
	}
	return r
}

// Div returns w / n, rounded down; no money if n is 0.
func (w Wei) Div(n uint64) Wei {
	var r Wei
	r.v.Div(&w.v, uint256.NewInt(n))
	return r
}

// String returns the decimal number of wei.
func (w Wei) String() string { return w.v.Dec() }

// Ether returns the amount for people, in ether with six decimals, rounded down.
func (w Wei) Ether() string {
	whole, rest := new(big.Int).QuoRem(w.Big(), Ether.Big(), new(big.Int))
	micro := rest.Quo(rest, big.NewInt(1_000_000_000_000))
	s := fmt.Sprintf("%d.%06d", whole, micro)
	return strings.TrimSuffix(s, ".000000")
}

// MarshalText implements encoding.TextMarshaler with the form of String.
func (w Wei) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; see [ParseWei].
func (w *Wei) UnmarshalText(text []byte) error {
	v, err := ParseWei(string(text))
	if err == nil {
		*w = v
	}
	return err
}
