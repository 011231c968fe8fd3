package emulate

import "sync/atomic"

// Who touched a word last is kept beside it, so that accesses which no barrier orders are found whatever order they have here. A word of 4 bytes has one
// record of 64 bits, of the last access that a later one could be in conflict with:
//
//	bits  0-2   what: touchNone to touchReread
//	bit   3     by threads of several warps
//	bit   4     by several lanes of a warp
//	bit   5     of less than the word: of which bytes is not kept, so that two such are never in conflict
//	bits  6-15  the thread
//
// and in shared memory
//
//	bits 16-31  how often its warp had met at bar.warp.sync
//	bits 32-63  the interval between barriers, counted on from block to block
//
// in global memory
//
//	bit  16     by several blocks
//	bits 17-28  the interval, from 0 in each block; the last number is any later one
//	bits 29-50  the block
//	bits 51-63  the launch
const (
	touchNone = iota
	touchRead
	touchWrite
	touchAtomic
	touchAsync
	touchReread // read by those who have an order with the write before it: to them it is read, to others written

	manyWarps  = 1 << 3
	manyLanes  = 1 << 4
	partly     = 1 << 5
	manyBlocks = 1 << 16

	lastInterval = 1<<12 - 1
	launchMask   = 1<<13 - 1
	blockMask    = 1<<22 - 1
)

var touchNames = [...]string{"", "read", "written", "changed by an atomic instruction", "being copied", "written"}

func what(rec uint64) uint64 { return rec & 7 }
func thread(rec uint64) int  { return int(rec >> 6 & 1023) }

// compatible reports whether two accesses that have no order are no conflict. same: a write leaves the value as it is; part: both are of less than the word.
func compatible(old, kind uint64, same, part bool) bool {
	return part || old == kind && (kind == touchRead || kind == touchAtomic || kind == touchWrite && same)
}

// sharedTouch notes an access to a word of shared memory.
func (w *warp) sharedTouch(in *instr, lane int, word int64, kind uint64, part, same bool) error {
	b := w.b
	rec := &b.sharedShadow[word]
	old := *rec
	me := w.index*lanes + lane
	phase := uint64(w.phase & 0xffff)
	now := kind | uint64(me)<<6 | phase<<16 | b.interval<<32
	if part {
		now |= partly
	}
	if old>>32 < b.first || what(old) == touchNone { // not touched in this block
		if kind == touchRead || kind == touchAtomic {
			return w.fault(in, lane, "shared memory at %d is read before it is written, or without a barrier between", sharedBase+word*4)
		}
		*rec = now
		return nil
	}
	if what(old) == touchAsync {
		return w.fault(in, lane, "shared memory at %d: a copy of cp.async by thread %d was not waited for", sharedBase+word*4, thread(old))
	}
	if old>>32 != b.interval { // a barrier between
		*rec = now
		return nil
	}
	by := thread(old)
	mine := by == me && old&(manyWarps|manyLanes) == 0
	close := old&manyWarps == 0 && by>>5 == me>>5
	ordered := close && old>>16&0xffff != phase // bar.warp.sync between
	was := what(old)
	if was == touchReread {
		if was = touchWrite; close {
			was = touchRead
		}
	}
	if !mine && !ordered && !compatible(was, kind, same, part && old&partly != 0) {
		return w.fault(in, lane, "shared memory at %d: it was %s by thread %d, without a barrier between (bar.sync, or bar.warp.sync within a warp)", sharedBase+word*4, touchNames[what(old)], by)
	}
	switch {
	case kind == touchRead && was == touchRead || kind == touchAtomic && was == touchAtomic:
		now = now&^7 | what(old)
		switch {
		case old&manyWarps != 0:
			now = old
		case !close:
			now |= manyWarps
		case !ordered && (by != me || old&manyLanes != 0):
			now |= manyLanes
		}
	case kind == touchRead && ordered:
		now = now&^7 | touchReread
	case kind == touchRead:
		return nil // the write before it weighs more
	}
	*rec = now | old&partly
	return nil
}

// globalTouch notes an access to a word of global memory. Blocks run at the same time, so that records change atomically.
func (w *warp) globalTouch(in *instr, lane int, r *Range, word uint64, kind uint64, part, same bool) error {
	b := w.b
	me := w.index*lanes + lane
	interval := min(b.barriers, lastInterval)
	now := kind | uint64(me)<<6 | interval<<17 | uint64(b.number&blockMask)<<29 | b.launch<<51
	if part {
		now |= partly
	}
	rec := &r.shadow[word]
	for {
		old := atomic.LoadUint64(rec)
		if kind == touchRead && old>>51 == b.launch && old&(manyBlocks|7) == manyBlocks|touchRead {
			return nil // as below, of most
		}
		next := now
		if old>>51 == b.launch && what(old) != touchNone {
			var err error
			if next, err = w.globalNext(in, lane, r, word, old, now, same); err != nil {
				return err
			}
		}
		if next == old {
			return nil
		}
		if atomic.CompareAndSwapUint64(rec, old, next) {
			if fresh := old>>51 != b.launch || what(old) == touchNone; r.trace != nil && (fresh || what(old) == touchRead && kind != touchRead) {
				r.trace.note(word, kind != touchRead)
			}
			return nil
		}
	}
}

// globalNext judges an access by the record of an earlier one in this launch, and returns the record that stays.
func (w *warp) globalNext(in *instr, lane int, r *Range, word uint64, old, now uint64, same bool) (uint64, error) {
	kind, by, me := what(now), thread(old), thread(now)
	close := old&manyBlocks == 0 && (old^now)>>29 == 0 // of this block alone
	at := now >> 17 & lastInterval
	ordered := close && (old>>17&lastInterval != at || at == lastInterval || w.b.f.warpSync && by>>5 == me>>5 && old&manyWarps == 0)
	mine := close && by == me && old&(manyWarps|manyLanes) == 0
	was := what(old)
	if was == touchReread {
		if was = touchWrite; close {
			was = touchRead
		}
	}
	if !mine && !ordered && !compatible(was, kind, same, old&now&partly != 0) {
		if close {
			return 0, w.fault(in, lane, "%s, byte %d: it was %s by thread %d of the block, without a barrier between", r.name(), word*4, touchNames[what(old)], by)
		}
		if !w.b.f.fenced {
			return 0, w.fault(in, lane, "%s, byte %d: it was %s by another block (%d) of this launch", r.name(), word*4, touchNames[what(old)], old>>29&blockMask)
		}
	}
	if in.nc && what(old) != touchRead {
		return 0, w.fault(in, lane, "%s, byte %d: ld.global.nc of what was %s in this launch", r.name(), word*4, touchNames[what(old)])
	}
	switch {
	case kind == touchRead && was == touchRead || kind == touchAtomic && was == touchAtomic:
		now = now&^7 | what(old)
		switch {
		case old&manyBlocks != 0:
			now = old
		case !close:
			now |= manyBlocks
		case !ordered && (by != me || old&(manyWarps|manyLanes) != 0):
			if now |= manyLanes; by>>5 != me>>5 || old&manyWarps != 0 {
				now |= manyWarps
			}
			if old&(manyWarps|manyLanes) == now&(manyWarps|manyLanes) {
				now = old // who is among them says nothing more
			}
		}
	case kind == touchRead && ordered:
		now = now&^7 | touchReread
	case kind == touchRead:
		return old, nil // the write before it weighs more
	}
	return now | old&partly, nil
}
