package lower

import (
	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

// foldTerms writes the sums of the lanes.
func (w *writer) foldTerms(made [][]ptx.Reg) {
	f := w.newFolder()
	if terms := w.g.fold.Terms(); terms <= wholeTerms && terms*int64(f.body) <= wholeBody {
		f.whole(0)
	} else {
		f.loop(0)
	}
	for c, x := range f.chains {
		made[x.lane][x.member] = f.acc[c]
	}
}

// newFolder begins the sums of the lanes, with what is the same for all terms.
func (w *writer) newFolder() *folder {
	f := &folder{writer: w, guards: newGuards(w.g)}
	for lane := range w.lanes {
		made := make([]ptx.Reg, len(w.g.members))
		var of []*emitter
		for i := range w.g.members {
			m := w.emitter(i, lane, made)
			m.varies = w.g.varies(i)
			for _, v := range m.varies {
				if v {
					f.body++
				}
			}
			if m.acc = w.constant(m.kernel, m.kernel.Init); w.g.sums(i) {
				f.chains, f.acc = append(f.chains, chain{lane, i}), append(f.acc, m.acc)
			}
			m.before()
			of = append(of, m)
		}
		f.emitters, f.made = append(f.emitters, of), append(f.made, made)
		for _, a := range w.g.reads {
			for t := a.through; t != nil; t = t.through {
				if t.fixed() {
					w.load(t, lane)
				}
			}
		}
	}
	return f
}

// folder writes the loops over the terms.
type folder struct {
	*writer
	emitters [][]*emitter // of each lane and member
	made     [][]ptx.Reg  // likewise: what the members before the sum have made, for the term in hand
	chains   []chain
	acc      []ptx.Reg // of each chain
	body     int       // instructions of a term
	guards   *guards
}

// chain is a sum of a lane.
type chain struct{ lane, member int }

// hold returns new registers with the accumulators, for a loop to carry, and back writes them there.
func (f *folder) hold() []ptx.Reg {
	held := make([]ptx.Reg, len(f.acc))
	for c, r := range f.acc {
		held[c] = f.copyOf(f.g.members[f.chains[c].member].kernel, r)
	}
	return held
}

func (f *folder) back(held []ptx.Reg) {
	for c, r := range f.acc {
		f.Op(move(f.g.members[f.chains[c].member].kernel), held[c], r)
	}
}

// term writes the term in hand, whose words are loaded.
func (f *folder) term() {
	for lane, of := range f.emitters {
		for i, m := range of {
			if !f.g.sums(i) {
				f.made[lane][i] = m.term()
				f.keep(i, lane)
			}
		}
		f.sum(lane)
	}
}

// sum writes the sums' own part of a term.
func (f *folder) sum(lane int) {
	for c, x := range f.chains {
		if x.lane == lane {
			m := f.emitters[lane][x.member]
			m.acc = f.acc[c]
			f.acc[c] = m.term()
		}
	}
}

// keep writes the store of what member i has made of the term in hand.
func (f *folder) keep(i, lane int) {
	m := &f.g.members[i]
	if !m.stored {
		return
	}
	word := f.made[lane][i]
	if isFloat(m.kernel) {
		word = f.U32()
		canonical(f.Entry, word, f.made[lane][i])
	}
	f.Op("st.global.u32", f.place(m.place, lane), word)
}

// terms writes terms that follow one another in the innermost iterator: their loads come first.
func (f *folder) terms(n int64) {
	last := len(f.delta) - 1
	before := f.delta[last]
	words := make([]map[loaded]ptx.Reg, n)
	for u := range n {
		f.delta[last] = before + u
		f.moved = map[loaded]ptx.Reg{}
		words[u] = f.moved
		if f.guards != nil {
			f.guards.set(f.writer)
		}
		for _, a := range f.g.reads {
			for lane := range f.lanes {
				f.load(a, lane)
			}
		}
	}
	f.guard = nil
	for u := range n {
		f.delta[last] = before + u
		f.moved = words[u]
		f.term()
	}
	f.delta[last] = before
}

// roundTerms says how many terms' words are loaded before the first is used.
func (f *folder) roundTerms() int64 {
	words := 0
	for _, a := range f.g.reads {
		if a.fixed() {
			continue
		}
		if words++; !f.uniform(a) {
			words += f.lanes - 1
		}
	}
	most := roundBody
	if program.Product(f.g.space.out) < fewOutputs {
		most = longRoundBody
	}
	return int64(max(1, min(roundLoads/max(1, words), most/max(1, f.body))))
}

// whole writes the terms from iterator d on without loops.
func (f *folder) whole(d int) {
	n := f.g.space.reduce[d]
	if d == len(f.delta)-1 {
		round := 2 * f.roundTerms() // no loop's counters beside
		for from := int64(0); from < n; from += round {
			f.delta[d] = from
			f.terms(min(round, n-from))
		}
	} else {
		for v := range n {
			f.delta[d] = v
			f.whole(d + 1)
		}
	}
	f.delta[d] = 0
}

// loop writes a loop over iterator d and those within.
func (f *folder) loop(d int) {
	n, round := f.g.space.reduce[d], int64(1)
	inner := d == len(f.delta)-1
	if inner {
		round = max(1, min(f.roundTerms(), n))
	}
	var moving []*amount
	var saved []ptx.Reg
	for _, m := range f.amounts {
		if m.x.reduce == nil || m.x.reduce[d] == 0 {
			continue
		}
		moving, saved = append(moving, m), append(saved, m.reg)
		f.own(m)
	}
	held := f.hold()
	if rounds := n / round; rounds > 0 {
		count := f.U32()
		f.Op("mov.u32", count, uint32(rounds))
		top, out := f.NewLabel(), f.NewLabel()
		f.Place(top)
		copy(f.acc, held)
		over := false // the rest of the loop is skipped
		switch {
		case inner && f.guards != nil:
			to := out
			if n%round != 0 {
				to = ""
			}
			over = f.masked(f.guards, round, to)
		case inner:
			f.terms(round)
		default:
			f.loop(d + 1)
		}
		f.back(held)
		for _, m := range moving {
			f.add(m, m.x.reduce[d]*round)
		}
		p := f.Pred()
		f.Op("sub.u32", count, count, 1)
		f.Op("setp.ne.u32", p, count, 0)
		f.If(p).Go(top)
		if over {
			f.Place(out)
		}
		copy(f.acc, held)
	}
	if left := n % round; left > 0 {
		f.terms(left)
	}
	for i, m := range moving {
		m.reg = saved[i]
	}
}

func move(k *program.Kernel) string {
	if isFloat(k) {
		return "mov.f32"
	}
	return "mov.u32"
}

// copyOf returns a new register with a word of a kernel's type.
func (w *writer) copyOf(k *program.Kernel, r ptx.Reg) ptx.Reg {
	c := w.U32
	if isFloat(k) {
		c = w.F32
	}
	to := c()
	w.Op(move(k), to, r)
	return to
}

// manyLanes is how many outputs keep a card busy with several to a thread. Tests make it less.
var manyLanes int64 = 1 << 19
