package program

import "refute/trainer/tensor"

// CostTable holds upper bounds of the parts of the gas of a transaction that judges a window, measured from the referee
// contract (cost.go). Calldata is in bytes; the rest is the execution's gas.
type CostTable struct {
	Calldata int64         // bytes that are neither kernel nor openings
	Fixed    int64         // the verdict, before anything below, and the game around it
	Byte     int64         // decoding a byte of the kernel
	Operand  int64         // setting up an operand
	Source   int64         // reading a tensor's root, without its proof
	Leaf     int64         // reading a tensor's leaf, without its proof
	Node     int64         // one level of a proof
	Term     int64         // a term
	Load     int64         // reading an operand, a term
	Bound    int64         // checking one bound, a term
	Run      int64         // beginning a run of the innermost iterator, an operand
	BoundRun int64         // the same for one bound
	Iterator int64         // one iterator's part of an address or a bound, where a run begins
	Instr    [numOps]int64 // one instruction, a term
}

// What a chain charges for a transaction: all of its calldata at the price of non-zero bytes, and the execution; but
// at least the floor for the calldata (EIP-7623).
const (
	gasTransaction = 21_000
	gasByte        = 16
	gasFloorByte   = 40
)

// chunk is the least number of terms that the contract takes at once: a run is cut where a chunk ends.
const chunk = 31

// sourceDepth is the greatest depth of a tree over tensor roots: that over the outputs of MaxKernels kernels.
const sourceDepth = 16

// Gas returns an upper bound of the gas of judging a window of w terms.
func (k *Kernel) Gas(w int) int64 {
	t := min(int64(w), k.Terms())
	size := int64(len(k.Encode()))
	data := Cost.Calldata + size
	gas := Cost.Fixed + Cost.Byte*size
	term := Cost.Term
	runs, iterators := k.runs(t)
	for j := range k.Operands {
		o := &k.Operands[j]
		leaves, depth := k.operandLeaves(o, int64(w)), int64(treeDepth(o))
		data += 33 + 32*sourceDepth + leaves*(9+leafBytes+32*depth)
		gas += Cost.Operand + Cost.Source + Cost.Node*sourceDepth + leaves*(Cost.Leaf+Cost.Node*depth)
		bounds := int64(len(o.Bounds))
		term += Cost.Load + Cost.Bound*bounds
		gas += runs * (Cost.Run + Cost.BoundRun*bounds + Cost.Iterator*iterators*(1+bounds))
	}
	for _, in := range k.Body {
		term += Cost.Instr[in.Op]
	}
	return gasTransaction + max(gas+t*term+gasByte*data, gasFloorByte*data)
}

// runs bounds the runs of the innermost iterator that t terms in a row meet, and returns how many iterators the reduction
// has; those of extent 1 do not count.
func (k *Kernel) runs(t int64) (runs, iterators int64) {
	inner := int64(1)
	for _, e := range k.Reduce {
		if e > 1 {
			inner = e
			iterators++
		}
	}
	return min(t, (t+inner-2)/inner+1+t/chunk), iterators
}

// treeDepth returns the depth of the tree over an operand's tensor.
func treeDepth(o *Operand) int {
	perLeaf := int64(leafBytes / max(o.Type.Size(), tensor.U8.Size()))
	d := 0
	for leaves := (o.Count + perLeaf - 1) / perLeaf; leaves > 1<<d; d++ {
	}
	return d
}
