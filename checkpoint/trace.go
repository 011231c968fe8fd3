package checkpoint

import (
	"fmt"
	"slices"

	"refute/trainer/tensor"
)

// Trace computes the output roots of a step's kernels while an executor shows the outputs one after another. It holds no output: a large one
// is hashed while it is there, and small ones are copied, up to traceBuffer bytes, and hashed together. It keeps its buffers for the
// next step. Its zero value is ready. One goroutine may use it at a time.
type Trace struct {
	hasher Hasher
	roots  []Root
	small  []tensor.Tensor // copies, in buffer
	kernel []int           // of each copy
	found  []Root          // roots of the copies
	buffer []uint32
	used   int // words of buffer
}

const (
	// traceBuffer is how many bytes of small outputs are put together.
	traceBuffer = 1 << 20
	// traceLarge is the size in bytes from which on an output is hashed at once: enough for all goroutines.
	traceLarge = 4 * blockLeaves * LeafSize
)

// Visit takes the output of a kernel. Kernels come in order, each once; kernel 0 begins a step. It is a trainer.Visit.
func (t *Trace) Visit(kernel int, out tensor.Tensor) error {
	if kernel == 0 {
		t.roots, t.small, t.kernel, t.used = t.roots[:0], t.small[:0], t.kernel[:0], 0
	}
	if kernel != len(t.roots) {
		return fmt.Errorf("trace: the output of kernel %d came after those of %d kernels", kernel, len(t.roots))
	}
	if n := out.Len(); n == 0 || out.Type.Size() != 4 {
		return fmt.Errorf("trace: the output of kernel %d is %s[%d]: want f32 or u32, and at least one", kernel, out.Type, n)
	}
	t.roots = append(t.roots, Root{})
	words := len(out.Words)
	if 4*words >= traceLarge {
		t.roots[kernel] = t.hasher.TensorRoot(out)
		return nil
	}
	if t.buffer == nil {
		t.buffer = make([]uint32, traceBuffer/4)
	}
	if t.used+words > len(t.buffer) {
		t.flush()
	}
	place := t.buffer[t.used : t.used+words]
	copy(place, out.Words)
	t.used += words
	t.small, t.kernel = append(t.small, tensor.Tensor{Type: out.Type, Words: place}), append(t.kernel, kernel)
	return nil
}

// flush hashes the copies.
func (t *Trace) flush() {
	if len(t.small) == 0 {
		return
	}
	t.found = slices.Grow(t.found[:0], len(t.small))[:len(t.small)]
	t.hasher.Roots(t.found, t.small)
	for i, k := range t.kernel {
		t.roots[k] = t.found[i]
	}
	t.small, t.kernel, t.used = t.small[:0], t.kernel[:0], 0
}

// Roots returns the roots of the outputs of a step, by kernel. [NodeRoot] of them is the trace root. The slice is valid until the next step.
func (t *Trace) Roots() []Root {
	t.flush()
	return t.roots
}
