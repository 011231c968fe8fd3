package cpu

import (
	"slices"
	"unsafe"

	"refute/trainer/cpu/jit"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// loops is the plan of a group of kernels that one compiled loop runs: kernels of the same output iterators, of one term each, of which
// later ones read what earlier ones make at the same element; or one kernel with a sum.
type loops struct {
	kernels []int
	folds   bool
	code    []byte // until the schedule has it
	entry   int    // in the schedule's code

	lanes    int
	rows     []int64 // extents of the outer iterators
	count    int64   // product of rows
	pointers []pointer
	indexes  []rowIndex
	gathers  []rowGather
	bounds   []rowBound
	work     float64 // instructions over all lanes
	over     []int   // kernels whose outputs are read at the element that is made, and nowhere else
}

// pointer is where a load or a store of the loop begins.
type pointer struct {
	operand *program.Operand // of a load
	store   int              // the kernel of a store
	offset  int64            // bytes
	steps   []int64          // bytes, by outer iterator
	span    [2]int64         // of a load that gathers: the least and greatest offset in elements from its first word, within a row
}

// rowIndex is an iterator's value that is the same in a row: the sum of coefficients times outer iterators.
type rowIndex struct {
	index int
	coef  []int64
}

// rowBound is the part of a bound that is the same in a row.
type rowBound struct {
	offset int64
	coef   []int64
}

// rowGather is a load whose row begins where an integer tensor says.
type rowGather struct {
	pointer int
	source  *program.Operand
	offset  int64   // of the source's word, in elements
	steps   []int64 // in elements, by outer iterator
}

// maxGroupValues bounds the bodies of a group together; beyond, registers and the instruction cache are exhausted.
const (
	maxGroupValues   = 512
	maxGroupPointers = 24
	maxLoopTerms     = 1 << 20 // a call cannot be interrupted
)

// maxCode bounds the code of a program, in bytes, with the tables that lie behind it. What is beyond is interpreted.
const maxCode = 1 << 28

// builder puts the bodies of a group together.
type groupBuilder struct {
	program *program.Program
	space   space
	loop    *jit.Loop
	index   map[int]int // entry of an output iterator, looked up only
	reduces map[int]int
	values  map[jit.Value]int // looked up only
	made    map[int]int       // value of a kernel's output, by kernel
	axes    []*access         // of the loop's indexes
	dims    []int             // the iterator of each
}

func (b *groupBuilder) value(v jit.Value) int {
	if v.Op != program.Load && v.Op.Values() == 0 && v.Op != program.Index {
		v.A, v.B, v.C = 0, 0, 0
	}
	if i, ok := b.values[v]; ok {
		return i
	}
	b.loop.Values = append(b.loop.Values, v)
	b.values[v] = len(b.loop.Values) - 1
	return len(b.loop.Values) - 1
}

// newLoops plans a group; nil if it cannot be compiled. needed says which kernels' outputs are stored.
func newLoops(p *program.Program, kernels []int, needed func(int) bool, level isa.Level) *loops {
	if level != isa.AVX2 && level != isa.AVX512 {
		return nil
	}
	vl := 8
	if level == isa.AVX512 {
		vl = 16
	}
	head := &p.Kernels[kernels[0]]
	b := &groupBuilder{program: p, loop: &jit.Loop{}, index: map[int]int{}, reduces: map[int]int{}, values: map[jit.Value]int{}, made: map[int]int{}}
	b.space.out = slices.Clone(head.Out)
	folds := head.Terms() > 1 && usesAcc(head)
	if folds {
		if head.Terms() > maxLoopTerms || len(kernels) > 1 {
			return nil
		}
		b.space.reduce = slices.Clone(head.Reduce)
	}
	var gathers []*access
	stay := 0
	for _, i := range kernels {
		k := &p.Kernels[i]
		var at []int64
		if !folds {
			at = []int64{}
			for _, e := range k.Reduce {
				at = append(at, e-1)
			}
		}
		if !b.add(i, k, at, &gathers) {
			return nil
		}
	}
	if len(b.loop.Values) > maxGroupValues || len(gathers) > 0 && len(kernels) > 1 {
		return nil
	}
	for _, i := range kernels {
		if needed(i) {
			b.loop.Stores = append(b.loop.Stores, jit.Store{Value: b.made[i], Float: p.Kernels[i].Type == tensor.F32})
		}
	}
	loads := slices.Clone(b.space.access)
	if len(loads)+len(b.loop.Stores) > maxGroupPointers { // before tables are made for them
		return nil
	}
	over := overwritable(loads, gathers, head)
	all := append(slices.Clone(loads), b.axes...)
	all = append(all, gathers...)
	for _, a := range loads {
		all = append(all, a.bounds...)
	}
	// The outputs are dense: an access that forbids merging iterators which no store tells apart does no harm.
	b.space.access = all
	b.space.merge()
	for _, g := range gathers {
		for d, s := range g.out {
			if s != 0 {
				stay = max(stay, d+1)
			}
		}
	}
	if stay >= len(b.space.out) && stay > 0 {
		return nil
	}
	first := b.space.split(stay)
	l := &loops{kernels: slices.Clone(kernels), folds: folds, rows: slices.Clone(b.space.out[:first]), over: over}
	l.lanes, l.count = 1, program.Product(l.rows)
	for _, e := range b.space.out[first:] {
		if e > 1<<31 {
			return nil
		}
		l.lanes *= int(e)
	}
	b.loop.Lanes, b.loop.Reduce = l.lanes, b.space.reduce
	for _, a := range loads {
		load, ok := a.load(&b.space, first, l.lanes, vl)
		if !ok {
			return nil
		}
		load.Fill = a.operand.Fill
		for _, x := range a.bounds {
			limit, ok := x.bound(&b.space, first, l.lanes)
			if !ok {
				return nil
			}
			load.Bounds = append(load.Bounds, limit)
			l.bounds = append(l.bounds, rowBound{x.offset, slices.Clone(x.out[:first])})
		}
		b.loop.Loads = append(b.loop.Loads, load)
		size := int64(a.operand.Type.Size())
		pt := pointer{operand: a.operand, offset: a.offset * size, steps: times(a.out[:first], size)}
		if a.operand.Gather != program.NoGather {
			for d, s := range a.out[first:] {
				reach := s * (b.space.out[first+d] - 1)
				pt.span[0], pt.span[1] = pt.span[0]+min(reach, 0), pt.span[1]+max(reach, 0)
			}
			source := gathers[0]
			gathers = gathers[1:]
			l.gathers = append(l.gathers, rowGather{len(l.pointers), source.operand, source.offset, source.out[:first]})
		}
		l.pointers = append(l.pointers, pt)
	}
	for i, a := range b.axes {
		x := jit.Index{Reduce: -1}
		d := b.dims[i]
		switch {
		case d < 0:
			x.Reduce = b.reduceOf(^d)
		case slices.ContainsFunc(a.out[first:], func(s int64) bool { return s != 0 }):
			if slices.ContainsFunc(a.out[:first], func(s int64) bool { return s != 0 }) { // an iterator that was cut in two
				x.Row = true
				l.indexes = append(l.indexes, rowIndex{i, slices.Clone(a.out[:first])})
			}
			if len(b.space.out[first:]) == 1 && l.lanes > mostLanes {
				if a.out[first] != 1 || x.Row {
					return nil
				}
				x.Self = true
				break
			}
			for _, v := range offsets(a.out[first:], b.space.out[first:], l.lanes, 1) {
				x.Lanes = append(x.Lanes, uint32(v))
			}
		default:
			l.indexes = append(l.indexes, rowIndex{i, slices.Clone(a.out[:first])})
		}
		b.loop.Indexes = append(b.loop.Indexes, x)
	}
	for _, i := range kernels {
		if !needed(i) {
			continue
		}
		pt := pointer{store: i, steps: make([]int64, first)}
		s := int64(l.lanes) * 4
		for d := first - 1; d >= 0; d-- {
			pt.steps[d] = s
			s *= l.rows[d]
		}
		l.pointers = append(l.pointers, pt)
	}
	if folds {
		b.loop.Init, b.loop.Last = head.Init, b.made[kernels[0]]
	}
	var err error
	if l.code, err = b.loop.Compile(level); err != nil {
		return nil
	}
	l.work = float64(l.lanes) * float64(l.count) * float64(len(b.loop.Values)+len(b.loop.Stores)) * float64(program.Product(b.loop.Reduce))
	return l
}

// overwritable returns the kernels whose outputs are read at the element that is made, and nowhere else. All loads of a vector come before its stores.
// What is gathered through is read once for a row, by each who computes a part of it.
func overwritable(loads, gathers []*access, head *program.Kernel) (kernels []int) {
	for _, a := range loads {
		through := func(g *access) bool {
			return g.operand.Space == program.InKernel && g.operand.Tensor == a.operand.Tensor
		}
		if a.operand.Space != program.InKernel || slices.Contains(kernels, a.operand.Tensor) || slices.ContainsFunc(gathers, through) {
			continue
		}
		if !slices.ContainsFunc(loads, func(b *access) bool {
			return b.operand.Space == program.InKernel && b.operand.Tensor == a.operand.Tensor &&
				(b.operand.Gather != program.NoGather || len(b.bounds) > 0 || len(b.reduce) > 0 || !b.identity(head.Out, head.Count()))
		}) {
			kernels = append(kernels, a.operand.Tensor)
		}
	}
	return kernels
}

func times(x []int64, n int64) []int64 {
	y := make([]int64, len(x))
	for i, v := range x {
		y[i] = v * n
	}
	return y
}

// reduceOf returns the place, after merging, of a reduction iterator that is used as a number: such iterators are never merged, but those of
// extent 1 are gone.
func (b *groupBuilder) reduceOf(r int) int {
	for i, a := range b.axes {
		if b.dims[i] == ^r {
			return slices.IndexFunc(a.reduce, func(s int64) bool { return s != 0 })
		}
	}
	return -1
}

// add adds a kernel's body.
func (b *groupBuilder) add(i int, k *program.Kernel, at []int64, gathers *[]*access) bool {
	operand := make([]int, len(k.Operands)) // value of each
	for j := range operand {
		operand[j] = -1
	}
	values := make([]int, len(k.Body))
	for j, in := range k.Body {
		switch in.Op {
		case program.Acc:
			if at != nil {
				op := program.ConstU
				if k.Type == tensor.F32 {
					op = program.ConstF
				}
				values[j] = b.value(jit.Value{Op: op, Imm: k.Init})
			} else {
				values[j] = b.value(jit.Value{Op: program.Acc})
			}
		case program.Load:
			v, ok := b.load(k, int(in.A), at, operand, gathers)
			if !ok {
				return false
			}
			values[j] = v
		case program.Index:
			v, ok := b.iterator(k, int(in.A), at)
			if !ok {
				return false
			}
			values[j] = v
		case program.ConstF, program.ConstU, program.StepNo:
			values[j] = b.value(jit.Value{Op: in.Op, Imm: in.Imm})
		default:
			v := jit.Value{Op: in.Op}
			refs := []*int{&v.A, &v.B, &v.C}
			for n, a := range []uint16{in.A, in.B, in.C}[:in.Op.Values()] {
				*refs[n] = values[a]
			}
			values[j] = b.value(v)
		}
	}
	b.made[i] = values[len(values)-1]
	return true
}

// load returns the value of an operand.
func (b *groupBuilder) load(k *program.Kernel, j int, at []int64, operand []int, gathers *[]*access) (int, bool) {
	if operand[j] >= 0 {
		return operand[j], true
	}
	o := &k.Operands[j]
	l := newLoader(k, j, at)
	a := newAccess(k, o, at)
	var source *access
	switch {
	case l.none:
		op := program.ConstU
		if o.Type == tensor.F32 {
			op = program.ConstF
		}
		operand[j] = b.value(jit.Value{Op: op, Imm: o.Fill})
		return operand[j], true
	case o.Gather != program.NoGather:
		s := newLoader(k, o.Gather, at)
		if len(l.bounds) > 0 || !s.safe || k.Operands[o.Gather].Gather != program.NoGather || at == nil {
			return 0, false
		}
		source = newAccess(k, &k.Operands[o.Gather], at)
	case !l.safe && !a.bounded(k, l, at):
		return 0, false
	}
	if o.Space == program.InKernel {
		if v, ok := b.made[o.Tensor]; ok {
			if source != nil || len(a.bounds) > 0 || !a.identity(k.Out, k.Count()) {
				return 0, false
			}
			operand[j] = v
			return v, true
		}
	}
	n := -1
	if source == nil {
		n = slices.IndexFunc(b.space.access, a.same)
	}
	if n < 0 {
		n = len(b.space.access)
		b.space.access = append(b.space.access, a)
		if source != nil {
			*gathers = append(*gathers, source)
		}
	}
	operand[j] = b.value(jit.Value{Op: program.Load, A: n})
	return operand[j], true
}

// iterator returns the value of an iterator used as a number.
func (b *groupBuilder) iterator(k *program.Kernel, d int, at []int64) (int, bool) {
	reduce := d - len(k.Out)
	if reduce >= 0 && at != nil {
		return b.value(jit.Value{Op: program.ConstU, Imm: uint32(at[reduce])}), true
	}
	if k.Extents()[d] == 1 {
		return b.value(jit.Value{Op: program.ConstU}), true
	}
	dim := d
	if reduce >= 0 {
		dim = ^reduce
	}
	n := slices.Index(b.dims, dim)
	if n < 0 {
		if n = len(b.dims); n == jit.MaxIndexes {
			return 0, false
		}
		a := &access{out: make([]int64, len(k.Out)), reduce: make([]int64, len(b.space.reduce))}
		if reduce >= 0 {
			a.reduce[reduce] = 1
		} else {
			a.out[d] = 1
		}
		b.axes, b.dims = append(b.axes, a), append(b.dims, dim)
	}
	return b.value(jit.Value{Op: program.Index, A: n}), true
}

// unravel sets idx to the outer iterators of a row, and returns as much of it.
func (l *loops) unravel(n int64, idx []int64) []int64 {
	for d := len(l.rows) - 1; d >= 0; d-- {
		idx[d], n = n%l.rows[d], n/l.rows[d]
	}
	return idx[:len(l.rows)]
}

// gathered returns the pointer that a row's gather is about, the element where the row begins, and the size of one.
func (l *loops) gathered(s *step, g *rowGather, row []int64) (pt *pointer, first, size int64) {
	pt = &l.pointers[g.pointer]
	size = int64(pt.operand.Type.Size())
	w := int64(s.tensor(g.source).At(int(g.offset + dot(g.steps, row))))
	return pt, (pt.offset+dot(pt.steps, row))/size + w*pt.operand.GatherStride, size
}

// fetch has a row's gathered words brought to the caches while the row before is computed: they are anywhere in a large table.
func (l *loops) fetch(s *step, n int64) {
	var idx [2 * program.MaxRank]int64
	row := l.unravel(n, idx[:])
	for g := range l.gathers {
		pt, first, size := l.gathered(s, &l.gathers[g], row)
		jit.Fetch(s.data(pt), (first+pt.span[0])*size, (pt.span[1]-pt.span[0]+1)*size)
	}
}

// address returns that of a tensor's first word.
func address(t tensor.Tensor) unsafe.Pointer {
	switch t.Type {
	case tensor.U8:
		return unsafe.Pointer(unsafe.SliceData(t.Bytes))
	case tensor.U16:
		return unsafe.Pointer(unsafe.SliceData(t.Halves))
	}
	return unsafe.Pointer(unsafe.SliceData(t.Words))
}

// units returns into how many parts the work is cut, and how: each of so many rows, or of so many lanes of the only rows.
func (l *loops) units(workers int) (n int, rows, lanes int64) {
	parts := int64(1)
	if workers > 1 && l.work > smallWork*8 {
		parts = min(int64(4*workers), int64(l.work/(smallWork*2))+1)
	}
	if l.count >= parts {
		rows = (l.count + parts - 1) / parts
		return int((l.count + rows - 1) / rows), rows, int64(l.lanes)
	}
	parts = (parts + l.count - 1) / l.count
	lanes = (int64(l.lanes)/parts + 63) / 64 * 64
	lanes = max(lanes, 64)
	return int(l.count * ((int64(l.lanes) + lanes - 1) / lanes)), 1, lanes
}

// run computes part i of the work. If a row's gather leads out of its tensor, it stops and returns the range of the part's outputs that are left; otherwise
// that is empty.
func (l *loops) run(s *step, a *jit.Args, i int, rows, lanes int64) (left, to int64) {
	perRow := (int64(l.lanes) + lanes - 1) / lanes
	from, lo := int64(i)*rows, int64(0)
	if perRow > 1 {
		from, lo = int64(i)/perRow, int64(i)%perRow*lanes
	}
	end, hi := min(from+rows, l.count), min(lo+lanes, int64(l.lanes))
	a.Lanes(int(lo), int(hi))
	a.Step(s.t)
	var idx [2 * program.MaxRank]int64
	row := l.unravel(from, idx[:])
	for p := range l.pointers {
		pt := &l.pointers[p]
		if pt.operand != nil && pt.operand.Gather != program.NoGather {
			continue
		}
		a.Pointer(p, s.data(pt), pt.offset+dot(pt.steps, row))
	}
	for n := from; ; {
		for x := range l.indexes {
			a.Index(l.indexes[x].index, uint32(dot(l.indexes[x].coef, row)))
		}
		for x := range l.bounds {
			a.Bound(x, uint32(l.bounds[x].offset+dot(l.bounds[x].coef, row)))
		}
		for g := range l.gathers {
			rg := &l.gathers[g]
			pt, first, size := l.gathered(s, rg, row)
			if first+pt.span[0] < 0 || first+pt.span[1] >= pt.operand.Count {
				return n*int64(l.lanes) + lo, (end-1)*int64(l.lanes) + hi
			}
			a.Pointer(rg.pointer, s.data(pt), first*size)
		}
		if n+1 < end && len(l.gathers) > 0 {
			l.fetch(s, n+1)
		}
		s.s.code.Run(l.entry, a)
		if n++; n == end {
			return 0, 0
		}
		d := len(row) - 1
		for ; row[d]+1 == l.rows[d]; d-- {
			row[d] = 0
		}
		row[d]++
		for p := range l.pointers {
			steps := l.pointers[p].steps
			by := steps[d]
			for e := d + 1; e < len(row); e++ {
				by -= steps[e] * (l.rows[e] - 1)
			}
			a.Move(p, by)
		}
	}
}
