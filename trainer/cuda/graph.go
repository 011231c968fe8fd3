package cuda

import (
	"encoding/binary"
	"fmt"
	"slices"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/lower"
)

// places are the addresses that a step's launches are given.
type places struct {
	state, next []driver.Ptr // of each state tensor, before and after
	constants   []*constant
	arena, outs driver.Ptr
}

// key tells places apart. Constants stay where they are.
func (pl *places) key() string {
	b := binary.LittleEndian.AppendUint64(nil, uint64(pl.arena))
	b = binary.LittleEndian.AppendUint64(b, uint64(pl.outs))
	for _, list := range [][]driver.Ptr{pl.state, pl.next} {
		for _, p := range list {
			b = binary.LittleEndian.AppendUint64(b, uint64(p))
		}
	}
	return string(b)
}

// bound is a schedule at its places: the launches of its runs and, if it was asked for, the graph of them.
type bound struct {
	launches [][]driver.Launch // of each run
	graph    driver.Graph
}

// bind returns the schedule at places.
func (c *Card) bind(s *schedule, at *places) (*bound, error) {
	key := at.key()
	if b := s.bound[key]; b != nil {
		return b, nil
	}
	var lists, memory driver.Ptr
	if s.lists > 0 {
		var err error
		if memory, err = c.dev.Alloc(s.lists); err != nil {
			return nil, err
		}
		lists = memory
	}
	var pieces []piece
	b := &bound{launches: make([][]driver.Launch, len(s.runs))}
	for i := range s.runs {
		r := &s.runs[i]
		o := &s.ops[r.op]
		address := func(a lower.Arg) driver.Ptr { return s.address(r, at, a) }
		var list []driver.Ptr
		for _, l := range o.Lists {
			list = append(list, lists)
			lists += driver.Ptr(aligned(8 * int64(len(l))))
			host := make([]byte, 0, 8*len(l))
			for _, a := range l {
				host = binary.LittleEndian.AppendUint64(host, uint64(address(a)))
			}
			pieces = append(pieces, piece{list[len(list)-1], host})
		}
		for j := range o.Launches {
			l := &o.Launches[j]
			d := driver.Launch{Function: s.functions[launchKey{l.Entry, asked(l.Shared)}], Grid: l.Grid, Block: l.Block, Shared: l.Shared, Args: make([]driver.Value, len(l.Args))}
			for k, a := range l.Args {
				switch a.From {
				case lower.Number:
					d.Args[k] = driver.Value{Bits: uint64(uint32(a.Index))}
				case lower.Step:
					d.Args[k] = driver.Value{Bits: uint64(c.step.at), Wide: true}
				case lower.Table:
					d.Args[k] = driver.Value{Bits: uint64(s.tables[&o.Tables[a.Index][0]]), Wide: true}
				case lower.List:
					d.Args[k] = driver.Value{Bits: uint64(list[a.Index]), Wide: true}
				default:
					d.Args[k] = driver.Value{Bits: uint64(address(a)), Wide: true}
				}
			}
			b.launches[i] = append(b.launches[i], d)
		}
	}
	if len(pieces) > 0 {
		if err := c.upload(pieces); err != nil {
			c.dev.Release(memory)
			return nil, err
		}
		s.listed = append(s.listed, memory)
	}
	s.bound[key] = b
	return b, nil
}

// unbind gives back the memory that bind took.
func (c *Card) unbind(s *schedule) {
	if s == nil {
		return
	}
	for _, m := range s.listed {
		if err := c.dev.Release(m); err != nil {
			c.settle(err)
		}
	}
	s.bound, s.listed = map[string]*bound{}, nil
}

// address returns where a run finds or makes a tensor.
func (s *schedule) address(r *run, at *places, a lower.Arg) driver.Ptr {
	switch a.From {
	case lower.State:
		return at.state[a.Index]
	case lower.Const:
		return at.constants[a.Index].at
	case lower.Scratch:
		return at.arena + driver.Ptr(s.values[r.scratch[a.Index]].offset)
	case lower.Output:
		i := slices.IndexFunc(r.slots, func(sl slot) bool { return sl.kernel == a.Index })
		if v := r.slots[i].value; v >= 0 {
			return at.arena + driver.Ptr(s.values[v].offset)
		}
		return s.home(at, a.Index)
	}
	panic(fmt.Sprintf("cuda: an argument of source %d in memory", a.From))
}

// home returns where an output is that has a home.
func (s *schedule) home(at *places, kernel int) driver.Ptr {
	if i := s.homes.state[kernel]; i >= 0 {
		return at.next[i]
	}
	return at.outs + driver.Ptr(s.homes.out[kernel])
}

// copies are the state tensors that are copies of others.
func (s *schedule) copies(at *places) (list []driver.Node) {
	for i, from := range s.homes.same {
		if from >= 0 {
			list = append(list, driver.Node{Dst: at.next[i], Src: at.next[from], Bytes: 4 * s.program.States[i].Count()})
		}
	}
	return list
}

// graph makes the graph of a schedule at places: its runs wait for what they need, and no more. There is no graph of no nodes: a program may keep all.
func (c *Card) graph(s *schedule, b *bound, at *places) (driver.Graph, error) {
	var nodes []driver.Node
	last := make([]int, len(s.runs)) // the node that ends each run
	made := make([]int, len(s.program.Kernels))
	for i := range s.runs {
		var after []int
		for _, j := range s.after[i] {
			if last[j] >= 0 {
				after = append(after, last[j])
			}
		}
		last[i] = -1
		for _, l := range b.launches[i] {
			nodes = append(nodes, driver.Node{Launch: l, After: after})
			last[i] = len(nodes) - 1
			after = []int{last[i]}
		}
		if !s.runs[i].again {
			for _, k := range s.ops[s.runs[i].op].Stores {
				made[k] = last[i]
			}
		}
	}
	copies := s.copies(at)
	for i, from := range s.homes.same {
		if from >= 0 {
			n := copies[0]
			copies = copies[1:]
			n.After = []int{made[s.program.States[i].Kernel]}
			nodes = append(nodes, n)
		}
	}
	if len(nodes) == 0 {
		return 0, nil
	}
	g, err := c.dev.NewGraph(nodes)
	if err != nil {
		err = fmt.Errorf("the graph of a step: %w", err)
	}
	return g, err
}

// enqueue gives a step to the computing stream: its number, and its graph.
func (c *Card) enqueue(g driver.Graph, word []byte, t uint32) error {
	err := c.number(word, t)
	if err == nil && g != 0 {
		err = c.dev.Run(g, c.compute)
	}
	return err
}

// number uploads a step's number by way of a word that is pinned.
func (c *Card) number(word []byte, t uint32) error {
	binary.LittleEndian.PutUint32(word, t)
	return c.dev.Upload(c.step.at, word, c.compute)
}

// same makes the state tensors that are copies of others, where no graph does.
func (c *Card) same(s *schedule, at *places) error {
	for _, n := range s.copies(at) {
		if err := c.dev.Copy(n.Dst, n.Src, n.Bytes, c.compute); err != nil {
			return c.settle(err)
		}
	}
	return nil
}
