package hash

import "refute/trainer/cuda/ptx"

// special returns a special register's value.
func special(e *ptx.Entry, name string) ptx.Reg {
	r := e.U32()
	e.Op("mov.u32", r, ptx.Text(name))
	return r
}

// index returns the address of element i of an array.
func index(e *ptx.Entry, base, i ptx.Reg, bytes int) ptx.Reg {
	r := e.U64()
	e.Op("mul.wide.u32", r, i, bytes)
	e.Op("add.u64", r, r, base)
	return r
}

// count calls f for 0 to n-1, with a register that holds which.
func count(e *ptx.Entry, n int, f func(i ptx.Reg)) {
	i, again, loop := e.U32(), e.Pred(), e.NewLabel()
	e.Op("mov.u32", i, 0)
	e.Place(loop)
	f(i)
	e.Op("add.u32", i, i, 1)
	e.Op("setp.lt.u32", again, i, n)
	e.If(again).Go(loop)
}

// find returns which of n records holds x: the last whose first word is at most x. Records are of so many bytes, ascending, the first at 0.
// step is the greatest power of two below n, 0 for n = 1.
func find(e *ptx.Entry, table ptx.Reg, bytes int, x, n, step ptx.Reg) ptx.Reg {
	at, s, last := e.U32(), e.U32(), e.U32()
	e.Op("mov.u32", at, 0)
	e.Op("mov.u32", s, step)
	e.Op("sub.u32", last, n, 1)
	loop, found, none := e.NewLabel(), e.NewLabel(), e.Pred()
	e.Place(loop)
	e.Op("setp.eq.u32", none, s, 0)
	e.If(none).Go(found)
	middle, first, right := e.U32(), e.U32(), e.Pred()
	e.Op("add.u32", middle, at, s)
	e.Op("min.u32", middle, middle, last)
	e.Op("ld.global.u32", first, ptx.At(index(e, table, middle, bytes), 0))
	e.Op("setp.le.u32", right, first, x)
	e.Op("selp.u32", at, middle, at, right)
	e.Op("shr.u32", s, s, 1)
	e.Go(loop)
	e.Place(found)
	return at
}
