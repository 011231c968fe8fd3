package emulate

import "slices"

// control decodes jumps, ends, barriers and what the threads of a warp do together.
func (d *decoder) control() {
	switch name := d.s.name(); name {
	case "bra", "bra.uni":
		if d.count(1) {
			d.in.op, d.in.uniform = opBra, name == "bra.uni"
			d.in.target = d.label(d.s.operands[0])
		}
	case "ret", "exit", "ret.uni":
		d.count(0)
		d.in.op = opExit
	case "bar.sync", "barrier.sync.aligned":
		if d.count(1) {
			d.in.op = opBar
			d.immediate(0, 0)
		}
	case "bar.warp.sync":
		if d.count(1) {
			d.in.op = opWarpBar
			d.in.c = d.src(0, b32)
			d.f.warpSync = true
		}
	case "membar.cta", "membar.gl", "membar.sys", "fence.acq_rel.cta", "fence.acq_rel.gpu", "fence.acq_rel.sys", "fence.sc.cta", "fence.sc.gpu", "fence.sc.sys":
		d.count(0)
		d.in.op = opNothing
		d.f.fenced = true
	case "activemask.b32":
		if d.count(1) {
			r := d.dst(0, b32)
			d.in.op, d.in.d, d.in.dd = opActive, r.slot, r.def
		}
	case "shfl.sync.up.b32", "shfl.sync.down.b32", "shfl.sync.bfly.b32", "shfl.sync.idx.b32":
		d.shuffle()
	case "vote.sync.all.pred", "vote.sync.any.pred", "vote.sync.uni.pred":
		if d.count(3) {
			r := d.dst(0, pred)
			d.in.op, d.in.d, d.in.dd = opVote, r.slot, r.def
			d.in.sub = uint8(slices.Index([]string{"all", "any", "uni"}, d.s.op[2]))
			d.in.a, d.in.negate = d.predicate(1)
			d.in.c = d.src(2, b32)
		}
	case "vote.sync.ballot.b32":
		if d.count(3) {
			r := d.dst(0, b32)
			d.in.op, d.in.d, d.in.dd = opBallot, r.slot, r.def
			d.in.a, d.in.negate = d.predicate(1)
			d.in.c = d.src(2, b32)
		}
	default:
		d.fail("not in the subset that is emulated")
	}
}

// The modes of shfl.
const (
	shuffleUp = iota
	shuffleDown
	shuffleXor
	shuffleIdx
)

// shuffle is "shfl.sync.mode.b32 d[|p], a, b, c, members". b is a lane or a distance, c has the bounds of a segment; members are in target.
func (d *decoder) shuffle() {
	if !d.count(5) {
		return
	}
	o := d.s.operands[0]
	d.in.d2 = -1
	if o.second != "" {
		q, ok := d.regs[o.second]
		if !ok || q.typ != pred {
			d.fail("result %s is not a predicate", o.second)
		}
		d.in.d2, d.in.dd2 = q.slot, q.def
	}
	o.second = ""
	d.s.operands[0] = o
	r := d.dst(0, b32)
	d.in.op, d.in.d, d.in.dd = opShfl, r.slot, r.def
	d.in.sub = uint8(slices.Index([]string{"up", "down", "bfly", "idx"}, d.s.op[2]))
	d.in.a, d.in.b = d.src(1, b32), d.src(2, b32)
	d.in.target = d.src(3, b32)
	d.in.c = d.src(4, b32)
}
