package emulate

import (
	"slices"
)

// The special registers; 0 is none.
const (
	tidX = 1 + iota
	tidY
	tidZ
	ntidX
	ntidY
	ntidZ
	ctaidX
	ctaidY
	ctaidZ
	nctaidX
	nctaidY
	nctaidZ
	laneid
	maskEq
	maskLt
	maskLe
	maskGt
	maskGe
)

var specials = map[string]int{"%tid.x": tidX, "%tid.y": tidY, "%tid.z": tidZ, "%ntid.x": ntidX, "%ntid.y": ntidY, "%ntid.z": ntidZ,
	"%ctaid.x": ctaidX, "%ctaid.y": ctaidY, "%ctaid.z": ctaidZ, "%nctaid.x": nctaidX, "%nctaid.y": nctaidY, "%nctaid.z": nctaidZ, "%laneid": laneid,
	"%lanemask_eq": maskEq, "%lanemask_lt": maskLt, "%lanemask_le": maskLe, "%lanemask_gt": maskGt, "%lanemask_ge": maskGe}

// special returns the slot of a special register.
func (d *decoder) special(name string, t typ) int32 {
	what := specials[name]
	if what == 0 {
		d.fail("special register %s is not in the subset", name)
		return 0
	}
	if d.s.op[0] != "mov" || !u32.fits(t) {
		d.fail("special register %s is read by mov.u32", name)
		return 0
	}
	r, ok := d.fixed[name]
	if !ok {
		r.slot = d.slot(u32)
		d.fixed[name] = r
		d.f.fixed32 = append(d.f.fixed32, fixed{r.slot, what})
	}
	return r.slot
}

// param returns the slot of a parameter.
func (d *decoder) param(name string, t typ) int32 {
	i := slices.IndexFunc(d.e.params, func(p param) bool { return p.name == name })
	if i < 0 {
		d.fail("parameter %s is not declared", name)
		return 0
	}
	if p := d.e.params[i].typ; !p.fits(t) {
		d.fail("parameter %s is declared .%s", name, p)
		return 0
	}
	r, ok := d.fixed[name]
	if !ok {
		r.slot = d.slot(t)
		d.fixed[name] = r
		if t.size() == 8 {
			d.f.fixed64 = append(d.f.fixed64, fixed{r.slot, -1 - i})
		} else {
			d.f.fixed32 = append(d.f.fixed32, fixed{r.slot, -1 - i})
		}
	}
	return r.slot
}
