package checkpoint

import (
	"errors"
	"fmt"
	"runtime"
	"testing"

	"refute/trainer/tensor"
)

func TestDepth(t *testing.T) {
	for n := 1; n < 5000; n++ {
		if got := Depth(uint64(n)); got != naiveDepth(n) {
			t.Fatalf("Depth(%d) = %d, want %d", n, got, naiveDepth(n))
		}
	}
	for d := 1; d < 64; d++ {
		if got := Depth(1 << d); got != d {
			t.Errorf("Depth(2^%d) = %d", d, got)
		}
		if got := Depth(1<<d + 1); got != d+1 {
			t.Errorf("Depth(2^%d+1) = %d", d, got)
		}
	}
}

// "the missing leaves are 32 zero bytes, an inner node is SHA-256(left ‖ right). With n = 1 the root is the leaf."
func TestNodeRootsAgreeWithDefinition(t *testing.T) {
	for _, n := range treeSizes() {
		leaves := randomRoots(n, uint64(n))
		want := Root(naiveRoot(plain(leaves), [32]byte{}, naiveDepth(n)))
		if got := NodeRoot(leaves); got != want {
			t.Fatalf("NodeRoot of %d leaves: %s, want %s", n, got, want)
		}
		if got := NodeTree(leaves).Root(); got != want {
			t.Fatalf("NodeTree of %d leaves: %s, want %s", n, got, want)
		}
		var s Stream
		for i, leaf := range leaves {
			s.Add(leaf)
			if want := Root(naiveRoot(plain(leaves[:i+1]), [32]byte{}, naiveDepth(i+1))); n < 70 && s.Root() != want {
				t.Fatalf("Stream of %d leaves: %s, want %s", i+1, s.Root(), want)
			}
		}
		if s.Root() != want || s.Count() != uint64(n) {
			t.Fatalf("Stream of %d leaves: %s, want %s", n, s.Root(), want)
		}
	}
	if one := randomRoots(1, 9); NodeRoot(one) != one[0] {
		t.Error("the root over one leaf is not the leaf")
	}
}

func TestDeeperTreesAgreeWithDefinition(t *testing.T) {
	for _, k := range []Kind{Nodes, Tensors} {
		for _, n := range []int{1, 2, 3, 5, 8, 9} {
			for depth := naiveDepth(n); depth < 8; depth++ {
				leaves := randomRoots(n, 3)
				tree, err := NewTree(k, leaves, depth)
				if err != nil {
					t.Fatal(err)
				}
				if want := Root(naiveRoot(plain(leaves), missingLeaf(k), depth)); tree.Root() != want {
					t.Fatalf("%s tree of %d leaves, depth %d: %s, want %s", k, n, depth, tree.Root(), want)
				}
			}
		}
	}
}

// tensorSizes are element counts around every leaf boundary that matters.
func tensorSizes(typ tensor.Type) []int {
	per := int(LeafElements(typ))
	var sizes []int
	for _, leaves := range []int{1, 2, 3, 4, 5, 8, 9, 255, 256, 257, 511, 512, 513, 1025} {
		sizes = append(sizes, leaves*per-1, leaves*per, leaves*per+1)
	}
	return append(sizes, 1)
}

func TestTensorRootsAgreeWithDefinition(t *testing.T) {
	for _, typ := range []tensor.Type{tensor.F32, tensor.U32, tensor.U16, tensor.U8} {
		for _, n := range tensorSizes(typ) {
			x := randomTensor(typ, n, uint64(n))
			leaves := naiveLeaves(x)
			want := Root(naiveRoot(leaves, zeroKilobyte, naiveDepth(len(leaves))))
			if got := TensorRoot(x); got != want {
				t.Fatalf("TensorRoot of %s[%d]: %s, want %s", typ, n, got, want)
			}
			tree := TensorTree(x)
			if got := tree.Root(); got != want {
				t.Fatalf("TensorTree of %s[%d]: %s, want %s", typ, n, got, want)
			}
			if got := TensorShape(typ, uint64(n)); got != tree.Shape() {
				t.Fatalf("TensorShape of %s[%d]: %+v, want %+v", typ, n, got, tree.Shape())
			}
			var s TensorStream
			b := make([]byte, n*typ.Size())
			putElements(b, x, 0, n)
			for step := 1; len(b) > 0; step = step*7%1999 + 1 {
				c := min(step, len(b))
				if _, err := s.Write(b[:c]); err != nil {
					t.Fatal(err)
				}
				b = b[c:]
			}
			if got := s.Root(); got != want {
				t.Fatalf("TensorStream of %s[%d]: %s, want %s", typ, n, got, want)
			}
			for i := range leaves {
				if tree.Leaves()[i] != Root(leaves[i]) {
					t.Fatalf("leaf %d of %s[%d] differs from the definition", i, typ, n)
				}
			}
		}
	}
}

func TestRootsDoNotDependOnGOMAXPROCS(t *testing.T) {
	x := randomTensor(tensor.F32, 300_000, 5)
	want := naiveTensorRoot(x)
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, procs := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(procs)
		if got := TensorRoot(x); got != want {
			t.Errorf("GOMAXPROCS=%d: TensorRoot %s, want %s", procs, got, want)
		}
		if got := TensorTree(x).Root(); got != want {
			t.Errorf("GOMAXPROCS=%d: TensorTree %s, want %s", procs, got, want)
		}
	}
}

func TestBigNodeTree(t *testing.T) {
	// Above levelGrain the levels are made in parallel parts.
	for _, n := range []int{2*levelGrain - 1, 2 * levelGrain, 2*levelGrain + 1, 9001} {
		leaves := randomRoots(n, 4)
		want := Root(naiveRoot(plain(leaves), [32]byte{}, naiveDepth(n)))
		if got := NodeTree(leaves).Root(); got != want {
			t.Errorf("%d leaves: %s, want %s", n, got, want)
		}
		if got := NodeRoot(leaves); got != want {
			t.Errorf("%d leaves: %s, want %s", n, got, want)
		}
	}
}

func TestZeroSubtrees(t *testing.T) {
	for _, k := range []Kind{Nodes, Tensors} {
		for h := range 12 {
			if want := Root(naiveRoot(nil, missingLeaf(k), h)); k.Zero(h) != want {
				t.Errorf("%s zero subtree of height %d: %s, want %s", k, h, k.Zero(h), want)
			}
		}
	}
	if TensorRoot(tensor.New(tensor.U8, 4096)) != Tensors.Zero(2) {
		t.Error("a tensor of zeros is not the zero subtree")
	}
}

func TestNodesAndChildren(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 8, 9, 33} {
		leaves := randomRoots(n, uint64(n))
		tree := NodeTree(leaves)
		depth := tree.Depth()
		for h := 0; h <= depth; h++ {
			for i := range uint64(1) << (depth - h) {
				node, err := tree.Node(h, i)
				if err != nil {
					t.Fatal(err)
				}
				lo, hi := min(int(i<<h), n), min(int((i+1)<<h), n)
				if want := Root(naiveRoot(plain(leaves[lo:hi]), [32]byte{}, h)); node != want {
					t.Fatalf("node (%d, %d) of %d leaves: %s, want %s", h, i, n, node, want)
				}
				if beyond := int(i<<h) >= n; tree.Shape().Beyond(h, i) != beyond {
					t.Fatalf("Beyond(%d, %d) of %d leaves: want %v", h, i, n, beyond)
				}
				for arity := range 4 {
					children, err := tree.Children(h, i, arity)
					if err != nil {
						t.Fatal(err)
					}
					if len(children) != 1<<min(arity, h) {
						t.Fatalf("%d children of (%d, %d), arity 2^%d", len(children), h, i, arity)
					}
					if got, err := SubtreeRoot(children); err != nil || got != node {
						t.Fatalf("children of (%d, %d) hash to %s, %v", h, i, got, err)
					}
				}
			}
			if w := tree.Shape().Width(h); w != uint64((n-1)>>h+1) {
				t.Fatalf("Width(%d) of %d leaves is %d", h, n, w)
			}
		}
	}
}

func TestTreeErrors(t *testing.T) {
	tree := NodeTree(randomRoots(5, 1))
	check := func(what string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	fails := func(what string, f func() error) { t.Helper(); check(what, f()) }
	fails("no leaves", func() error { _, err := NewTree(Nodes, nil, 0); return err })
	fails("too shallow", func() error { _, err := NewTree(Nodes, randomRoots(5, 1), 2); return err })
	fails("too deep", func() error { _, err := NewTree(Nodes, randomRoots(5, 1), MaxDepth+1); return err })
	fails("negative depth", func() error { _, err := NewTree(Nodes, randomRoots(1, 1), -1); return err })
	fails("kind", func() error { _, err := NewTree(7, randomRoots(5, 1), 3); return err })
	fails("index", func() error { _, err := tree.Node(0, 8); return err })
	fails("index of an inner node", func() error { _, err := tree.Node(2, 2); return err })
	fails("height", func() error { _, err := tree.Node(4, 0); return err })
	fails("negative height", func() error { _, err := tree.Node(-1, 0); return err })
	fails("proof's index", func() error { _, err := tree.Proof(8); return err })
	fails("ancestor below", func() error { _, err := tree.ProofBetween(2, 0, 1); return err })
	fails("ancestor above the root", func() error { _, err := tree.ProofBetween(0, 0, 4); return err })
	fails("arity", func() error { _, err := tree.Children(3, 0, 30); return err })
	fails("negative arity", func() error { _, err := tree.Children(3, 0, -1); return err })
	fails("children's number", func() error { _, err := SubtreeRoot(randomRoots(3, 1)); return err })
	if _, err := SubtreeRoot(nil); !errors.Is(err, ErrEmpty) {
		t.Errorf("no children: %v", err)
	}
	panics := func(what string, f func()) {
		t.Helper()
		defer func() {
			if r := recover(); r != ErrEmpty {
				t.Errorf("%s: panic %v, want ErrEmpty", what, r)
			}
		}()
		f()
	}
	panics("TensorRoot", func() { TensorRoot(tensor.New(tensor.F32, 0)) })
	panics("TensorTree", func() { TensorTree(tensor.New(tensor.F32, 0)) })
	panics("NodeRoot", func() { NodeRoot(nil) })
	panics("NodeTree", func() { NodeTree(nil) })
	panics("Stream", func() { new(Stream).Root() })
	panics("TensorStream", func() { new(TensorStream).Root() })
}

func BenchmarkLeaves(b *testing.B) {
	data := make([]byte, 1<<20)
	dst := make([]Root, len(data)/LeafSize)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		hashLeaves(dst, data)
	}
}

func BenchmarkNodes(b *testing.B) {
	src := randomRoots(2048, 1)
	dst := make([]Root, 1024)
	b.SetBytes(int64(len(src) * RootSize))
	for b.Loop() {
		hashNodes(dst, src)
	}
}

// BenchmarkTensorRoot measures whole tensor roots, in bytes of tensor, by size and by GOMAXPROCS.
func BenchmarkTensorRoot(b *testing.B) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, procs := range []int{1, before} {
		for _, kib := range []int{1, 16, 1 << 10, 16 << 10} {
			x := randomTensor(tensor.F32, kib*256, 1)
			b.Run(fmt.Sprintf("procs=%d/KiB=%d", procs, kib), func(b *testing.B) {
				runtime.GOMAXPROCS(procs)
				b.SetBytes(int64(kib) << 10)
				for b.Loop() {
					TensorRoot(x)
				}
			})
		}
	}
}
