package main

import (
	"encoding/binary"
	"errors"
	"fmt"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/lower"
	"refute/trainer/cuda/ptx"
)

// openDevice opens a card by its number.
var openDevice = driver.Open

// timer runs ops alone, on a card of its own.
type timer struct {
	driver.Device
	stream   driver.Stream
	from, to driver.Event
	taken    []driver.Ptr
}

func newTimer(card int) (*timer, error) {
	d, err := openDevice(card)
	if err != nil {
		return nil, err
	}
	t := &timer{Device: d}
	var errs [3]error
	t.stream, errs[0] = d.NewStream(false)
	t.from, errs[1] = d.NewEvent()
	t.to, errs[2] = d.NewEvent()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return t, nil
}

func (t *timer) shape() lower.Card {
	i := t.Info()
	return lower.Card{Multiprocessors: i.Multiprocessors, Shared: i.Shared}
}

// take allocates memory until free.
func (t *timer) take(bytes int64) (driver.Ptr, error) {
	p, err := t.Alloc(max(bytes, 16))
	if err == nil {
		t.taken = append(t.taken, p)
	}
	return p, err
}

// put allocates memory for words.
func (t *timer) put(words []uint32) (driver.Ptr, error) {
	p, err := t.take(4 * int64(len(words)))
	if err != nil || len(words) == 0 {
		return p, err
	}
	b := make([]byte, 0, 4*len(words))
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return p, t.Upload(p, b, t.stream)
}

func (t *timer) free() error {
	var errs []error
	for _, p := range t.taken {
		errs = append(errs, t.Release(p))
	}
	t.taken = nil
	return errors.Join(errs...)
}

// launches gives an op's launches their functions and memory; at says where tensors are.
func (t *timer) launches(op *lower.Op, at func(lower.Arg) driver.Ptr) ([]driver.Launch, error) {
	scratch, tables, lists := make([]driver.Ptr, len(op.Scratch)), make([]driver.Ptr, len(op.Tables)), make([]driver.Ptr, len(op.Lists))
	var err error
	for i, n := range op.Scratch {
		if scratch[i], err = t.take(n); err != nil {
			return nil, err
		}
	}
	for i, words := range op.Tables {
		if tables[i], err = t.put(words); err != nil {
			return nil, err
		}
	}
	address := func(a lower.Arg) driver.Ptr {
		switch a.From {
		case lower.Scratch:
			return scratch[a.Index]
		case lower.Table:
			return tables[a.Index]
		case lower.List:
			return lists[a.Index]
		}
		return at(a)
	}
	for i, list := range op.Lists {
		var words []uint32
		for _, a := range list {
			p := uint64(address(a))
			words = append(words, uint32(p), uint32(p>>32))
		}
		if lists[i], err = t.put(words); err != nil {
			return nil, err
		}
	}
	var all []driver.Launch
	for _, l := range op.Launches {
		fs, err := t.Load(ptx.Module(l.Entry.Renamed("k")), []string{"k"}, l.Shared)
		if err != nil {
			return nil, err
		}
		d := driver.Launch{Function: fs[0], Grid: l.Grid, Block: l.Block, Shared: l.Shared}
		for _, a := range l.Args {
			if a.From == lower.Number {
				d.Args = append(d.Args, driver.Value{Bits: uint64(uint32(a.Index))})
			} else {
				d.Args = append(d.Args, driver.Value{Bits: uint64(address(a)), Wide: true})
			}
		}
		all = append(all, d)
	}
	return all, nil
}

// time returns the milliseconds of a run of the launches one after another: the median of some rounds of several runs each, as a graph.
func (t *timer) time(launches []driver.Launch, rounds, runs int) (float64, error) {
	var nodes []driver.Node
	for range runs {
		for _, l := range launches {
			n := driver.Node{Launch: l}
			if len(nodes) > 0 {
				n.After = []int{len(nodes) - 1}
			}
			nodes = append(nodes, n)
		}
	}
	g, err := t.NewGraph(nodes)
	if err != nil {
		return 0, err
	}
	var ms []float64
	for i := range rounds + 2 {
		if err := errors.Join(t.Record(t.from, t.stream), t.Run(g, t.stream), t.Record(t.to, t.stream), t.Sync(t.stream)); err != nil {
			return 0, err
		}
		x, err := t.Elapsed(t.from, t.to)
		if err != nil {
			return 0, err
		}
		if i >= 2 { // the first make the graph ready, and the card warm
			ms = append(ms, float64(x)/float64(runs))
		}
	}
	return median(ms), nil
}

// withTimer calls f with a timer, which it closes.
func withTimer(card int, f func(*timer) error) error {
	t, err := newTimer(card)
	if err != nil {
		return fmt.Errorf("opening the card: %w", err)
	}
	return errors.Join(f(t), t.Close())
}
