package emulated

import (
	"fmt"
	"slices"

	"refute/trainer/cuda/driver"
)

// graph is work with an order of its own.
type graph struct {
	nodes  []driver.Node
	before [][]uint64 // for each node a bit for each that comes before it
}

// NewGraph checks nodes. Their edges must go backward.
func (d *Device) NewGraph(nodes []driver.Node) (driver.Graph, error) {
	if err := d.call("NewGraph"); err != nil {
		return 0, err
	}
	if len(nodes) == 0 {
		return 0, fmt.Errorf("emulated: a graph without nodes")
	}
	g := &graph{}
	for i, n := range nodes {
		var err error
		if n.Bytes > 0 {
			err = d.checkCopy(n.Dst, n.Src, n.Bytes)
		} else {
			_, _, err = d.launch(&n.Launch)
		}
		if err != nil {
			return 0, fmt.Errorf("node %d: %w", i, err)
		}
		bits := make([]uint64, i/64+1)
		for _, a := range n.After {
			if a < 0 || a >= i {
				return 0, fmt.Errorf("emulated: node %d runs after node %d, which is not before it", i, a)
			}
			bits[a/64] |= 1 << (a % 64)
			for k, b := range g.before[a] {
				bits[k] |= b
			}
		}
		n.After, n.Launch.Args = slices.Clone(n.After), slices.Clone(n.Launch.Args)
		g.nodes, g.before = append(g.nodes, n), append(g.before, bits)
	}
	d.graphs = append(d.graphs, g)
	return driver.Graph(len(d.graphs)), nil
}

func (g *graph) ordered(a, b int) bool {
	a, b = min(a, b), max(a, b)
	return g.before[b][a/64]>>(a%64)&1 == 1
}

func (d *Device) Run(id driver.Graph, s driver.Stream) error {
	if err := d.call("Run"); err != nil {
		return err
	}
	if id == 0 || int(id) > len(d.graphs) {
		return fmt.Errorf("emulated: graph %d: %w", id, ErrHandle)
	}
	g := d.graphs[id-1]
	return d.enqueue(s, nil, &work{what: "a graph", run: func(w *work) error { return d.runGraph(w, g) }})
}

// runGraph runs the nodes in an order that the edges allow, and looks for two without an order that touch the same.
func (d *Device) runGraph(w *work, g *graph) error {
	left := make([]int, len(g.nodes))
	next := make([][]int, len(g.nodes))
	var ready []int
	for i, n := range g.nodes {
		left[i] = len(n.After)
		for _, a := range n.After {
			next[a] = append(next[a], i)
		}
		if left[i] == 0 {
			ready = append(ready, i)
		}
	}
	var done []int // the nodes of w.steps
	first := len(w.steps)
	for len(ready) > 0 {
		k := d.r.IntN(len(ready))
		i := ready[k]
		ready = slices.Delete(ready, k, k+1)
		if err := d.runNode(w, g, i); err != nil {
			return fmt.Errorf("node %d: %w", i, err)
		}
		for _, j := range next[i] {
			if left[j]--; left[j] == 0 {
				ready = append(ready, j)
			}
		}
		if d.o.Trust {
			continue
		}
		mine := &w.steps[first+len(done)]
		for n, j := range done {
			if g.ordered(i, j) {
				continue
			}
			if where := conflict(w.steps[first+n].access, mine.access); where != "" {
				return fmt.Errorf("a race: nodes %d (%s) and %d (%s) have no order, and one writes what the other touches: %s", min(i, j), g.what(d, min(i, j)), max(i, j), g.what(d, max(i, j)), where)
			}
		}
		done = append(done, i)
	}
	return nil
}

func (g *graph) what(d *Device, i int) string {
	if n := &g.nodes[i]; n.Bytes <= 0 {
		return "kernel " + d.functions[n.Launch.Function-1].Name
	}
	return "a copy"
}

func (d *Device) runNode(w *work, g *graph, i int) error {
	n := &g.nodes[i]
	if n.Bytes > 0 {
		if err := d.mem.Copy(uint64(n.Dst), uint64(n.Src), n.Bytes); err != nil {
			return err
		}
		return d.copied(w, n.Dst, n.Src, n.Bytes)
	}
	f, l, err := d.launch(&n.Launch)
	if err != nil {
		return err
	}
	return d.runKernel(w, f, l)
}
