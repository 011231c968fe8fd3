package emulate

import (
	"fmt"
	"math"
	"math/bits"
)

const all = ^uint32(0)

// status is why a warp stopped.
type status uint8

const (
	exited  status = iota
	waiting        // at a barrier of its block
)

// warp is 32 threads, or those that a block's end leaves. Threads at the same place run side by side: those that are behind go first, so that they meet the
// others again where their ways join.
type warp struct {
	b     *block
	index int
	r32   []vec32
	r64   []vec64
	p     []uint32 // predicates: a bit for each lane
	def   []uint32 // for each register, the lanes that have written it

	alive   uint32 // lanes that have not ended
	active  uint32 // those at pc
	blocked uint32 // those that wait for others of the warp, at their place
	place   [lanes]int32
	pc      int32
	next    int32 // the least place after pc where another lane is
	ended   uint32

	scratch32 vec32
	scratch64 vec64

	phase  uint32 // how often lanes met at bar.warp.sync in this block
	copies []copying
	groups [lanes]int32 // of cp.async that each lane has closed
}

// copying is a copy of cp.async that was not waited for.
type copying struct {
	lane, group int32
	at          int64 // in shared memory
	bytes       int32
}

// fault is an error of a thread.
func (w *warp) fault(in *instr, lane int, format string, args ...any) error {
	return w.b.fault(in, w.index*lanes+lane, fmt.Sprintf(format, args...))
}

// start puts all threads at the beginning.
func (w *warp) start() {
	n := min(w.b.threads-w.index*lanes, lanes)
	w.alive = all >> (lanes - n)
	w.active, w.blocked, w.ended, w.pc, w.next = w.alive, 0, 0, 0, math.MaxInt32
	w.phase = 0
	clear(w.def)
	w.def[0] = all
	w.copies = w.copies[:0]
	w.groups = [lanes]int32{}
}

// choose takes the lanes to run next: those at the least place among the lanes that do not wait, with whoever waits there.
func (w *warp) choose() bool {
	least := int32(math.MaxInt32)
	for m := w.alive &^ w.blocked; m != 0; m &= m - 1 {
		least = min(least, w.place[bits.TrailingZeros32(m)])
	}
	if least == math.MaxInt32 {
		return false
	}
	w.pc, w.next, w.active = least, math.MaxInt32, 0
	for m := w.alive; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		if at := w.place[i]; at == least {
			w.active |= 1 << i
		} else if at > least {
			w.next = min(w.next, at)
		}
	}
	w.blocked &^= w.active
	return true
}

// park writes where the active lanes are.
func (w *warp) park(at int32) {
	for m := w.active; m != 0; m &= m - 1 {
		w.place[bits.TrailingZeros32(m)] = at
	}
}

// together reports whether all of some lanes are at this instruction. If not, those that are wait for the others.
func (w *warp) together(members uint32) bool {
	if members&w.alive&^w.active == 0 {
		return true
	}
	w.park(w.pc)
	w.blocked |= w.active
	return false
}

// run runs until all lanes ended or all that did not are at a barrier.
func (w *warp) run() (status, error) {
	code := w.b.f.code
	for {
		if w.active == 0 || w.pc >= w.next {
			if w.active != 0 {
				w.park(w.pc)
			}
			if w.alive == 0 {
				return exited, nil
			}
			if !w.choose() {
				lane := bits.TrailingZeros32(w.blocked)
				in := &code[w.place[lane]]
				if in.op == opBar {
					return 0, w.fault(in, lane, "a barrier that not all threads of its warp reach: %s", w.elsewhere(in))
				}
				return 0, w.fault(in, lane, "waits for threads of its warp that never come: %s", w.elsewhere(in))
			}
		}
		in := &code[w.pc]
		w.b.steps++
		if w.b.steps > w.b.limit {
			return 0, w.fault(in, bits.TrailingZeros32(w.active), "more than %d instructions of warps in a block: does it end?", w.b.limit)
		}
		mask := w.active
		if in.guard >= 0 {
			if miss := mask &^ w.def[in.guardD]; miss != 0 {
				return 0, w.unwritten(in, in.guardD, miss)
			}
			if in.not {
				mask &^= w.p[in.guard]
			} else {
				mask &= w.p[in.guard]
			}
			if mask == 0 {
				w.pc++
				continue
			}
		}
		def := w.def
		if miss := mask &^ (def[in.src[0]] & def[in.src[1]] & def[in.src[2]] & def[in.src[3]]); miss != 0 {
			return 0, w.missing(in, mask)
		}
		for _, s := range in.more {
			if mask&^def[s] != 0 {
				return 0, w.missing(in, mask)
			}
		}
		switch o := in.op; {
		case o < end32:
			d := &w.r32[in.d]
			out := d
			if mask != all {
				d = &w.scratch32
			}
			alu32(in, d, &w.r32[in.a], &w.r32[in.b], &w.r32[in.c], &w.r32[in.target])
			w.keep32(in, out, d, mask)
		case o < end64:
			d := &w.r64[in.d]
			out := d
			if mask != all {
				d = &w.scratch64
			}
			alu64(in, d, &w.r64[in.a], &w.r64[in.b], &w.r64[in.c])
			w.keep64(in, out, d, mask)
		case o < endWide:
			d := &w.r64[in.d]
			out := d
			if mask != all {
				d = &w.scratch64
			}
			w.wideOp(in, d)
			w.keep64(in, out, d, mask)
		case o < endNarrow:
			d := &w.r32[in.d]
			out := d
			if mask != all {
				d = &w.scratch32
			}
			w.narrowOp(in, d)
			w.keep32(in, out, d, mask)
		case o < endPred:
			w.predicates(in, mask)
		case o == opBra:
			if in.uniform && mask != w.active {
				return 0, w.fault(in, bits.TrailingZeros32(mask), "bra.uni, but not all threads of the warp go")
			}
			w.jump(in, mask)
			continue
		case o == opExit:
			w.ended |= mask
			w.alive &^= mask
			w.active &^= mask
			w.blocked = 0 // who waits for those that ended waits no more
			if w.active == 0 {
				continue
			}
		case o == opBar:
			if mask != w.active || w.alive != w.active || w.ended != 0 {
				if mask == w.active && w.ended == 0 && !w.together(w.alive) {
					w.active = 0
					continue
				}
				return 0, w.fault(in, bits.TrailingZeros32(mask), "a barrier that not all threads of its warp reach: %s", w.elsewhere(in))
			}
			w.pc++
			return waiting, nil
		case o >= opWarpBar && o <= opVote:
			members := w.r32[in.c]
			for m := mask; m != 0; m &= m - 1 {
				if i := bits.TrailingZeros32(m); members[i]>>i&1 == 0 {
					return 0, w.fault(in, i, "its members %#08x are without itself", members[i])
				}
			}
			if mask == w.active {
				// Each lane may name other members, as long as it is with them here.
				ok := true
				for m := mask; m != 0; m &= m - 1 {
					if !w.together(members[bits.TrailingZeros32(m)] & w.alive) {
						ok = false
						break
					}
				}
				if !ok {
					w.active = 0
					continue
				}
			}
			for m := mask; m != 0; m &= m - 1 {
				if i := bits.TrailingZeros32(m); members[i]&w.alive&^mask != 0 {
					return 0, w.fault(in, i, "its members %#08x are more than the threads that are here, %#08x", members[i], mask)
				}
			}
			w.meet(in, mask)
		default:
			if err := w.touch(in, mask); err != nil {
				return 0, err
			}
		}
		w.pc++
	}
}

// keep32 ends an instruction with a 32-bit result: d has it for all lanes, out keeps it where mask is set.
func (w *warp) keep32(in *instr, out, d *vec32, mask uint32) {
	if in.half {
		for i := range d {
			d[i] &= 0xffff
		}
	}
	w.def[in.dd] |= mask
	if d == out {
		return
	}
	for m := mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		out[i] = d[i]
	}
}

func (w *warp) keep64(in *instr, out, d *vec64, mask uint32) {
	w.def[in.dd] |= mask
	if d == out {
		return
	}
	for m := mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		out[i] = d[i]
	}
}

// jump moves the lanes of mask to the target, and the other active ones on.
func (w *warp) jump(in *instr, mask uint32) {
	if mask == w.active {
		w.pc = in.target
		if w.active == w.alive {
			return
		}
		w.park(w.pc)
		w.active = 0 // others may be nearer
		return
	}
	w.park(w.pc + 1)
	for m := mask; m != 0; m &= m - 1 {
		w.place[bits.TrailingZeros32(m)] = in.target
	}
	w.active = 0
}

// missing finds the register that was read before it was written.
func (w *warp) missing(in *instr, mask uint32) error {
	for _, s := range append(in.src[:len(in.src):len(in.src)], in.more...) {
		if miss := mask &^ w.def[s]; miss != 0 {
			return w.unwritten(in, s, miss)
		}
	}
	return nil
}

func (w *warp) unwritten(in *instr, def int32, miss uint32) error {
	return w.fault(in, bits.TrailingZeros32(miss), "register %s is read before it is written", w.b.f.names[def])
}

// elsewhere says where the other threads of the warp are.
func (w *warp) elsewhere(in *instr) string {
	if w.ended != 0 {
		return fmt.Sprintf("thread %d has ended", w.index*lanes+bits.TrailingZeros32(w.ended))
	}
	for m := w.alive; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		if at := &w.b.f.code[w.place[i]]; at != in && w.active>>i&1 == 0 {
			return fmt.Sprintf("thread %d is at line %d", w.index*lanes+i, at.line)
		}
	}
	return "the guard holds back some"
}
