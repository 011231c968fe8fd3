package hash

import "refute/trainer/cuda/ptx"

// leafRecord is how many words a tensor has in the table of leafKernel: its first leaf among all leaves and among the nodes, and its words,
// the low half first.
const leafRecord = 4

// leafKernel hashes the leaves of all tensors, 128 in a block, one in a thread.
//
// A leaf's bytes reach its thread by way of shared memory, 64 at a time: four threads copy the 64 bytes of a leaf, so that whole sectors of
// memory are read, and asynchronously, so that the next are on their way while a thread is at work on its own. What is beyond the tensor is
// not read, and is zero. The four pieces of a leaf are stored in a turned order, so that eight neighbours read from all banks.
//
//	(list, table, nodes, roots *, leaves, tensors, step u32)
func leafKernel() *ptx.Entry {
	e := ptx.New("k", threads, 0)
	list, table, nodes, roots := e.Param("u64"), e.Param("u64"), e.Param("u64"), e.Param("u64")
	leaves, tensors, step := e.Param("u32"), e.Param("u32"), e.Param("u32")
	stage := e.U32()
	e.Op("mov.u32", stage, e.Static(threads*blockBytes))
	tid, lane := special(e, "%tid.x"), e.U32()
	e.Op("and.b32", lane, tid, 3) // which piece of a leaf it copies

	own := addresses(e, stage, tid)
	var copied [4]ptx.Reg // where in shared memory it copies to: leaves tid/4 + 32j
	described := e.U32()
	e.Op("shr.u32", described, tid, 2)
	for j := range copied {
		copied[j] = e.U32()
		leaf, turn := e.U32(), e.U32()
		e.Op("add.u32", leaf, described, 32*j)
		e.Op("shr.u32", turn, leaf, 1)
		e.Op("xor.b32", turn, turn, tid)
		e.Op("and.b32", turn, turn, 3)
		e.Op("shl.b32", leaf, leaf, 6)
		e.Op("shl.b32", turn, turn, 4)
		e.Op("add.u32", leaf, leaf, turn)
		e.Op("add.u32", copied[j], leaf, stage)
	}

	leaf, exists, last := special(e, "%ctaid.x"), e.Pred(), e.U32()
	e.Op("mul.lo.u32", leaf, leaf, threads)
	e.Op("add.u32", leaf, leaf, tid)
	e.Op("setp.lt.u32", exists, leaf, leaves)
	e.Op("sub.u32", last, leaves, 1)
	e.Op("min.u32", leaf, leaf, last)
	tensor := find(e, table, 4*leafRecord, leaf, tensors, step)
	record := registers(e, leafRecord)
	e.Op("ld.global.v4.u32", ptx.Vector(record...), ptx.At(index(e, table, tensor, 4*leafRecord), 0))
	node := e.U32()
	e.Op("sub.u32", leaf, leaf, record[0])
	e.Op("add.u32", node, leaf, record[1])

	// Where the leaf is, and how many bytes of it there are.
	address, offset := e.U64(), e.U64()
	e.Op("ld.global.u64", address, ptx.At(index(e, list, tensor, 8), 0))
	e.Op("mul.wide.u32", offset, leaf, leafBytes)
	e.Op("add.u64", address, address, offset)
	size, single := e.U64(), e.Pred()
	e.Op("mov.b64", size, ptx.Vector(record[2], record[3]))
	e.Op("setp.le.u64", single, size, leafWords)
	e.Op("shl.b64", size, size, 2)
	e.Op("sub.u64", size, size, offset)
	e.Op("min.u64", size, size, leafBytes)
	low, high, bytes := e.U32(), e.U32(), e.U32()
	e.Op("mov.b64", ptx.Vector(low, high), address)
	e.Op("cvt.u32.u64", bytes, size)

	// The threads tell one another.
	at := e.U32()
	e.Op("shl.b32", at, tid, 4)
	e.Op("add.u32", at, at, stage)
	e.Op("st.shared.v4.u32", ptx.At(at, 0), ptx.Vector(low, high, bytes, bytes))
	e.Op("bar.sync", 0)
	var from, rest [4]ptx.Reg // of the leaves that it copies: the address of the next piece, and the bytes from there
	e.Op("shl.b32", at, described, 4)
	e.Op("add.u32", at, at, stage)
	piece, wide := e.U32(), e.U64()
	e.Op("shl.b32", piece, lane, 4)
	e.Op("cvt.u64.u32", wide, piece)
	for j := range from {
		w := registers(e, 4)
		e.Op("ld.shared.v4.u32", ptx.Vector(w...), ptx.At(at, int64(32*16*j)))
		from[j], rest[j] = e.U64(), w[2]
		e.Op("mov.b64", from[j], ptx.Vector(w[0], w[1]))
		e.Op("add.u64", from[j], from[j], wide)
		e.Op("sub.u32", rest[j], rest[j], piece)
	}
	e.Op("bar.sync", 0)
	fetch := func() {
		for j := range from {
			n := e.U32()
			e.Op("max.s32", n, rest[j], 0)
			e.Op("min.s32", n, n, 16)
			e.Op("cp.async.cg.shared.global", ptx.At(copied[j], 0), ptx.At(from[j], 0), 16, n)
			e.Op("add.u64", from[j], from[j], blockBytes)
			e.Op("sub.u32", rest[j], rest[j], blockBytes)
		}
		e.Op("cp.async.commit_group")
	}
	fetch()
	state := registers(e, 8)
	begin(e, state)
	count(e, leafBytes/blockBytes, func(i ptx.Reg) {
		block := registers(e, 16)
		e.Op("cp.async.wait_group", 0)
		e.Op("bar.sync", 0)
		for j, a := range own {
			e.Op("ld.shared.v4.u32", ptx.Vector(block[4*j:4*j+4]...), ptx.At(a, 0))
		}
		e.Op("bar.sync", 0)
		last, done := e.Pred(), e.NewLabel()
		e.Op("setp.eq.u32", last, i, leafBytes/blockBytes-1)
		e.If(last).Go(done)
		fetch()
		e.Place(done)
		swap(e, block)
		compress(e, state, block)
	})
	pad(e, state, leafBytes)
	swap(e, state)
	beyond := e.NewLabel()
	e.IfNot(exists).Go(beyond)
	put(e, index(e, nodes, node, nodeBytes), state)
	e.IfNot(single).Go(beyond)
	put(e, index(e, roots, tensor, nodeBytes), state)
	e.Place(beyond)
	return e
}

// blockBytes are taken into a state at once.
const blockBytes = 64

// addresses returns where in shared memory a thread's four pieces are.
func addresses(e *ptx.Entry, stage, tid ptx.Reg) (at [4]ptx.Reg) {
	turn, leaf := e.U32(), e.U32()
	e.Op("shr.u32", turn, tid, 1)
	e.Op("and.b32", turn, turn, 3)
	e.Op("shl.b32", leaf, tid, 6)
	e.Op("add.u32", leaf, leaf, stage)
	for j := range at {
		at[j] = e.U32()
		e.Op("xor.b32", at[j], turn, j)
		e.Op("shl.b32", at[j], at[j], 4)
		e.Op("add.u32", at[j], at[j], leaf)
	}
	return at
}

// put stores a hash.
func put(e *ptx.Entry, at ptx.Reg, hash words) {
	e.Op("st.global.v4.u32", ptx.At(at, 0), ptx.Vector(hash[:4]...))
	e.Op("st.global.v4.u32", ptx.At(at, 16), ptx.Vector(hash[4:]...))
}
