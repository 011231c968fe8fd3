package lower

import (
	"slices"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// A causal mask is a select by iterators alone. Where it holds for none of a thread's outputs, or terms, what it would choose is neither loaded nor computed:
// half of the work of attention.

// mask returns the condition of a body that ends in a select by iterators and constants alone, of which b is the choice that loads something.
func mask(k *program.Kernel) (cond int, ok bool) {
	last := k.Body[len(k.Body)-1]
	if last.Op != program.Select || loads(k, int(last.A)) || !loads(k, int(last.B)) {
		return 0, false
	}
	return int(last.A), true
}

// loads reports whether a value depends on memory or the accumulator.
func loads(k *program.Kernel, j int) bool {
	cut := program.Kernel{Body: k.Body[:j+1]}
	for i, live := range liveValues(&cut) {
		if op := k.Body[i].Op; live && (op == program.Load || op == program.Acc) {
			return true
		}
	}
	return false
}

// cut returns a kernel whose value is that of an instruction.
func cut(k *program.Kernel, j int, types []tensor.Type) *program.Kernel {
	c := *k
	c.Body, c.Type = k.Body[:j+1], types[j]
	return &c
}

// emitterOf returns an emitter of one value of member i.
func (w *writer) emitterOf(i, lane, value int) *emitter {
	e := w.emitter(i, lane, nil)
	e.kernel = cut(e.kernel, value, e.types)
	e.live = liveValues(e.kernel)
	return e
}

// noneGo writes a jump if all of some words are 0.
func (w *writer) noneGo(words []ptx.Reg, to ptx.Text) {
	some, p := words[0], w.Pred()
	for _, x := range words[1:] {
		r := w.U32()
		w.Op("or.b32", r, some, x)
		some = r
	}
	w.Op("setp.eq.u32", p, some, 0)
	w.If(p).Go(to)
}

// maskedMap writes the only member, whose body ends in a select by cond.
func (w *writer) maskedMap(cond int, made [][]ptx.Reg) {
	k := w.g.members[0].kernel
	last := k.Body[len(k.Body)-1]
	var words []ptx.Reg
	for lane := range made {
		words = append(words, w.emitterOf(0, lane, cond).body())
		other := w.emitterOf(0, lane, int(last.C))
		other.acc = w.constant(k, k.Init)
		made[lane][0] = w.copyOf(k, other.body())
	}
	skip := w.NewLabel()
	w.noneGo(words, skip)
	for lane := range made {
		m := w.emitter(0, lane, nil)
		m.acc = w.constant(k, k.Init)
		w.Op(move(k), made[lane][0], m.body())
	}
	w.Place(skip)
}

// skipRound writes a jump over so many terms of the innermost iterator if a fold's mask holds for none of them, for no lane. It returns the label, and
// whether then it holds for no later term of that iterator either.
func (f *folder) skipRound(cond int, n int64) (skip ptx.Text, over bool) {
	k := f.g.fold
	last := len(f.delta) - 1
	terms := make([]int64, n)
	for u := range terms {
		terms[u] = int64(u)
	}
	in := k.Body[cond]
	inner := func(j uint16) bool {
		m := &f.g.members[f.g.last()]
		return k.Body[j].Op == program.Index && m.indexes[k.Body[j].A] != nil && m.indexes[k.Body[j].A].reduce[last] == 1
	}
	fixed := func(j uint16) bool { return !f.emitters[0][f.g.last()].varies[j] }
	if (in.Op == program.Le || in.Op == program.Lt) && inner(in.A) && fixed(in.B) { // holds up to some term
		terms, over = terms[:1], true
	}
	var words []ptx.Reg
	before := f.delta[last]
	for _, u := range terms {
		f.delta[last] = before + u
		for lane := range f.lanes {
			words = append(words, f.emitterOf(f.g.last(), lane, cond).body())
		}
	}
	f.delta[last] = before
	skip = f.NewLabel()
	f.noneGo(words, skip)
	return skip, over
}

// maskedTerms writes so many terms of the innermost iterator, elements of a map whose body ends in a select by cond: where it holds for none, they are what else
// there is.
func (f *folder) maskedTerms(cond int, n int64) {
	k := f.g.members[0].kernel
	inner := len(f.delta) - 1
	first := f.delta[inner]
	var words []ptx.Reg
	for u := range n {
		f.delta[inner] = first + u
		for lane := range f.lanes {
			words = append(words, f.emitterOf(0, lane, cond).body())
		}
	}
	f.delta[inner] = first
	before := slices.Clone(f.acc)
	none, join := f.NewLabel(), f.NewLabel()
	f.noneGo(words, none)
	f.terms(n)
	after := f.hold()
	f.Go(join)
	f.Place(none)
	copy(f.acc, before)
	for u := range n {
		f.delta[inner] = first + u
		f.moved = map[loaded]ptx.Reg{}
		for lane := range f.lanes {
			other := f.emitterOf(0, lane, int(k.Body[len(k.Body)-1].C))
			other.acc = f.emitters[lane][0].acc
			f.made[lane][0] = other.body()
			f.keep(0, lane)
			f.sum(lane)
		}
	}
	f.delta[inner] = first
	f.back(after)
	f.Place(join)
	copy(f.acc, after)
}

// guards are what a fold loads only where its mask holds: beyond, there may be nothing.
type guards struct {
	member, cond int
	of           []*access
}

// newGuards returns those of a fold, or of the map whose elements are its terms.
func newGuards(g *group) *guards {
	s := &guards{}
	var ok bool
	if len(g.members) == 2 && !g.sums(0) {
		s.cond, ok = mask(g.members[0].kernel)
	} else if len(g.members) == 1 {
		s.cond, ok = folderMask(g.fold)
	}
	if !ok {
		return nil
	}
	m := &g.members[s.member]
	open := operandsOf(m.kernel, s.cond, int(m.kernel.Body[len(m.kernel.Body)-1].C))
	for n, a := range g.reads {
		closed := !a.none
		for i := range g.members {
			for j, r := range g.members[i].reads {
				closed = closed && (r != n || i == s.member && !open[j])
			}
		}
		if closed {
			s.of = append(s.of, a)
		}
	}
	return s
}

// set makes the loads of the term in hand depend on the mask.
func (s *guards) set(w *writer) {
	var some ptx.Reg
	for lane := range w.lanes {
		word := w.emitterOf(s.member, lane, s.cond).body()
		if some == "" {
			some = word
			continue
		}
		r := w.U32()
		w.Op("or.b32", r, some, word)
		some = r
	}
	p := w.Pred()
	w.Op("setp.ne.u32", p, some, 0)
	w.guard = map[*access]ptx.Reg{}
	for _, a := range s.of {
		if !a.fixed() {
			w.guard[a] = p
		}
	}
}

// folderMask returns the condition of a masked sum by iterators alone.
func folderMask(k *program.Kernel) (cond int, ok bool) {
	last := k.Body[len(k.Body)-1]
	if last.Op != program.Select || k.Body[last.C].Op != program.Acc || loads(k, int(last.A)) {
		return 0, false
	}
	return int(last.A), slices.ContainsFunc(k.Body[:last.A+1], func(in program.Instr) bool { return in.Op == program.Index })
}
