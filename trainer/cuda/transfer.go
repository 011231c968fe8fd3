package cuda

import (
	"runtime"
	"sync"

	"refute/trainer/cuda/driver"
)

// stageBytes is the size of each of the two buffers through which the host's memory goes: large enough for the bus, small enough to stay in a cache.
var stageBytes int64 = 4 << 20 // a variable for tests

// stage is pinned memory, through which a copy goes while the host fills or empties the other.
type stage struct {
	bytes []byte
	done  driver.Event
}

// piece is memory of the card, and that of the host which it is copied to or from.
type piece struct {
	at   driver.Ptr
	host []byte
}

// chunk is a part of the card's memory that is copied at once, with the pieces of it.
type chunk struct {
	at     driver.Ptr
	bytes  int64
	pieces []piece
}

// chunks puts pieces that lie beside each other together, and cuts large ones. What is between pieces of one chunk is padding.
func chunks(pieces []piece, most int64) (list []chunk) {
	for _, p := range pieces {
		for len(p.host) > 0 {
			n := len(list)
			if n > 0 {
				if c := &list[n-1]; p.at >= c.at+driver.Ptr(c.bytes) && p.at-c.at-driver.Ptr(c.bytes) < align {
					if room := most - int64(p.at-c.at); room >= int64(len(p.host)) {
						c.bytes = int64(p.at-c.at) + int64(len(p.host))
						c.pieces = append(c.pieces, p)
						break
					}
				}
			}
			part := p
			part.host = p.host[:min(int64(len(p.host)), most)]
			list = append(list, chunk{part.at, int64(len(part.host)), []piece{part}})
			p = piece{p.at + driver.Ptr(len(part.host)), p.host[len(part.host):]}
		}
	}
	return list
}

// stages makes the buffers when they are first needed.
func (c *Card) stages() (err error) {
	for i := range c.stage {
		s := &c.stage[i]
		if s.bytes != nil {
			continue
		}
		if s.done == 0 {
			if s.done, err = c.event(); err != nil {
				return err
			}
		}
		if s.bytes, err = c.dev.Pinned(stageBytes); err != nil {
			return err
		}
	}
	return nil
}

// upload copies to the card, after what the computing stream was given. It returns when the host's memory is needed no more.
func (c *Card) upload(pieces []piece) error {
	if err := c.stages(); err != nil {
		return c.settle(err)
	}
	for i, k := range chunks(pieces, stageBytes) {
		s := &c.stage[i%2]
		if i >= 2 {
			if err := c.dev.SyncEvent(s.done); err != nil {
				return c.settle(err)
			}
		}
		for _, p := range k.pieces {
			move(s.bytes[p.at-k.at:], p.host)
		}
		err := c.dev.Upload(k.at, s.bytes[:k.bytes], c.compute)
		if err == nil {
			err = c.dev.Record(s.done, c.compute)
		}
		if err != nil {
			return c.settle(err)
		}
	}
	if err := c.dev.Sync(c.compute); err != nil {
		return c.settle(err)
	}
	return nil
}

// download copies from the card on a stream.
func (c *Card) download(pieces []piece, on driver.Stream) error {
	if err := c.stages(); err != nil {
		return c.settle(err)
	}
	list := chunks(pieces, stageBytes)
	for i := range len(list) + 1 {
		if i < len(list) {
			k, s := &list[i], &c.stage[i%2]
			var err error
			for _, p := range k.pieces { // what is between them may never have been written
				if err == nil {
					err = c.dev.Download(s.bytes[p.at-k.at:][:len(p.host)], p.at, on)
				}
			}
			if err == nil {
				err = c.dev.Record(s.done, on)
			}
			if err != nil {
				return c.settle(err)
			}
		}
		if i > 0 {
			k, s := &list[i-1], &c.stage[(i-1)%2]
			if err := c.dev.SyncEvent(s.done); err != nil {
				return c.settle(err)
			}
			for _, p := range k.pieces {
				move(p.host, s.bytes[p.at-k.at:])
			}
		}
	}
	return nil
}

// move is copy, by several goroutines if it is much: one alone is slower than the bus.
func move(dst, src []byte) {
	const part, most = 1 << 20, 4
	n := min(len(dst), len(src))
	parts := min(most, n/part, runtime.GOMAXPROCS(0))
	if parts < 2 {
		copy(dst, src)
		return
	}
	var wg sync.WaitGroup
	for i := range parts {
		first, end := n*i/parts, n*(i+1)/parts
		wg.Go(func() { copy(dst[first:end], src[first:end]) })
	}
	wg.Wait()
}
