package program

// CostTable holds upper bounds of the gas of the parts of a window's verdict, as measured from the referee contract.
type CostTable struct {
	Fixed   int64         // a transaction that judges a window, before anything below
	Byte    int64         // a byte of the kernel's encoding: calldata and decoding
	Source  int64         // proving one tensor's root in its tree
	Leaf    int64         // opening one tensor leaf: calldata, hash and proof
	Load    int64         // computing an address and reading it, a term
	Bound   int64         // checking one bound, a term
	Instr   [numOps]int64 // one instruction, a term
	Operand int64         // setting up an operand
}

// Cost is the table that validation uses. It is generated: see `make costs`.
var Cost = CostTable{
	Fixed: 150_000, Byte: 60, Source: 15_000, Leaf: 75_000, Load: 600, Bound: 250, Operand: 3_000,
	Instr: uniform(1_500),
}

func uniform(gas int64) (t [numOps]int64) {
	for i := range t {
		t[i] = gas
	}
	return t
}
