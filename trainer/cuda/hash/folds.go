package hash

import (
	"crypto/sha256"
	"encoding/binary"

	"refute/trainer/cuda/ptx"
)

// foldRecord is how many words a tree has in the table of foldKernel: its first block, its first node on the height folded from and how many
// it has there, how many levels are made, and the tensor whose root the last node is, or noRoot.
const foldRecord = 8

const noRoot = 1<<32 - 1

// foldKernel makes up to log levels of all trees. A block folds 2^log nodes of a tree, or fewer at its end, level after level.
//
//	(table, zeros, nodes, roots *, height, log, trees, step u32)
func foldKernel() *ptx.Entry {
	e := ptx.New("k", threads, 0)
	table, zeros, nodes, roots := e.Param("u64"), e.Param("u64"), e.Param("u64"), e.Param("u64")
	height, log, trees, step := e.Param("u32"), e.Param("u32"), e.Param("u32"), e.Param("u32")
	tid, block := special(e, "%tid.x"), special(e, "%ctaid.x")
	tree := find(e, table, 4*foldRecord, block, trees, step)
	record, root := registers(e, 4), e.U32()
	at := index(e, table, tree, 4*foldRecord)
	e.Op("ld.global.v4.u32", ptx.Vector(record...), ptx.At(at, 0))
	e.Op("ld.global.u32", root, ptx.At(at, 16))
	below, width, levels := record[1], record[2], record[3] // the level that is folded, and how many are to be
	first, end, zero := e.U32(), e.U32(), index(e, zeros, height, nodeBytes)
	e.Op("sub.u32", first, block, record[0])
	e.Op("add.u32", end, first, 1)
	e.Op("shl.b32", first, first, log)
	e.Op("shl.b32", end, end, log) // of the block's nodes, where the level goes on so far

	loop := e.NewLabel()
	e.Place(loop)
	above, half := e.U32(), e.U32() // the level that is made
	e.Op("add.u32", above, below, width)
	e.Op("add.u32", half, width, 1)
	e.Op("shr.u32", half, half, 1)
	e.Op("shr.u32", first, first, 1)
	e.Op("shr.u32", end, end, 1)
	i, stop := e.U32(), e.U32()
	e.Op("add.u32", i, first, tid)
	e.Op("min.u32", stop, end, half)

	each, made, more := e.NewLabel(), e.NewLabel(), e.Pred()
	e.Place(each)
	e.Op("setp.ge.u32", more, i, stop)
	e.If(more).Go(made)
	left, n := e.U32(), e.U32()
	e.Op("shl.b32", left, i, 1)
	e.Op("add.u32", n, left, below)
	a, b := index(e, nodes, n, nodeBytes), e.U64()
	e.Op("add.u64", b, a, nodeBytes)
	e.Op("add.u32", left, left, 1)
	missing := e.Pred()
	e.Op("setp.ge.u32", missing, left, width)
	e.Op("selp.b64", b, zero, b, missing)
	pair := registers(e, 16)
	for j, from := range []ptx.Text{ptx.At(a, 0), ptx.At(a, 16), ptx.At(b, 0), ptx.At(b, 16)} {
		e.Op("ld.global.v4.u32", ptx.Vector(pair[4*j:4*j+4]...), from)
	}
	swap(e, pair)
	state := registers(e, 8)
	begin(e, state)
	compress(e, state, pair)
	pad(e, state, 2*nodeBytes)
	swap(e, state)
	e.Op("add.u32", n, i, above)
	put(e, index(e, nodes, n, nodeBytes), state)
	e.Op("add.u32", i, i, threads)
	inner, unfinished := e.Pred(), e.Pred()
	e.Op("setp.ne.u32", inner, levels, 1)
	e.If(inner).Go(each)
	e.Op("setp.eq.u32", unfinished, root, uint32(noRoot))
	e.If(unfinished).Go(each)
	put(e, index(e, roots, root, nodeBytes), state)
	e.Go(each)
	e.Place(made)

	e.Op("bar.sync", 0) // what one thread made, others read
	e.Op("mov.u32", below, above)
	e.Op("mov.u32", width, half)
	e.Op("add.u64", zero, zero, nodeBytes)
	e.Op("sub.u32", levels, levels, 1)
	e.Op("setp.ne.u32", more, levels, 0)
	e.If(more).Go(loop)
	return e
}

// maxDepth is that of a tree of as many nodes as a plan may have.
const maxDepth = 31

// zeroNodes are the nodes over missing leaves alone, by their height.
var zeroNodes = makeZeroNodes()

func makeZeroNodes() (z [maxDepth + 1][nodeBytes]byte) {
	z[0] = sha256.Sum256(make([]byte, leafBytes))
	for h := 1; h < len(z); h++ {
		z[h] = sha256.Sum256(append(z[h-1][:], z[h-1][:]...))
	}
	return z
}

// zeros returns zeroNodes as a table.
func zeros() []uint32 {
	var t []uint32
	for _, z := range zeroNodes {
		for i := 0; i < nodeBytes; i += 4 {
			t = append(t, binary.LittleEndian.Uint32(z[i:]))
		}
	}
	return t
}
