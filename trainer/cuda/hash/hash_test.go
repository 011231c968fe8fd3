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
	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/emulated"
	"refute/trainer/cuda/hash"
	"refute/trainer/cuda/lower"
	"refute/trainer/cuda/ptx"
	"refute/trainer/tensor"
)

// newDevice opens the device of the tests: the emulator, or a card where there is one (see card_test.go).
var newDevice = func(testing.TB) driver.Device { return emulated.New(emulated.Options{}) }

// bound is a plan on a device, ready to run.
type bound struct {
	driver.Device
	stream   driver.Stream
	scratch  []driver.Ptr
	launches []driver.Launch
}

// bind takes memory for a plan over tensors, and fills it.
func bind(t testing.TB, p *hash.Plan, tensors []tensor.Tensor) *bound {
	t.Helper()
	b := &bound{Device: newDevice(t)}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	try := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	b.stream, err = b.NewStream(false)
	try(err)
	alloc := func(bytes int64, words []uint32) driver.Ptr {
		at, err := b.Alloc(bytes)
		try(err)
		if words != nil {
			data := make([]byte, 0, bytes)
			for _, w := range words {
				data = binary.LittleEndian.AppendUint32(data, w)
			}
			try(b.Upload(at, data, b.stream))
		}
		return at
	}
	var state, tables, lists []driver.Ptr
	for _, x := range tensors {
		state = append(state, alloc(4*int64(x.Len()), x.Words))
	}
	for _, n := range p.Op.Scratch {
		b.scratch = append(b.scratch, alloc(n, nil))
	}
	for _, w := range p.Op.Tables {
		tables = append(tables, alloc(4*int64(len(w)), w))
	}
	for _, l := range p.Op.Lists {
		var w []uint32
		for _, a := range l {
			if a.From != lower.State {
				t.Fatalf("a list of source %d", a.From)
			}
			w = append(w, uint32(state[a.Index]), uint32(state[a.Index]>>32))
		}
		lists = append(lists, alloc(8*int64(len(l)), w))
	}
	for _, l := range p.Op.Launches {
		f, err := b.Load(ptx.Module(l.Entry), []string{"k"}, l.Shared)
		try(err)
		launch := driver.Launch{Function: f[0], Grid: l.Grid, Block: l.Block, Shared: l.Shared}
		for _, a := range l.Args {
			v := driver.Value{Wide: true}
			switch a.From {
			case lower.Number:
				v = driver.Value{Bits: uint64(a.Index)}
			case lower.Scratch:
				v.Bits = uint64(b.scratch[a.Index])
			case lower.Table:
				v.Bits = uint64(tables[a.Index])
			case lower.List:
				v.Bits = uint64(lists[a.Index])
			default:
				t.Fatalf("an argument of source %d", a.From)
			}
			launch.Args = append(launch.Args, v)
		}
		b.launches = append(b.launches, launch)
	}
	return b
}

// run runs the plan once.
func (b *bound) run(t testing.TB) {
	t.Helper()
	for i := range b.launches {
		if err := b.Launch(&b.launches[i], b.stream); err != nil {
			t.Fatal(err)
		}
	}
}

// result returns memory of the plan.
func (b *bound) result(t testing.TB, scratch int, bytes int64) []byte {
	t.Helper()
	out := make([]byte, bytes)
	if err := b.Download(out, b.scratch[scratch], b.stream); err != nil {
		t.Fatal(err)
	}
	if err := b.Sync(b.stream); err != nil {
		t.Fatal(err)
	}
	return out
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

// check compares roots with those of package checkpoint, and returns all nodes.
func check(t *testing.T, p *hash.Plan, sizes []int64, seed uint64) []byte {
	t.Helper()
	tensors := random(sizes, seed)
	b := bind(t, p, tensors)
	b.run(t)
	roots := b.result(t, p.Roots, p.Op.Scratch[p.Roots])
	for i, x := range tensors {
		if want := checkpoint.TensorRoot(x); checkpoint.Root(roots[32*i:32*i+32]) != want {
			t.Errorf("tensor %d of %d words: root %x, want %v", i, x.Len(), roots[32*i:32*i+32], want)
		}
	}
	return b.result(t, p.Nodes, p.Op.Scratch[p.Nodes])
}

// Tensors around one leaf, around the 128 leaves of a block, beyond the 256 and the 1,024 that a block folds, and trees that miss leaves at several heights.
func TestRoots(t *testing.T) {
	sizes := []int64{1, 2, 3, 4, 5, 255, 256, 257, 511, 512, 513, 769, 127 * 256, 128 * 256, 128*256 + 1, 256*256 + 1, 1000*256 - 2, 1024*256 + 1, 1537 * 256, 7}
	check(t, hash.New(sizes), sizes, 1)
}

// As in a state of many leaves, the first folds are of ten levels.
func TestManyLeaves(t *testing.T) {
	sizes := []int64{1, 1024 * 256, 2100*256 + 3, 300, 257*256 - 1}
	tensors := make([]hash.Tensor, len(sizes))
	for i, n := range sizes {
		tensors[i] = hash.Tensor{At: lower.Arg{From: lower.State, Index: i}, Words: n}
	}
	check(t, hash.OfMany(tensors), sizes, 3)
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
	sizes := []int64{1, 700, 2500*256 + 9, 5 * 256, 21 * 256}
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

// gpt are the words of the state of a gpt of 124 M parameters with AdamW.
func gpt() (sizes []int64) {
	for range 3 {
		sizes = append(sizes, 50257*768, 1024*768, 768, 768)
		for range 12 {
			sizes = append(sizes, 768, 768, 2304*768, 2304, 768*768, 768, 768, 768, 3072*768, 3072, 3072*768, 768)
		}
	}
	return append(sizes, 1, 1)
}

// Few launches, and memory for nodes of a sixteenth of the state.
func TestLargePlan(t *testing.T) {
	sizes := gpt()
	var words int64
	for _, n := range sizes {
		words += n
	}
	p := hash.New(sizes)
	if n := len(p.Op.Launches); n != 3 {
		t.Errorf("%d launches, want 3: leaves, and folds of 10 and 8 levels", n)
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

// BenchmarkRoots hashes the states of a gpt of 124 M parameters and of a perceptron with momentum; on the emulator the thousandth of the first.
func BenchmarkRoots(b *testing.B) {
	perceptron := []int64{512 * 784, 512, 256 * 512, 256, 10 * 256, 10}
	for _, state := range []struct {
		name  string
		sizes []int64
	}{{"gpt", gpt()}, {"mlp", append(perceptron, perceptron...)}} {
		b.Run(state.name, func(b *testing.B) {
			d := newDevice(b)
			if _, slow := d.(*emulated.Device); slow && state.name == "gpt" {
				for i := range state.sizes {
					state.sizes[i] = max(1, state.sizes[i]/1000)
				}
			}
			if err := d.Close(); err != nil {
				b.Fatal(err)
			}
			benchmark(b, state.sizes)
		})
	}
}

func benchmark(b *testing.B, sizes []int64) {
	p := hash.New(sizes)
	var words int64
	for _, n := range sizes {
		words += n
	}
	plan := bind(b, p, random(sizes, 5))
	from, err := plan.NewEvent()
	if err != nil {
		b.Fatal(err)
	}
	to, err := plan.NewEvent()
	if err != nil {
		b.Fatal(err)
	}
	plan.run(b)
	var ms float64
	for b.Loop() {
		if err := plan.Record(from, plan.stream); err != nil {
			b.Fatal(err)
		}
		plan.run(b)
		if err := plan.Record(to, plan.stream); err != nil {
			b.Fatal(err)
		}
		if err := plan.SyncEvent(to); err != nil {
			b.Fatal(err)
		}
		t, err := plan.Elapsed(from, to)
		if err != nil {
			b.Fatal(err)
		}
		ms += float64(t)
	}
	b.ReportMetric(float64(4*words)*float64(b.N)/ms/1e6, "GB/s")
	b.ReportMetric(1000*ms/float64(b.N), "µs/state")
}
