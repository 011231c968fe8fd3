package hash_test

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"refute/checkpoint"
	"refute/trainer/cuda/hash"
	"refute/trainer/cuda/lower"
	"refute/trainer/cuda/ptx"
	"refute/trainer/cuda/ptx/emulate"
	"refute/trainer/tensor"
)

// run runs a plan over tensors in the emulator and returns its roots and nodes.
func run(t *testing.T, p *hash.Plan, tensors []tensor.Tensor) (roots, nodes []byte) {
	t.Helper()
	m := emulate.NewMemory(1 << 30)
	alloc := func(bytes int64, words []uint32, name string) *emulate.Range {
		r, err := m.Alloc(bytes)
		if err != nil {
			t.Fatal(err)
		}
		r.Name = name
		if words != nil {
			b := make([]byte, 0, bytes)
			for _, w := range words {
				b = binary.LittleEndian.AppendUint32(b, w)
			}
			if err := m.Write(r.Base, b); err != nil {
				t.Fatal(err)
			}
			r.ReadOnly = true
		}
		return r
	}
	var state, scratch, tables, lists []*emulate.Range
	for _, x := range tensors {
		state = append(state, alloc(4*int64(x.Len()), x.Words, "tensor"))
	}
	for _, n := range p.Op.Scratch {
		scratch = append(scratch, alloc(n, nil, "scratch"))
	}
	for _, w := range p.Op.Tables {
		tables = append(tables, alloc(4*int64(len(w)), w, "table"))
	}
	for _, l := range p.Op.Lists {
		var w []uint32
		for _, a := range l {
			if a.From != lower.State {
				t.Fatalf("a list of source %d", a.From)
			}
			w = append(w, uint32(state[a.Index].Base), uint32(state[a.Index].Base>>32))
		}
		lists = append(lists, alloc(8*int64(len(l)), w, "list"))
	}
	for i, l := range p.Op.Launches {
		f, err := emulate.Parse(ptx.Module(l.Entry))
		if err != nil {
			t.Fatal(err)
		}
		launch := emulate.Launch{Grid: l.Grid, Block: l.Block, Shared: l.Shared}
		for _, a := range l.Args {
			switch a.From {
			case lower.Number:
				launch.Args = append(launch.Args, uint64(a.Index))
			case lower.Scratch:
				launch.Args = append(launch.Args, scratch[a.Index].Base)
			case lower.Table:
				launch.Args = append(launch.Args, tables[a.Index].Base)
			case lower.List:
				launch.Args = append(launch.Args, lists[a.Index].Base)
			default:
				t.Fatalf("an argument of source %d", a.From)
			}
		}
		if _, err := f["k"].Run(m, launch, emulate.Options{}); err != nil {
			t.Fatalf("launch %d: %v", i, err)
		}
	}
	return scratch[p.Roots].Data, scratch[p.Nodes].Data
}

// random returns tensors of so many words, of any content.
func random(sizes []int64, seed uint64) []tensor.Tensor {
	rng := rand.New(rand.NewPCG(seed, 1))
	tensors := make([]tensor.Tensor, len(sizes))
	for i, n := range sizes {
		tensors[i] = tensor.New(tensor.U32, int(n))
		for j := range tensors[i].Words {
			tensors[i].Words[j] = rng.Uint32()
		}
	}
	return tensors
}

// check compares roots with those of package checkpoint.
func check(t *testing.T, p *hash.Plan, sizes []int64, seed uint64) []byte {
	t.Helper()
	tensors := random(sizes, seed)
	roots, nodes := run(t, p, tensors)
	for i, x := range tensors {
		if want := checkpoint.TensorRoot(x); checkpoint.Root(roots[32*i:32*i+32]) != want {
			t.Errorf("tensor %d of %d words: root %x, want %v", i, x.Len(), roots[32*i:32*i+32], want)
		}
	}
	return nodes
}

// Tensors around one leaf, around the 128 leaves of a block, beyond the 1,024 that a block folds, and trees that miss leaves at several heights.
func TestRoots(t *testing.T) {
	sizes := []int64{1, 2, 3, 4, 5, 255, 256, 257, 511, 512, 513, 769, 127 * 256, 128 * 256, 128*256 + 1, 1000*256 - 2, 1024 * 256, 1024*256 + 1, 1537 * 256, 7}
	check(t, hash.New(sizes), sizes, 1)
}

func TestRandomRoots(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for round := range 12 {
		sizes := make([]int64, 1+rng.IntN(40))
		for i := range sizes {
			sizes[i] = 1 + rng.Int64N(int64(1)<<rng.IntN(14))
		}
		check(t, hash.New(sizes), sizes, uint64(round))
	}
}

// Every node of every tree is where Node says, so that proofs can be had.
func TestNodes(t *testing.T) {
	sizes := []int64{1, 700, 1300*256 + 9, 5 * 256, 21 * 256}
	p := hash.New(sizes)
	nodes := check(t, p, sizes, 4)
	for i, x := range random(sizes, 4) {
		leaves := make([]checkpoint.Root, checkpoint.LeafCount(x.Type, uint64(x.Len())))
		for j := range leaves {
			b := checkpoint.LeafBytes(x, uint64(j))
			leaves[j] = checkpoint.HashLeaf(&b)
		}
		tree, err := checkpoint.NewTree(checkpoint.Tensors, leaves, checkpoint.Depth(uint64(len(leaves))))
		if err != nil {
			t.Fatal(err)
		}
		for h := 0; h <= tree.Depth(); h++ {
			for j := range int64(1) << (tree.Depth() - h) {
				want, err := tree.Node(h, uint64(j))
				if err != nil {
					t.Fatal(err)
				}
				got := checkpoint.Root(hash.Zero(h))
				if at, ok := p.Node(i, h, j); ok {
					got = checkpoint.Root(nodes[at : at+32])
				}
				if got != want {
					t.Fatalf("tensor %d: node %d at height %d is %v, want %v", i, j, h, got, want)
				}
			}
		}
	}
}

// The plan of a gpt of 124 M parameters with AdamW: few launches, and memory for nodes of a sixteenth of the state.
func TestLargePlan(t *testing.T) {
	var sizes []int64
	for range 3 {
		sizes = append(sizes, 50257*768, 1024*768, 768, 768)
		for range 12 {
			sizes = append(sizes, 768, 768, 2304*768, 2304, 768*768, 768, 768, 768, 3072*768, 3072, 3072*768, 768)
		}
	}
	sizes = append(sizes, 1, 1)
	var words int64
	for _, n := range sizes {
		words += n
	}
	p := hash.New(sizes)
	if n := len(p.Op.Launches); n != 3 {
		t.Errorf("%d launches, want 3: leaves, and folds of 10 levels twice", n)
	}
	if got, most := p.Op.Scratch[p.Nodes], 4*words/16+64*1024; got > most {
		t.Errorf("%d bytes of nodes, want at most %d", got, most)
	}
}

// No kernel uses memory for its registers, where NVIDIA's assembler is at hand to say so.
func TestRegisters(t *testing.T) {
	ptxas, err := exec.LookPath("ptxas")
	if err != nil {
		t.Skip("no ptxas")
	}
	for i, l := range hash.New([]int64{1000}).Op.Launches {
		file := filepath.Join(t.TempDir(), "k.ptx")
		if err := os.WriteFile(file, []byte(ptx.Module(l.Entry)), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(ptxas, "-arch=sm_80", "-v", "-o", os.DevNull, file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), " 0 bytes spill stores, 0 bytes spill loads") {
			t.Errorf("launch %d: %v\n%s", i, err, out)
		}
	}
}
