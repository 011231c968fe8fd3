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

// masked writes so many terms of the innermost iterator, where a member's body ends in a select by iterators: the sum itself, or a map whose elements are its
// terms. Where the mask holds for none of them, they are skipped, or what else there is; where it holds for all, nothing is asked any more. If out is not "", it is
// where to go if it holds for no later term of the iterator either; masked reports whether it used it.
func (f *folder) masked(s *guards, n int64, out ptx.Text) (over bool) {
	m := &f.g.members[s.member]
	k, inner := m.kernel, len(f.delta)-1
	in := k.Body[s.cond]
	runs := func(j uint16) bool { return k.Body[j].Op == program.Index && m.indexes[k.Body[j].A].reduce[inner] == 1 }
	first, last := []int64{}, []int64{} // terms of which one must be taken for any to be, and all for all
	for u := range n {
		first, last = append(first, u), append(last, u)
	}
	if (in.Op == program.Le || in.Op == program.Lt) && runs(in.A) && !f.emitters[0][s.member].varies[in.B] { // it holds up to some term
		first, last = first[:1], last[n-1:]
		over = out != "" && f.g.sums(s.member)
	}
	before, at := slices.Clone(f.acc), f.delta[inner]
	none, mixed, join := f.NewLabel(), f.NewLabel(), f.NewLabel()
	if over {
		none = out
	}
	words := func(terms []int64) (words []ptx.Reg) {
		for _, u := range terms {
			f.delta[inner] = at + u
			for lane := range f.lanes {
				words = append(words, f.emitterOf(s.member, lane, s.cond).body())
			}
		}
		f.delta[inner] = at
		return words
	}
	f.noneGo(words(first), none)
	var after []ptx.Reg
	if args, _ := in.Op.Signature(); len(args) == 2 && in.Op >= program.Eq { // 1 or 0
		every, p := ptx.Reg(""), f.Pred()
		for _, x := range words(last) {
			if every != "" {
				r := f.U32()
				f.Op("and.b32", r, every, x)
				x = r
			}
			every = x
		}
		f.Op("setp.eq.u32", p, every, 0)
		f.If(p).Go(mixed)
		after = f.unmasked(s, n)
		f.Go(join)
		f.Place(mixed)
		copy(f.acc, before)
	}
	f.terms(n)
	if after == nil {
		after = f.hold()
	} else {
		f.back(after)
	}
	if over {
		f.Place(join)
		copy(f.acc, after)
		return true
	}
	f.Go(join)
	f.Place(none)
	copy(f.acc, before)
	if !f.g.sums(s.member) {
		f.others(s.member, n)
	}
	f.back(after)
	f.Place(join)
	copy(f.acc, after)
	return false
}

// unmasked writes terms that are all taken, and returns registers with the accumulators.
func (f *folder) unmasked(s *guards, n int64) []ptx.Reg {
	for lane := range f.emitters {
		m := f.emitters[lane][s.member]
		whole, live := m.kernel, m.live
		m.kernel = cut(whole, int(whole.Body[len(whole.Body)-1].B), m.types)
		m.live = liveValues(m.kernel)
		defer func() { m.kernel, m.live = whole, live }()
	}
	f.guards = nil
	f.terms(n)
	f.guards = s
	return f.hold()
}

// others writes terms of which none is taken: a map's elements are what its select has else.
func (f *folder) others(member int, n int64) {
	k, inner := f.g.members[member].kernel, len(f.delta)-1
	at := f.delta[inner]
	for u := range n {
		f.delta[inner] = at + u
		f.moved = map[loaded]ptx.Reg{}
		for lane := range f.lanes {
			other := f.emitterOf(member, lane, int(k.Body[len(k.Body)-1].C))
			other.acc = f.emitters[lane][member].acc
			f.made[lane][member] = other.body()
			f.keep(member, lane)
			f.sum(lane)
		}
	}
	f.delta[inner] = at
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
	for j := len(open) - 1; j >= 0; j-- { // and what they gather through
		if g := m.kernel.Operands[j].Gather; open[j] && g != program.NoGather {
			open[g] = true
		}
	}
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
