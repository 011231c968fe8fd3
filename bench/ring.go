package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"refute/sim/kernel"
)

// The ring of timers: each of some timers fires, and sets itself again by the next delay of a table that all share. There is nothing else to be done
// for an event, so the time is the queue's and the dispatcher's. All sides have the same table, and so the same events in the same order.
const (
	ringDelays = 4096               // a power of two, few enough for the nearest cache
	ringMean   = kernel.Millisecond // of the exponential delays
	ringWarm   = ringMean + 1       // all delays are even: nothing happens at the odd instants that part warm-up and measurement
)

// ring is our side: a kernel.Handler.
type ring struct {
	k      kernel.Kernel
	delays [ringDelays]kernel.Time
	taken  int
}

func (r *ring) Handle(e kernel.Event) { r.next(e.Who) }

func (r *ring) next(timer int32) {
	d := r.delays[r.taken%ringDelays]
	r.taken++
	r.k.Schedule(r.k.Now()+d, 0, 0, timer, 0)
}

// newRing draws the table and writes it down for the others.
func newRing(path string) (*ring, error) {
	r := new(ring)
	random := rand.New(rand.NewPCG(1, 1))
	var text strings.Builder
	for i := range r.delays {
		r.delays[i] = 2 * max(1, kernel.Time(random.ExpFloat64()*float64(ringMean)/2))
		fmt.Fprintln(&text, int64(r.delays[i]))
	}
	return r, os.WriteFile(path, []byte(text.String()), 0o644)
}

// timedEvents is what a side says of a run.
type timedEvents struct {
	Seconds float64 `json:"seconds"`
	Events  int64   `json:"events"`
	Version string  `json:"version"`
}

func (t timedEvents) rate() float64 { return float64(t.Events) / t.Seconds / 1e6 }

// time runs our side.
func (r *ring) time(pending int, until kernel.Time) timedEvents {
	r.k.Reset(r)
	r.taken = 0
	for i := range pending {
		r.next(int32(i))
	}
	r.k.Run(ringWarm)
	before, begin := r.taken, time.Now()
	r.k.Run(until)
	return timedEvents{Seconds: time.Since(begin).Seconds(), Events: int64(r.taken - before)}
}

// peerEvents runs a peer, whose output is one.
func peerEvents(c *exec.Cmd, to any) error {
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		said := errs.String()
		return fmt.Errorf("%s: %w: %s", filepath.Base(c.Path), err, said[max(0, len(said)-300):])
	}
	return json.Unmarshal(out, to)
}

// ringPeer is a way to run the ring elsewhere.
type ringPeer struct {
	name string
	run  func(pending int, until kernel.Time) (timedEvents, error)
}

// simpyRings are the ring as SimPy's users write it: a process for each timer, or a callback.
func (b *bench) simpyRings(delays string) (peers []ringPeer) {
	for _, way := range []string{"process", "callback"} {
		peers = append(peers, ringPeer{"SimPy, each timer a " + way, func(pending int, until kernel.Time) (t timedEvents, err error) {
			c := exec.Command(python, filepath.Join("bench", "peers", "ring.py"), delays, strconv.Itoa(pending), fmt.Sprint(int64(ringWarm)), fmt.Sprint(int64(until)), way)
			c.Env = environment()
			if err = peerEvents(c, &t); err == nil {
				b.versions["simpy"] = t.Version
			}
			return t, err
		}})
	}
	return peers
}

// ns3Rings are the ring with each of the schedulers that ns-3 has for many events.
func (b *bench) ns3Rings(delays string) (peers []ringPeer, err error) {
	program := filepath.Join(b.work, "ring")
	if err := b.run("g++", "-O2", "-std=c++17", "-o", program, filepath.Join("bench", "peers", "ring.cc"), "-lns3-core"); err != nil {
		return nil, err
	}
	if v, err := output("dpkg-query", "-W", "-f", "${Version}", "libns3-dev"); err == nil {
		b.versions["ns-3"] = v
	}
	for _, scheduler := range []string{"Map", "Heap", "Calendar", "PriorityQueue"} {
		peers = append(peers, ringPeer{"ns-3, " + scheduler + "Scheduler, with tcmalloc", func(pending int, until kernel.Time) (t timedEvents, err error) {
			c := exec.Command(program, delays, strconv.Itoa(pending), fmt.Sprint(int64(ringWarm)), fmt.Sprint(int64(until)), "ns3::"+scheduler+"Scheduler")
			c.Env = environment(tcmalloc()...)
			return t, peerEvents(c, &t)
		}})
	}
	return peers, nil
}

// fastest tries peers on a part of the work and returns the fastest.
func (b *bench) fastest(peers []ringPeer, pending int, until kernel.Time) (best ringPeer, err error) {
	most := 0.0
	for _, p := range peers {
		for range 2 { // others' load only adds
			t, e := p.run(pending, until)
			if e != nil {
				err = e
				continue
			}
			if r := t.rate(); r > most {
				best, most = p, r
			}
		}
	}
	if most > 0 {
		err = nil
	}
	return best, err
}

// rings compares the kernel with SimPy and ns-3 on the ring of timers.
func (b *bench) rings() error {
	path := filepath.Join(b.work, "delays")
	r, err := newRing(path)
	if err != nil {
		return err
	}
	type family struct {
		name  string
		peers []ringPeer
		goal  map[int]float64
	}
	families := []family{{"SimPy", b.simpyRings(path), map[int]float64{1000: 8, 100_000: 14}}}
	if ns3, err := b.ns3Rings(path); err != nil {
		b.skip("ns-3: %v", err)
	} else {
		families = append(families, family{"ns-3", ns3, map[int]float64{1000: 2.5, 100_000: 2.5}})
	}
	rounds, events := 5, 1_000_000
	if b.long {
		rounds, events = 9, 4_000_000
	}
	alone := map[int]float64{1000: 4, 100_000: 2} // goals of ours
	for _, pending := range []int{1000, 100_000} {
		length := func(events int) kernel.Time { // how long the ring runs for so many events, an odd number
			return ringWarm + ringMean*kernel.Time(events)/kernel.Time(pending)
		}
		r.time(pending, length(events/10))
		var all []float64
		for _, f := range families {
			peer, err := b.fastest(f.peers, pending, length(events/5))
			if err != nil {
				b.skip("%s, ring of %d timers: %v", f.name, pending, err)
				continue
			}
			var mine, theirs []float64
			for range rounds {
				o := r.time(pending, length(events))
				t, err := peer.run(pending, length(events))
				if err != nil {
					return err
				}
				if o.Events != t.Events {
					return fmt.Errorf("%s, ring of %d timers: %d events, ours had %d: they do not do the same", f.name, pending, t.Events, o.Events)
				}
				mine, theirs = append(mine, o.rate()), append(theirs, t.rate())
			}
			all = append(all, mine...)
			b.add(Figure{Section: "Simulator: the kernel, one core", Name: fmt.Sprintf("ring of %s timers, beside %s", thousands(pending), f.name), Unit: "million events/s", Ours: sample(mine),
				Peer: sample(theirs), PeerIs: peer.name, Ratio: median(ratios(mine, theirs)), Goal: f.goal[pending], AtLeast: true})
		}
		for len(all) < rounds { // no peer is here
			all = append(all, r.time(pending, length(events)).rate())
		}
		b.add(Figure{Section: "Simulator: the kernel, one core", Name: fmt.Sprintf("ring of %s timers", thousands(pending)), Unit: "million events/s", Ours: sample(all),
			Goal: alone[pending], AtLeast: true})
	}
	return nil
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
