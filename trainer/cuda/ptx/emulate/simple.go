package emulate

// shape is an instruction whose operands are a result and values, each of one type.
type shape struct {
	op  op
	dst typ
	src []typ
}

// shapes are those by their full name.
var shapes = func() map[string]shape {
	m := map[string]shape{}
	same := func(name string, o op, n int, types ...typ) { // all of the instruction's type
		for _, t := range types {
			s := shape{op: o, dst: t}
			for range n {
				s.src = append(s.src, t)
			}
			m[name+"."+t.String()] = s
		}
	}
	one := func(name string, o op, dst typ, src ...typ) { m[name] = shape{o, dst, src} }

	same("add", opAdd32, 2, u16, s16, u32, s32)
	same("sub", opSub32, 2, u16, s16, u32, s32)
	same("mul.lo", opMulLo32, 2, u16, s16, u32, s32)
	same("mul.hi", opMulHiU32, 2, u32)
	same("mul.hi", opMulHiS32, 2, s32)
	same("mad.lo", opMadLo32, 3, u16, s16, u32, s32)
	same("mad.hi", opMadHiU32, 3, u32)
	same("mad.hi", opMadHiS32, 3, s32)
	same("div", opDivU32, 2, u32)
	same("rem", opRemU32, 2, u32)
	same("div", opDivS32, 2, s32)
	same("rem", opRemS32, 2, s32)
	same("and", opAnd32, 2, b16, b32)
	same("or", opOr32, 2, b16, b32)
	same("xor", opXor32, 2, b16, b32)
	same("not", opNot32, 1, b16, b32)
	same("min", opMinU32, 2, u32)
	same("max", opMaxU32, 2, u32)
	same("min", opMinS32, 2, s32)
	same("max", opMaxS32, 2, s32)
	same("neg", opNeg32, 1, s32)
	same("abs", opAbs32, 1, s32)
	same("mov", opMov32, 1, b16, u16, s16, b32, u32, s32, f32t)
	same("brev", opBrev32, 1, b32)

	same("add", opAdd64, 2, u64, s64)
	same("sub", opSub64, 2, u64, s64)
	same("mul.lo", opMulLo64, 2, u64, s64)
	same("mul.hi", opMulHiU64, 2, u64)
	same("mul.hi", opMulHiS64, 2, s64)
	same("mad.lo", opMadLo64, 3, u64, s64)
	same("div", opDivU64, 2, u64)
	same("rem", opRemU64, 2, u64)
	same("div", opDivS64, 2, s64)
	same("rem", opRemS64, 2, s64)
	same("and", opAnd64, 2, b64)
	same("or", opOr64, 2, b64)
	same("xor", opXor64, 2, b64)
	same("not", opNot64, 1, b64)
	same("min", opMinU64, 2, u64)
	same("max", opMaxU64, 2, u64)
	same("min", opMinS64, 2, s64)
	same("max", opMaxS64, 2, s64)
	same("neg", opNeg64, 1, s64)
	same("abs", opAbs64, 1, s64)
	same("mov", opMov64, 1, b64, u64, s64)

	// Without ".rn" the compiler may contract add and mul, and div and sqrt are approximations: only the rounded ones are here. neg and abs have no
	// rounding. min and max are not here: they drop NaNs, which no instruction of a program does.
	same("add.rn", opAddF, 2, f32t)
	same("sub.rn", opSubF, 2, f32t)
	same("mul.rn", opMulF, 2, f32t)
	same("fma.rn", opFmaF, 3, f32t)
	same("div.rn", opDivF, 2, f32t)
	same("sqrt.rn", opSqrtF, 1, f32t)
	same("neg", opNegF, 1, f32t)
	same("abs", opAbsF, 1, f32t)

	for _, t := range []typ{b16, b32} {
		one("shl."+t.String(), opShl32, t, t, u32)
	}
	for _, t := range []typ{b16, u16, b32, u32} {
		one("shr."+t.String(), opShrU32, t, t, u32)
	}
	one("shr.s32", opShrS32, s32, s32, u32)
	one("shl.b64", opShl64, b64, b64, u32)
	one("shr.b64", opShrU64, b64, b64, u32)
	one("shr.u64", opShrU64, u64, u64, u32)
	one("shr.s64", opShrS64, s64, s64, u32)
	one("shf.l.wrap.b32", opShfLWrap, b32, b32, b32, u32)
	one("shf.l.clamp.b32", opShfLClamp, b32, b32, b32, u32)
	one("shf.r.wrap.b32", opShfRWrap, b32, b32, b32, u32)
	one("shf.r.clamp.b32", opShfRClamp, b32, b32, b32, u32)
	one("prmt.b32", opPrmt, b32, b32, b32, b32)
	one("bfe.u32", opBfeU32, u32, u32, u32, u32)
	one("bfe.s32", opBfeS32, s32, s32, u32, u32)
	one("popc.b32", opPopc32, u32, b32)
	one("popc.b64", opPopc64, u32, b64)
	one("clz.b32", opClz32, u32, b32)
	one("clz.b64", opClz64, u32, b64)
	one("dp4a.s32.s32", opDp4aS, s32, b32, b32, s32)
	one("dp4a.u32.u32", opDp4aU, u32, b32, b32, u32)
	one("mul.wide.u16", opMulLo32, u32, u16, u16)
	one("mul.wide.u32", opMulWideU, u64, u32, u32)
	one("mul.wide.s32", opMulWideS, s64, s32, s32)
	one("mad.wide.u32", opMadWideU, u64, u32, u32, u64)
	one("mad.wide.s32", opMadWideS, s64, s32, s32, s64)
	one("cvta.to.global.u64", opMov64, u64, u64)

	one("cvt.rn.f32.u32", opU2F32, f32t, u32)
	one("cvt.rn.f32.s32", opS2F32, f32t, s32)
	one("cvt.rn.f32.u64", opU2F64, f32t, u64)
	one("cvt.rn.f32.s64", opS2F64, f32t, s64)
	one("cvt.rzi.u32.f32", opF2U32, u32, f32t)
	one("cvt.rzi.s32.f32", opF2S32, s32, f32t)
	one("cvt.rzi.u64.f32", opF2U64, u64, f32t)
	one("cvt.rzi.s64.f32", opF2S64, s64, f32t)
	return m
}()

// simple decodes an instruction of shapes, and says whether it is one.
func (d *decoder) simple() bool {
	s, ok := shapes[d.s.name()]
	if !ok {
		return false
	}
	if !d.count(1 + len(s.src)) {
		return true
	}
	r := d.dst(0, s.dst)
	d.in.op, d.in.d, d.in.dd = s.op, r.slot, r.def
	d.in.half = s.dst.size() == 2
	slots := []*int32{&d.in.a, &d.in.b, &d.in.c}
	for i, t := range s.src {
		*slots[i] = d.src(1+i, t)
	}
	return true
}
