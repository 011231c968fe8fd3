package evm

import (
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// counter counts calls in slot 0, stores the block's time in slot 1, and returns both; it logs each call. A call with data reverts with it.
//
//	CALLDATASIZE PUSH1 revert JUMPI
//	1 + SLOAD(0) → 0; TIMESTAMP → 1; MSTORE both; LOG0; RETURN
//	revert: JUMPDEST CALLDATASIZE 0 0 CALLDATACOPY CALLDATASIZE 0 REVERT
var counter = common.FromHex("36602357" +
	"600160005401" + "80600055" + "600052" + "4280600155" + "602052" + "60406000a0" + "60406000f3" +
	"5b366000600037366000fd")

// creation returns code that deploys the code.
func creation(code []byte) []byte {
	n := byte(len(code))
	return append([]byte{0x60, n, 0x60, 0x0c, 0x60, 0, 0x39, 0x60, n, 0x60, 0, 0xf3}, code...)
}

var alice, bob = common.Address{0xa1}, common.Address{0xb0}

func newCounter(t *testing.T) (*World, common.Address) {
	t.Helper()
	w, err := NewWorld()
	if err != nil {
		t.Fatal(err)
	}
	w.Fund(alice, uint256.NewInt(1e18))
	next := w.NextContract(alice, 0)
	r, err := w.Send(Tx{From: alice, Data: creation(counter)})
	if err != nil {
		t.Fatal(err)
	}
	if r.Contract != next || r.Contract == (common.Address{}) {
		t.Fatalf("deployed at %s, announced at %s", r.Contract, next)
	}
	return w, r.Contract
}

// call returns how often the contract has been called, and when last.
func call(t *testing.T, w *World, to common.Address) (n, at uint64) {
	t.Helper()
	r, err := w.Send(Tx{From: alice, To: &to, Price: uint256.NewInt(7)})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Logs) != 1 || r.Logs[0].Address != to {
		t.Fatalf("logs %v", r.Logs)
	}
	return new(uint256.Int).SetBytes(r.Output[:32]).Uint64(), new(uint256.Int).SetBytes(r.Output[32:]).Uint64()
}

func TestWorld(t *testing.T) {
	w, to := newCounter(t)
	total := w.Total()
	for i := range uint64(3) {
		w.SetBlock(10+i, 100+i)
		if n, at := call(t, w, to); n != i+1 || at != 100+i {
			t.Fatalf("call %d at %d: want %d at %d", n, at, i+1, 100+i)
		}
	}
	// A copy goes on apart.
	c := w.Copy()
	if number, at := c.Block(); number != 12 || at != 102 {
		t.Errorf("the copy is in block %d at %d", number, at)
	}
	call(t, c, to)
	if n, _ := call(t, c, to); n != 5 {
		t.Errorf("the copy counts %d, want 5", n)
	}
	if n, _ := call(t, w, to); n != 4 {
		t.Errorf("the world counts %d, want 4", n)
	}

	// A refusal costs gas, tells its data and changes nothing else.
	before := w.Balance(alice)
	r, err := w.Send(Tx{From: alice, To: &to, Data: []byte{1, 2, 3}, Price: uint256.NewInt(7)})
	var revert *RevertError
	if !errors.As(err, &revert) || string(revert.Data) != "\x01\x02\x03" || r == nil || len(r.Logs) != 0 {
		t.Fatalf("reverted with %v", err)
	}
	after := w.Balance(alice)
	if paid := new(uint256.Int).Sub(&before, &after); paid.Uint64() != 7*r.Gas || r.Gas < 21_000 {
		t.Errorf("paid %v for %d gas at 7", paid, r.Gas)
	}
	// So does a transaction that runs out of gas: all of it.
	if r, err := w.Send(Tx{From: alice, To: &to, Gas: 21_100}); err == nil || r == nil || r.Gas != 21_100 {
		t.Errorf("out of gas: %v", err)
	}
	// What no chain would take is not applied.
	if _, err := w.Send(Tx{From: bob, To: &to, Price: uint256.NewInt(1)}); err == nil {
		t.Error("bob paid with nothing")
	}
	if _, err := w.Send(Tx{From: alice, To: &to, Gas: 1 << 25}); err == nil {
		t.Error("more gas than a transaction may have")
	}
	// A view changes nothing, and may not.
	if _, err := w.View(to, nil); err == nil {
		t.Error("a view wrote")
	}
	if _, err := w.View(to, []byte{9}); !errors.As(err, &revert) || string(revert.Data) != "\x09" {
		t.Errorf("a view reverted with %v", err)
	}
	if n, _ := call(t, w, to); n != 5 {
		t.Errorf("the world counts %d, want 5", n)
	}
	// Money moves, and stays.
	if _, err := w.Send(Tx{From: alice, To: &bob, Value: uint256.NewInt(5), Price: uint256.NewInt(1)}); err != nil {
		t.Fatal(err)
	}
	if b := w.Balance(bob); b.Uint64() != 5 {
		t.Errorf("bob has %v", &b)
	}
	if fees := w.Balance(Fees); fees.IsZero() {
		t.Error("no fees were paid")
	}
	if got := w.Total(); got.Cmp(total) != 0 {
		t.Errorf("there are %v wei, there were %v", got, total)
	}
}

// The gas of a call is the same the first time and later, but for storage: what is warm in one transaction is cold in the next.
func TestWorldGas(t *testing.T) {
	w, to := newCounter(t)
	gas := func() uint64 {
		r, err := w.Send(Tx{From: alice, To: &to})
		if err != nil {
			t.Fatal(err)
		}
		return r.Gas
	}
	w.SetBlock(1, 1)
	first, second := gas(), gas()
	w.SetBlock(2, 2)
	third := gas()
	// EIP-2200 and 2929: a cold slot costs 2,100 and is set for 20,000, changed for 2,900; unchanged, 100.
	if first-third != 2*(20_000-2_900) || third-second != 2_900-100 {
		t.Errorf("gas %d, then %d, then %d", first, second, third)
	}
}
