package emulate_test

import (
	"fmt"

	"refute/trainer/cuda/ptx"
	"refute/trainer/cuda/ptx/emulate"
)

// A kernel that passes words between threads without a barrier: a card may give the right words for years.
func Example() {
	e := ptx.New("reverse", 64, 0)
	out, shared := e.Param("u64"), e.Static(4*64)
	tid, at, other, v := e.U32(), e.U32(), e.U32(), e.U32()
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", at, shared)
	e.Op("mad.lo.u32", at, tid, 4, at)
	e.Op("st.shared.u32", ptx.At(at, 0), tid)
	// bar.sync 0 is missing
	e.Op("sub.u32", other, 63, tid)
	e.Op("mov.u32", at, shared)
	e.Op("mad.lo.u32", at, other, 4, at)
	e.Op("ld.shared.u32", v, ptx.At(at, 0))
	p := e.U64()
	e.Op("mad.wide.u32", p, tid, 4, out)
	e.Op("st.global.u32", ptx.At(p, 0), v)

	m, err := emulate.Parse(ptx.Module(e))
	if err != nil {
		fmt.Println(err)
		return
	}
	memory := emulate.NewMemory(1 << 20)
	words, err := memory.Alloc(4 * 64)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = m["reverse"].Run(memory, emulate.Launch{Grid: [3]int{1, 1, 1}, Block: 64, Args: []uint64{words.Base}}, emulate.Options{})
	fmt.Println(err)
	// Output: kernel reverse, line 21, block (0, 0, 0), thread 0: shared memory at 1276 is read before it is written, or without a barrier between
}
