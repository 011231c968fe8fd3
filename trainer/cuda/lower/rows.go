package lower

import (
	"slices"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Statistics of rows, and what is made with them, run together: the kernels of a norm, or of a small softmax. All outputs are rows of the same number,
// and of what another of them makes, a kernel reads only within its row. A warp takes a row from kernel to kernel, and keeps what they read of each other in
// shared memory; the row itself stays in the nearest cache.
type rows struct {
	count   int64 // of rows
	threads int   // of a row: a warp, or 1 if no kernel has more than an element of a row
	members []rowMember
	bytes   int // of shared memory for a row
}

type rowMember struct {
	*group       // of the kernel alone
	width  int64 // elements of a row
	dims   int   // iterators of the space that number the row
	slot   int   // bytes before what it makes in the row's shared memory; -1 if no other reads it
}

const (
	rowThreads  = 128  // of a block
	mostWidth   = 4096 // elements of a row
	mostRowWork = 4096 // terms of a row, of all kernels
	mostMade    = 512  // instructions of a body of several elements at once

	mostRowMembers = 24
)

// manyRows is how many rows keep a card busy; of fewer, only little work is done by a warp alone. Tests ask for less.
var manyRows int64 = 2048

const fewRowsWork = 256

// newRows returns the plan of several kernels of a program, or nil if they cannot run so.
func newRows(p *program.Program, kernels []int, needed func(int) bool) *rows {
	if len(kernels) > mostRowMembers {
		return nil
	}
	r := &rows{count: p.Kernels[kernels[0]].Count(), threads: 1}
	for _, i := range kernels {
		r.count = min(r.count, p.Kernels[i].Count())
	}
	if r.count >= 1<<31 {
		return nil // 32 bits hold its number
	}
	work := int64(0)
	for _, i := range kernels {
		k := &p.Kernels[i]
		if newScatter(k) != nil || folds(k) && newStaged(newGroup(p, []int{i}, needed)) != nil {
			return nil
		}
		dims, n := 0, int64(1)
		for dims < len(k.Out) && n < r.count {
			n *= k.Out[dims]
			dims++
		}
		if n != r.count {
			return nil
		}
		m := rowMember{width: k.Count() / n, dims: dims, slot: -1}
		if m.width > mostWidth {
			return nil
		}
		if m.width > 1 {
			r.threads = 32
		}
		terms := int64(1)
		if folds(k) {
			terms = k.Terms()
		}
		if work += m.width * min(terms, mostRowWork); work > mostRowWork || work > fewRowsWork && r.count < manyRows {
			return nil
		}
		if m.group = r.member(k, i, kernels, needed, dims); m.group == nil {
			return nil
		}
		r.members = append(r.members, m)
	}
	for n := range r.members {
		m := &r.members[n]
		if slices.ContainsFunc(r.members, func(o rowMember) bool {
			return slices.ContainsFunc(o.reads, func(a *access) bool { return a.local && a.operand.Tensor == m.group.members[0].index })
		}) {
			m.slot = r.bytes
			r.bytes += int(m.width+3) / 4 * 16
		}
	}
	if r.bytes*rowThreads/r.threads > stageShared {
		return nil
	}
	return r
}

// member returns the group of kernel i alone, that reads what others make in its own row, or nil if it reads more of them.
func (r *rows) member(k *program.Kernel, i int, kernels []int, needed func(int) bool, dims int) *group {
	g := &group{space: space{out: k.Out}}
	m := member{kernel: k, index: i, stored: needed(i)}
	if folds(k) {
		g.fold, g.space.reduce = k, k.Reduce
	} else {
		m.at = make([]int64, len(k.Reduce))
		for d, e := range k.Reduce {
			m.at[d] = e - 1
		}
	}
	g.add(&m)
	g.members = []member{m}
	row := make([]int64, k.Rank()) // which row an element is of
	n := int64(1)
	for d := dims - 1; d >= 0; d-- {
		row[d] = n
		n *= k.Out[d]
	}
	number := m.view(&g.space).affine(0, row)
	own := func(a *access) bool {
		return a.operand.Space == program.InKernel && slices.Contains(kernels, a.operand.Tensor)
	}
	for _, a := range g.reads {
		for t := a.through; t != nil; t = t.through {
			if own(t) {
				return nil
			}
		}
		if !own(a) || a.none {
			continue
		}
		width := a.operand.Count / r.count
		if a.operand.Count%r.count != 0 || a.through != nil || len(a.checks) > 0 {
			return nil
		}
		for d := range dims {
			if a.addr.out[d] != number.out[d]*width {
				return nil
			}
			a.addr.out[d] = 0
		}
		if lo, hi := a.addr.span(&g.space); lo < 0 || hi >= width {
			return nil
		}
		a.local = true
	}
	g.space.all = []*affine{number}
	g.merge()
	return g
}

// op returns the op.
func (r *rows) op() *Op {
	e := ptx.New("k", rowThreads, 0)
	o := &Op{How: "rows"}
	var args []Arg
	var regs []ptx.Reg
	param := func(a Arg) ptx.Reg {
		if i := slices.Index(args, a); i >= 0 {
			return regs[i]
		}
		args, regs = append(args, a), append(regs, e.Param("u64"))
		return regs[len(regs)-1]
	}
	for i := range r.members {
		m := &r.members[i]
		for _, a := range m.tensors {
			param(a)
		}
		if m.steps {
			param(Arg{From: Step})
		}
	}
	for i := range r.members {
		m := &r.members[i].group.members[0]
		o.Kernels = append(o.Kernels, m.index)
		if m.stored {
			o.Stores = append(o.Stores, m.index)
			param(Arg{Output, m.index})
		}
	}
	tid, block, row, lane, shared := e.U32(), e.U32(), e.U32(), e.U32(), e.U32()
	perBlock := rowThreads / r.threads
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	if r.threads == 1 {
		e.Op("mov.u32", lane, 0)
		e.Op("mov.u32", row, tid)
	} else {
		e.Op("and.b32", lane, tid, r.threads-1)
		e.Op("shr.u32", row, tid, 5)
	}
	if r.bytes > 0 {
		e.Op("mov.u32", shared, e.Dynamic())
		e.Op("mad.lo.u32", shared, row, r.bytes, shared)
	}
	e.Op("mad.lo.u32", row, block, perBlock, row)
	end, p := e.NewLabel(), e.Pred()
	e.Op("setp.ge.u32", p, row, uint32(r.count))
	e.If(p).Go(end)
	slots := map[int]ptx.Reg{} // looked up only
	for i := range r.members {
		m := &r.members[i]
		if m.slot >= 0 {
			s := e.U32()
			e.Op("add.u32", s, shared, m.slot)
			slots[m.group.members[0].index] = s
		}
		r.row(e, m, row, lane, slots, param)
		if m.slot >= 0 && r.threads > 1 {
			e.Op("bar.warp.sync", ptx.Text("0xffffffff"))
		}
	}
	e.Place(end)
	blocks := (r.count + int64(perBlock) - 1) / int64(perBlock)
	o.Launches = []Launch{{Entry: e, Grid: [3]int{int(blocks), 1, 1}, Block: rowThreads, Shared: r.bytes * perBlock, Args: args}}
	return o
}

// row writes a kernel's part of a row.
func (r *rows) row(e *ptx.Entry, m *rowMember, row, lane ptx.Reg, slots map[int]ptx.Reg, param func(Arg) ptx.Reg) {
	lanes := int64(1)
	for m.fold == nil && lanes < 4 && m.width%(2*lanes*int64(r.threads)) == 0 && m.near(2*lanes) {
		lanes *= 2
	}
	step := lanes * int64(r.threads)
	first := e.U32()
	e.Op("mul.lo.u32", first, lane, uint32(lanes))
	times := (m.width + step - 1) / step
	if terms := m.terms(); times*lanes*terms*int64(m.work()) <= mostMade {
		for n := range times {
			at := first
			if n > 0 {
				at = e.U32()
				e.Op("add.u32", at, first, uint32(n*step))
			}
			if n == times-1 && m.width%step != 0 {
				skip, p := e.NewLabel(), e.Pred()
				e.Op("setp.ge.u32", p, at, uint32(m.width))
				e.If(p).Go(skip)
				r.elements(e, m, int(lanes), row, at, slots, param)
				e.Place(skip)
			} else {
				r.elements(e, m, int(lanes), row, at, slots, param)
			}
		}
		return
	}
	top, done, p, q := e.NewLabel(), e.NewLabel(), e.Pred(), e.Pred()
	e.Op("setp.ge.u32", p, first, uint32(m.width))
	e.If(p).Go(done)
	e.Place(top)
	r.elements(e, m, int(lanes), row, first, slots, param)
	e.Op("add.u32", first, first, uint32(step))
	e.Op("setp.lt.u32", q, first, uint32(m.width))
	e.If(q).Go(top)
	e.Place(done)
}

// terms returns how many terms an element's code has, written out as far as it is.
func (m *rowMember) terms() int64 {
	if m.fold == nil {
		return 1
	}
	return min(m.fold.Terms(), wholeTerms)
}

// near reports whether so many neighbouring elements read neighbouring words, or the same, as the innermost iterator runs.
func (m *rowMember) near(lanes int64) bool {
	n := len(m.space.out)
	if m.space.out[n-1]%lanes != 0 {
		return false
	}
	for _, a := range m.reads {
		spread := false
		a.each(func(x *affine) { spread = spread || x.out[n-1] != 0 && x.out[n-1] != 1 })
		if spread {
			return false
		}
	}
	return true
}

// elements writes some neighbouring elements of a row.
func (r *rows) elements(e *ptx.Entry, m *rowMember, lanes int, row, at ptx.Reg, slots map[int]ptx.Reg, param func(Arg) ptx.Reg) {
	w := newWriter(e, m.group, lanes)
	w.slots = slots
	for _, a := range m.tensors {
		w.tensors = append(w.tensors, param(a))
	}
	if m.steps {
		w.stepAt = param(Arg{From: Step})
	}
	// The first iterators of the space number the row, the others the element in it.
	dims, n := 0, int64(1)
	for n < r.count {
		n *= m.space.out[dims]
		dims++
	}
	w.coords = make([]ptx.Reg, len(m.space.out))
	w.split(row, m.space.out[:dims], w.coords[:dims])
	w.split(at, m.space.out[dims:], w.coords[dims:])
	w.prepare()
	made := make([][]ptx.Reg, lanes)
	for l := range made {
		made[l] = make([]ptx.Reg, 1)
	}
	w.values(made)
	k := m.group.members[0].kernel
	if m.slot >= 0 {
		to := e.U32()
		e.Op("mad.lo.u32", to, at, 4, slots[m.group.members[0].index])
		words := make([]ptx.Reg, lanes)
		for l := range made {
			words[l] = made[l][0]
		}
		typ := "u32"
		if k.Type == tensor.F32 {
			typ = "f32"
		}
		switch lanes {
		case 1:
			e.Op("st.shared."+typ, ptx.At(to, 0), words[0])
		case 2:
			e.Op("st.shared.v2."+typ, ptx.At(to, 0), ptx.Vector(words...))
		default:
			e.Op("st.shared.v4."+typ, ptx.At(to, 0), ptx.Vector(words...))
		}
	}
	if m.group.members[0].stored {
		to := e.U64()
		e.Op("mad.wide.u32", to, row, uint32(4*m.width), param(Arg{Output, m.group.members[0].index}))
		e.Op("mad.wide.u32", to, at, 4, to)
		w.store(k, to, made, 0)
	}
}

// split writes the coordinates of a place in row-major order, below 2^31.
func (w *writer) split(place ptx.Reg, extents []int64, coords []ptx.Reg) {
	for d := len(extents) - 1; d >= 0; d-- {
		coords[d] = place
		if d > 0 {
			q := w.U32()
			coords[d] = w.U32()
			divide(w.Entry, q, coords[d], place, extents[d])
			place = q
		}
	}
}
