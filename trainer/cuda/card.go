// Package cuda is the executor on an NVIDIA card: the same bits as trainer/reference.
//
//	program ──lower──▶ ops: launches of PTX ──schedule──▶ order, memory, dependencies ──▶ one CUDA graph a step
//
// An [Executor] takes a state from the host's memory and brings the next one back. A [Run] keeps the state on the card, and has it hashed there beside the
// next step: only roots and outputs cross the bus.
package cuda

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/lower"
	"refute/trainer/tensor"
)

// What a card must be at least: see package ptx.
const (
	minMajor = 8
	minMinor = 0
)

// Card is a device that executors share: the functions that are loaded, the constants of jobs, and the memory in which a step works. Its methods, and those
// of what is made on it, may be called by many goroutines; one at a time is served.
type Card struct {
	mu     sync.Mutex
	dev    driver.Device
	info   driver.Info
	shape  lower.Card
	failed error // why the card can be used no more

	compute, copying driver.Stream
	hashing          [2]driver.Stream // of every other step

	functions map[functionKey]driver.Function
	constants map[constantKey]*constant
	tables    map[string]driver.Ptr // by their content
	arena     region                // intermediate tensors of the step that runs
	host      region                // states of steps whose states are the host's
	step      region                // the word with the step's number
	stage     [2]stage
	word      []byte // pinned: the step's number on its way
	events    []driver.Event
}

// region is memory of the card.
type region struct {
	at    driver.Ptr
	bytes int64
}

// Open makes a card of a device, which is its own from then on; Close closes both.
func Open(dev driver.Device) (*Card, error) {
	c := &Card{dev: dev, info: dev.Info(), functions: map[functionKey]driver.Function{}, constants: map[constantKey]*constant{}, tables: map[string]driver.Ptr{}}
	c.shape = lower.Card{Multiprocessors: c.info.Multiprocessors, Shared: c.info.Shared}
	if i := c.info; i.Major < minMajor || i.Major == minMajor && i.Minor < minMinor {
		dev.Close()
		return nil, fmt.Errorf("cuda: %s has compute capability %d.%d, needed is %d.%d (Ampere, 2020) or more: use another card, or the cpu executor", i.Name, i.Major, i.Minor, minMajor, minMinor)
	}
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		dev.Close()
		return nil, errors.New("cuda: this machine's memory is big-endian, a card's is little-endian: use the cpu executor")
	}
	err := c.begin()
	if err != nil {
		dev.Close()
		return nil, err
	}
	return c, nil
}

func (c *Card) begin() (err error) {
	for _, s := range []struct {
		stream *driver.Stream
		urgent bool
	}{{&c.compute, true}, {&c.hashing[0], false}, {&c.hashing[1], false}, {&c.copying, true}} {
		if *s.stream, err = c.dev.NewStream(s.urgent); err != nil {
			return err
		}
	}
	if c.word, err = c.dev.Pinned(4); err != nil {
		return err
	}
	c.step.bytes = align
	c.step.at, err = c.dev.Alloc(align)
	return err
}

// Info describes the card.
func (c *Card) Info() driver.Info { return c.info }

// Close gives everything back. Nothing that was made on the card may be used after.
func (c *Card) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dev == nil {
		return nil
	}
	dev := c.dev
	c.dev, c.failed = nil, errors.New("cuda: the card was closed")
	return dev.Close()
}

// take begins the use of the card by one goroutine, which ends with c.mu.Unlock.
func (c *Card) take() error {
	c.mu.Lock()
	if c.failed != nil {
		c.mu.Unlock()
		return c.failed
	}
	return nil
}

// settle is what follows an error of the device, which it returns: it waits for what is under way. If that fails too, the card is of no more use.
func (c *Card) settle(err error) error {
	for _, s := range []driver.Stream{c.compute, c.hashing[0], c.hashing[1], c.copying} {
		if e := c.dev.Sync(s); e != nil {
			c.failed = fmt.Errorf("%w: the card can be used no more: close it and open it again", e)
		}
	}
	return err
}

// rest waits for all that is under way.
func (c *Card) rest() error {
	for _, s := range []driver.Stream{c.compute, c.hashing[0], c.hashing[1], c.copying} {
		if err := c.dev.Sync(s); err != nil {
			return c.settle(err)
		}
	}
	return nil
}

// event returns an event that nobody uses; c.events = append(c.events, e) gives it back.
func (c *Card) event() (driver.Event, error) {
	if n := len(c.events); n > 0 {
		e := c.events[n-1]
		c.events = c.events[:n-1]
		return e, nil
	}
	return c.dev.NewEvent()
}

// grow makes a region at least so large. Nothing may be at work in it, and its content is lost.
func (c *Card) grow(r *region, bytes int64) error {
	if bytes <= r.bytes {
		return nil
	}
	if err := c.shrink(r); err != nil {
		return err
	}
	at, err := c.dev.Alloc(bytes)
	if err == nil {
		*r = region{at, bytes}
	}
	return err
}

// shrink gives a region back, once what was begun is done.
func (c *Card) shrink(r *region) error {
	if r.bytes == 0 {
		return nil
	}
	err := c.dev.Sync(c.compute)
	if err == nil {
		err = c.dev.Release(r.at)
	}
	if err != nil {
		return c.settle(err)
	}
	*r = region{}
	return nil
}

// constantKey tells constants apart: the same memory is the same constant.
type constantKey struct {
	first *byte
	bytes int
}

type constant struct {
	region
	tensor tensor.Tensor // keeps the key's memory
	users  int
}

// hold uploads constants, those that are not on the card. drop gives them back.
func (c *Card) hold(tensors []tensor.Tensor) (held []*constant, err error) {
	for _, t := range tensors {
		b := t.Memory()
		key := constantKey{unsafe.SliceData(b), len(b)}
		k := c.constants[key]
		if k == nil {
			k = &constant{tensor: t}
			k.bytes = aligned(int64(len(b)))
			if k.at, err = c.dev.Alloc(k.bytes); err != nil {
				c.drop(held)
				return nil, err
			}
			if err = c.upload([]piece{{k.at, b}}); err != nil {
				c.dev.Release(k.at)
				c.drop(held)
				return nil, err
			}
			c.constants[key] = k
		}
		k.users++
		held = append(held, k)
	}
	return held, nil
}

func (c *Card) drop(held []*constant) {
	for _, k := range held {
		if k.users--; k.users > 0 {
			continue
		}
		b := k.tensor.Memory()
		delete(c.constants, constantKey{unsafe.SliceData(b), len(b)})
		if err := c.dev.Release(k.at); err != nil {
			c.settle(err)
		}
	}
}

// missing returns the bytes that hold would take.
func (c *Card) missing(tensors []tensor.Tensor) (n int64) {
	for _, t := range tensors {
		b := t.Memory()
		if c.constants[constantKey{unsafe.SliceData(b), len(b)}] == nil {
			n += aligned(int64(len(b)))
		}
	}
	return n
}

// words returns memory that was pinned as words.
func words(b []byte) []uint32 {
	return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/4)
}
