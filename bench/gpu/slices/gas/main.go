// Command gas measures what an exact sum of products of 16-bit integers costs in the EVM, a term (docs/integer-profile.md): bytecode that reads
// two rows of int16, packed 16 in a word of calldata, adds the products in one 256-bit word, and returns it. Nothing else of a verdict is in it.
package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"

	"refute/contracts/evm"
)

// Opcodes (Ethereum yellow paper, appendix H).
const (
	opAdd, opMul, opSignExtend    = 0x01, 0x02, 0x0b
	opLt, opShr                   = 0x10, 0x1c
	opCalldataLoad, opCodeCopy    = 0x35, 0x39
	opMstore, opJumpI, opJumpDest = 0x52, 0x57, 0x5b
	opPush1, opPush2, opDup1      = 0x60, 0x61, 0x80
	opSwap1, opReturn, opPop      = 0x90, 0xf3, 0x50
)

// code sums the products of the int16 of two rows of so many bytes, one after the other in calldata, 16 of each at a time. Comments show the stack.
func code(bytes int) []byte {
	var c []byte
	emit := func(b ...int) {
		for _, x := range b {
			c = append(c, byte(x))
		}
	}
	emit(opPush1, 0, opPush1, 0)
	loop := len(c)
	emit(opJumpDest)                                                // sum, offset
	emit(opDup1, opCalldataLoad)                                    // sum, offset, a
	emit(opDup1+1, opPush2, bytes>>8, bytes, opAdd, opCalldataLoad) // sum, offset, a, b
	emit(opSwap1 + 2)                                               // b, offset, a, sum
	for i := range 16 {
		shift := 240 - 16*i
		emit(opDup1+1, opPush1, shift, opShr, opPush1, 1, opSignExtend) // … a, sum, a_i
		emit(opDup1+4, opPush1, shift, opShr, opPush1, 1, opSignExtend) // b, offset, a, sum, a_i, b_i
		emit(opMul, opAdd)
	}
	emit(opSwap1+2, opPop, opPop) // sum, offset
	emit(opPush1, 32, opAdd, opDup1, opPush2, bytes>>8, bytes, opSwap1, opLt, opPush1, loop, opJumpI)
	emit(opPop, opPush1, 0, opMstore, opPush1, 32, opPush1, 0, opReturn)
	return c
}

func main() {
	for _, terms := range []int{256, 1024, 8192} {
		if err := measure(terms); err != nil {
			fmt.Fprintln(os.Stderr, "gas:", err)
			os.Exit(1)
		}
	}
}

func measure(terms int) error {
	run := code(2 * terms)
	n := len(run)
	creation := append([]byte{opPush2, byte(n >> 8), byte(n), opDup1, opPush1, 12, opPush1, 0, opCodeCopy, opPush1, 0, opReturn}, run...)
	m, err := evm.New(creation)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1, uint64(terms)))
	in := make([]byte, 4*terms)
	var want int64
	for i := range terms {
		a, b := int16(rng.Uint32()), int16(rng.Uint32())
		binary.BigEndian.PutUint16(in[2*i:], uint16(a))
		binary.BigEndian.PutUint16(in[2*(terms+i):], uint16(b))
		want += int64(a) * int64(b)
	}
	out, gas, err := m.Call(in)
	if err != nil {
		return err
	}
	if len(out) != 32 || int64(binary.BigEndian.Uint64(out[24:])) != want {
		return fmt.Errorf("the sum of %d terms is %x, want %d", terms, out, want)
	}
	whole, err := evm.Transaction(in, gas)
	if err != nil {
		return err
	}
	fmt.Printf("%d terms: %d gas, %.1f a term; as a transaction with its calldata %d, %.1f a term\n", terms, gas, float64(gas)/float64(terms), whole, float64(whole)/float64(terms))
	return nil
}
