package emulated

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"refute/trainer/cuda/driver"
)

// step is y = 3x + k from one piece of memory to another, on a stream.
type step struct{ to, from, stream int }

func conflicts(a, b step) bool { return a.to == b.to || a.to == b.from || a.from == b.to }

// Random steps on three streams, with the waits that they need and one left out now and then: the result is that of the steps in order exactly if everything that
// conflicts is ordered, by a closure that is computed here, and an error otherwise.
func TestRandomStreams(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	good, bad := 0, 0
	for n := range 1500 {
		b := newBench(t, Options{Seed: r.Uint64(), Workers: 1})
		third, err := b.NewStream(true)
		b.must(err)
		streams := []driver.Stream{b.s[0], b.s[1], third}
		for i := 1; i < len(b.memory); i++ {
			b.must(b.Copy(b.memory[i], b.memory[0], 4*words, b.s[0]))
		}
		b.must(b.Sync(b.s[0]))
		var steps []step
		for range 3 + r.IntN(9) {
			s := step{to: r.IntN(len(b.memory)), from: r.IntN(len(b.memory)), stream: r.IntN(3)}
			steps = append(steps, s)
		}
		type edge struct{ a, b int }
		var waits []edge
		for j := range steps {
			for i := range j {
				if conflicts(steps[i], steps[j]) && steps[i].stream != steps[j].stream {
					waits = append(waits, edge{i, j})
				}
			}
		}
		missing := -1
		if len(waits) > 0 && r.IntN(2) == 0 {
			missing = r.IntN(len(waits))
		}
		before := make([][]bool, len(steps))
		for j := range steps {
			before[j] = make([]bool, len(steps))
			after := func(i int) {
				before[j][i] = true
				for k := range i {
					before[j][k] = before[j][k] || before[i][k]
				}
			}
			for i := range j {
				if steps[i].stream == steps[j].stream {
					after(i)
				}
			}
			for w, e := range waits {
				if e.b == j && w != missing {
					after(e.a)
				}
			}
		}
		ordered := true
		for j := range steps {
			for i := range j {
				ordered = ordered && (before[j][i] || !conflicts(steps[i], steps[j]))
			}
		}
		events := make([]driver.Event, len(steps))
		err = nil
		value := make([][2]uint32, len(b.memory)) // of word i: [0]·i + [1]
		for i := range value {
			value[i] = [2]uint32{1, 0}
		}
		for j, s := range steps {
			for w, e := range waits {
				if e.b == j && w != missing {
					err = errors.Join(err, b.Wait(streams[s.stream], events[e.a]))
				}
			}
			err = errors.Join(err, b.Launch(b.kernel(s.to, s.from, 3, uint64(j)), streams[s.stream]))
			value[s.to] = [2]uint32{3 * value[s.from][0], 3*value[s.from][1] + uint32(j)}
			var e error
			events[j], e = b.NewEvent()
			err = errors.Join(err, e, b.Record(events[j], streams[s.stream]))
		}
		for _, s := range streams {
			err = errors.Join(err, b.Sync(s))
		}
		if !ordered {
			if bad++; err == nil || !strings.Contains(err.Error(), "a race") {
				t.Fatalf("%d: %v with waits %v without %v: %v", n, steps, waits, waits[missing], err)
			}
			continue
		}
		good++
		b.must(err)
		for i, v := range value {
			b.check(i, v[0], v[1])
		}
	}
	if good < 300 || bad < 300 {
		t.Errorf("%d right, %d wrong", good, bad)
	}
}

// Parts of one piece of memory are apart to the word.
func TestApart(t *testing.T) {
	for _, overlap := range []bool{false, true} {
		b := newBench(t, Options{})
		half := func(at, n int) *driver.Launch {
			l := b.kernel(1, 0, 1, 1)
			l.Args[0].Bits += uint64(4 * at)
			l.Args[2].Bits = uint64(n)
			return l
		}
		b.must(b.Sync(b.s[0]))
		at := 51
		if overlap {
			at--
		}
		err := errors.Join(b.Launch(half(0, 51), b.s[0]), b.Launch(half(at, 40), b.s[1]), b.Sync(b.s[0]), b.Sync(b.s[1]))
		if want := "byte 200 of"; overlap && (err == nil || !strings.Contains(err.Error(), want)) || !overlap && err != nil {
			t.Errorf("overlap %t: %v", overlap, err)
		}
		// Copies likewise.
		b = newBench(t, Options{})
		b.must(b.Sync(b.s[0]))
		err = errors.Join(b.Copy(b.memory[1], b.memory[0], 204, b.s[0]), b.Copy(b.memory[1]+driver.Ptr(4*at), b.memory[0], 100, b.s[1]), b.Sync(b.s[0]), b.Sync(b.s[1]))
		if want := "byte 200 of"; overlap && (err == nil || !strings.Contains(err.Error(), want)) || !overlap && err != nil {
			t.Errorf("copies, overlap %t: %v", overlap, err)
		}
	}
}

// A copy between two places of one chunk is one access: what it reads and what it writes is found.
func TestCopyWithin(t *testing.T) {
	for at, want := range []string{"byte 0 of", "byte 4 of", "", "byte 12 of", "byte 16 of", "", ""} {
		b := newBench(t, Options{})
		b.must(b.Sync(b.s[0]))
		l := b.kernel(0, 1, 1, 1)
		l.Args[0].Bits += uint64(4 * at)
		l.Args[2].Bits = 1
		b.must(b.Copy(b.memory[1], b.memory[0], 4*words, b.s[0]))
		b.must(b.Sync(b.s[0]))
		from, to := b.memory[0], b.memory[0]+12 // words 0 and 1 to 3 and 4
		err := errors.Join(b.Copy(to, from, 8, b.s[0]), b.Launch(l, b.s[1]), b.Sync(b.s[0]), b.Sync(b.s[1]))
		if want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("word %d: %v, want %q", at, err, want)
		}
	}
}

// Random graphs, likewise, with an edge left out.
func TestRandomGraphs(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	good, bad := 0, 0
	for n := range 600 {
		b := newBench(t, Options{Seed: r.Uint64(), Workers: 1})
		for i := 1; i < len(b.memory); i++ {
			b.must(b.Copy(b.memory[i], b.memory[0], 4*words, b.s[0]))
		}
		var steps []step
		var nodes []driver.Node
		var edges [][2]int
		value := [][2]uint32{{1, 0}, {1, 0}, {1, 0}, {1, 0}}
		for j := range 3 + r.IntN(8) {
			s := step{to: r.IntN(4), from: r.IntN(4)}
			node := driver.Node{Launch: *b.kernel(s.to, s.from, 3, uint64(j))}
			if s.to != s.from && r.IntN(3) == 0 {
				node = driver.Node{Dst: b.memory[s.to], Src: b.memory[s.from], Bytes: 4 * words}
				value[s.to] = value[s.from]
			} else {
				value[s.to] = [2]uint32{3 * value[s.from][0], 3*value[s.from][1] + uint32(j)}
			}
			for i := range steps {
				if conflicts(steps[i], s) {
					node.After = append(node.After, i)
					edges = append(edges, [2]int{i, j})
				}
			}
			steps, nodes = append(steps, s), append(nodes, node)
		}
		if len(edges) > 0 && r.IntN(2) == 0 {
			e := edges[r.IntN(len(edges))]
			a := nodes[e[1]].After
			nodes[e[1]].After = nil
			for _, i := range a {
				if i != e[0] {
					nodes[e[1]].After = append(nodes[e[1]].After, i)
				}
			}
		}
		reach := make([][]bool, len(nodes))
		ordered := true
		for j, node := range nodes {
			reach[j] = make([]bool, len(nodes))
			for _, i := range node.After {
				reach[j][i] = true
				for k := range i {
					reach[j][k] = reach[j][k] || reach[i][k]
				}
			}
			for i := range j {
				ordered = ordered && (reach[j][i] || !conflicts(steps[i], steps[j]))
			}
		}
		g, err := b.NewGraph(nodes)
		b.must(err)
		err = errors.Join(b.Run(g, b.s[0]), b.Sync(b.s[0]))
		if !ordered {
			if bad++; err == nil || !strings.Contains(err.Error(), "a race: nodes") {
				t.Fatalf("%d: %v: %v", n, steps, err)
			}
			continue
		}
		good++
		b.must(err)
		for i, v := range value {
			b.check(i, v[0], v[1])
		}
	}
	if good < 100 || bad < 100 {
		t.Errorf("%d right, %d wrong", good, bad)
	}
}
