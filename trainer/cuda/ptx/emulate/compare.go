package emulate

import (
	"refute/trainer/f32"
)

// compare returns a bit for each lane.
func (w *warp) compare(in *instr) (m uint32) {
	switch c := cmp(in.sub); c {
	case eq64, ltU64, ltS64:
		a, b := &w.r64[in.a], &w.r64[in.b]
		for i := range a {
			var t bool
			switch c {
			case eq64:
				t = a[i] == b[i]
			case ltU64:
				t = a[i] < b[i]
			default:
				t = int64(a[i]) < int64(b[i])
			}
			m |= bit(t) << i
		}
	default:
		m = compare32(c, &w.r32[in.a], &w.r32[in.b])
	}
	if in.negate {
		m = ^m
	}
	return m
}

func bit(t bool) uint32 {
	if t {
		return 1
	}
	return 0
}

func compare32(c cmp, a, b *vec32) (m uint32) {
	switch c {
	case eq32:
		for i := range a {
			m |= bit(a[i] == b[i]) << i
		}
	case ltU32:
		for i := range a {
			m |= bit(a[i] < b[i]) << i
		}
	case ltS32:
		for i := range a {
			m |= bit(int32(a[i]) < int32(b[i])) << i
		}
	case eqF:
		for i := range a {
			m |= bit(f32.From(a[i]) == f32.From(b[i])) << i
		}
	case ltF:
		for i := range a {
			m |= bit(f32.From(a[i]) < f32.From(b[i])) << i
		}
	case leF:
		for i := range a {
			m |= bit(f32.From(a[i]) <= f32.From(b[i])) << i
		}
	case nanF, equF:
		for i := range a {
			x, y := f32.From(a[i]), f32.From(b[i])
			m |= bit(x != x || y != y || c == equF && x == y) << i
		}
	}
	return m
}
