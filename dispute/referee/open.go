package referee

import (
	"fmt"
	"sort"

	"refute/bisect"
	"refute/checkpoint"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// Inputs gives what a kernel reads, to a player that opens it.
type Inputs interface {
	// Tensor returns the tensor of that index in a space.
	Tensor(s program.Space, index int) (tensor.Tensor, error)
	// Proof returns the siblings of the tensor's root in the tree over the roots of its space.
	Proof(s program.Space, index int) ([]bisect.Root, error)
}

// Open packs exactly the leaves that a window's loads touch, each once.
func Open(q *bisect.Query, in Inputs) ([]byte, error) {
	k, err := bisect.CheckKernel(q.Section, q.Place)
	if err != nil {
		return nil, fmt.Errorf("referee: kernel: %w", err)
	}
	tensors := make([]tensor.Tensor, len(k.Operands))
	first := make([]int, len(k.Operands)) // the first operand over the same tensor
	touched := make([]map[uint64]bool, len(k.Operands))
	for j := range k.Operands {
		o := &k.Operands[j]
		if tensors[j], err = in.Tensor(o.Space, o.Tensor); err != nil {
			return nil, err
		}
		if got := tensors[j]; got.Type != o.Type || int64(got.Len()) != o.Count {
			return nil, fmt.Errorf("referee: operand %d reads %s[%d], %s%d is %s[%d]", j, o.Type, o.Count, o.Space, o.Tensor, got.Type, got.Len())
		}
		for first[j] = 0; !same(&k.Operands[first[j]], o); first[j]++ {
		}
		touched[j] = map[uint64]bool{}
	}
	from, to := span(k, q.Window)
	if _, err := reference.Fold(k, q.Step, q.Element, from, to, q.Acc, func(j int, addr int64) (uint32, error) {
		leaf, _ := checkpoint.LeafOf(k.Operands[j].Type, uint64(addr))
		touched[first[j]][leaf] = true
		return tensors[j].At(int(addr)), nil
	}); err != nil {
		return nil, err
	}
	var o Openings
	for j := range k.Operands {
		if len(touched[j]) == 0 {
			continue
		}
		if err := o.add(k, j, tensors[j], touched[j], in); err != nil {
			return nil, err
		}
	}
	if len(o.Leaves) > 255 {
		return nil, fmt.Errorf("referee: a window opens %d leaves, 255 fit", len(o.Leaves))
	}
	return o.Pack(), nil
}

func (o *Openings) add(k *program.Kernel, j int, t tensor.Tensor, touched map[uint64]bool, in Inputs) error {
	op := &k.Operands[j]
	proof, err := in.Proof(op.Space, op.Tensor)
	if err != nil {
		return err
	}
	tree := checkpoint.TensorTree(t)
	source := uint8(len(o.Sources))
	o.Sources = append(o.Sources, Source{uint8(j), tree.Root(), proof})
	leaves := make([]uint64, 0, len(touched))
	for l := range touched {
		leaves = append(leaves, l)
	}
	sort.Slice(leaves, func(a, b int) bool { return leaves[a] < leaves[b] })
	for _, l := range leaves {
		proof, err := tree.Proof(l)
		if err != nil {
			return err
		}
		o.Leaves = append(o.Leaves, Leaf{source, l, checkpoint.LeafBytes(t, l), proof})
	}
	return nil
}
