package emulate

// op is an instruction in the form that is interpreted: what it does, by the width of what it does it to.
type op uint16

const (
	// Of 32-bit registers alone (and 16-bit ones, which are kept in 32 bits, zeros above).
	opMov32 op = iota
	opAdd32
	opSub32
	opMulLo32
	opMulHiU32
	opMulHiS32
	opMadLo32
	opMadHiU32
	opMadHiS32
	opDivU32
	opRemU32
	opDivS32
	opRemS32
	opAnd32
	opOr32
	opXor32
	opNot32
	opShl32
	opShrU32
	opShrS32
	opLop3
	opShfLWrap
	opShfLClamp
	opShfRWrap
	opShfRClamp
	opPrmt
	opBfeU32
	opBfeS32
	opBfi32
	opMinU32
	opMinS32
	opMaxU32
	opMaxS32
	opNeg32
	opAbs32
	opPopc32
	opClz32
	opBrev32
	opDp4aS
	opDp4aU
	opAddF
	opSubF
	opMulF
	opFmaF
	opDivF
	opSqrtF
	opNegF
	opAbsF
	opF2U32
	opF2S32
	opU2F32
	opS2F32
	opExt32 // sign or zero extension: imm is the bits kept, negative for a sign
	end32

	// Of 64-bit registers alone.
	opMov64
	opAdd64
	opSub64
	opMulLo64
	opMulHiU64
	opMulHiS64
	opMadLo64
	opDivU64
	opRemU64
	opDivS64
	opRemS64
	opAnd64
	opOr64
	opXor64
	opNot64
	opMinU64
	opMinS64
	opMaxU64
	opMaxS64
	opNeg64
	opAbs64
	opExt64
	end64

	// Of both: the result is of 64 bits.
	opMulWideU
	opMulWideS
	opMadWideU
	opMadWideS
	opShl64
	opShrU64
	opShrS64
	opZext
	opSext
	opPack
	opF2U64
	opF2S64
	endWide // of those with a 64-bit result

	// The result is of 32 bits.
	opTrunc
	opU2F64
	opS2F64
	opPopc64
	opClz64
	endNarrow

	// Of predicates.
	opSetp
	opSelp32
	opSelp64
	opMovP
	opAndP
	opOrP
	opXorP
	opNotP
	endPred

	opUnpack
	opLd
	opSt
	opAtom
	opAsync
	opCommit
	opWaitGroup
	opWaitAll
	opBar
	opWarpBar
	opShfl
	opBallot
	opVote
	opActive
	opNothing // a fence, a prefetch
	opBra
	opExit
)

// cmp is a comparison of setp: the base ones, which with swapped operands or negated give all.
type cmp uint8

const (
	eq32 cmp = iota
	ltU32
	ltS32
	eq64
	ltU64
	ltS64
	eqF
	ltF
	leF
	nanF
	equF
)

// space is a kind of memory.
type space uint8

const (
	global space = iota
	shared
)

// atomic operations.
type atom uint8

const (
	atomAdd atom = iota
	atomMinU
	atomMinS
	atomMaxU
	atomMaxS
	atomAnd
	atomOr
	atomXor
	atomExch
	atomCas
)

// register is a register or a constant where it is kept.
type register struct {
	slot int32 // in the file of its width
	def  int32 // in the list of who wrote what; 0 is always written
	typ  typ
	wide bool // of 64 bits
}

// instr is an instruction ready to run.
type instr struct {
	op      op
	sub     uint8 // cmp, atom, a mode
	swap    bool  // setp: operands are swapped
	negate  bool  // setp: the result is negated
	not     bool  // the guard is negated
	half    bool  // of 16 bits: the rest of the result is cleared
	uniform bool  // bra.uni
	nc      bool  // ld.global.nc
	signed  bool
	wide    bool // the address is a 64-bit register
	space   space
	bytes   uint8 // of an element in memory
	guard   int32 // slot of a predicate, or -1
	guardD  int32
	d, a    int32
	b, c    int32
	dd      int32 // def of the result
	dd2     int32 // of a second result, or 0
	d2      int32
	src     [4]int32 // defs that must be there
	more    []int32
	list    []register // of a vector
	imm     int64
	target  int32
	line    int32
}
