package team

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// parts is work of some parts, which workers take until none is left.
type parts struct {
	next   atomic.Int64
	done   [100]atomic.Int64
	called [8]atomic.Int64
	slow   bool
}

func (x *parts) Work(w int) {
	x.called[w].Add(1)
	for i := x.next.Add(1) - 1; i < int64(len(x.done)); i = x.next.Add(1) - 1 {
		if x.slow {
			time.Sleep(10 * time.Microsecond)
		}
		x.done[i].Add(1)
	}
}

// When Share returns, every part was done once and nobody is at work any more; also after the team has gone to sleep, and when tasks of several
// goroutines meet.
func TestShare(t *testing.T) {
	for _, procs := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		done := make(chan struct{})
		const callers, rounds = 3, 200
		for range callers {
			go func() {
				defer func() { done <- struct{}{} }()
				for round := range rounds {
					x := &parts{slow: round%10 == 0}
					workers := 1 + round%8
					Share(x, workers)
					for i := range x.done {
						if got := x.done[i].Load(); got != 1 {
							t.Errorf("part %d was done %d times", i, got)
						}
					}
					before := x.next.Load()
					for w := range x.called {
						if got := x.called[w].Load(); got > 1 || w >= workers && got > 0 || w == 0 && got != 1 {
							t.Errorf("worker %d of %d was called %d times", w, workers, got)
						}
					}
					if round%50 == 49 {
						time.Sleep(5 * time.Millisecond)
					}
					if x.next.Load() != before {
						t.Error("a worker came after the end")
					}
				}
			}()
		}
		for range callers {
			<-done
		}
	}
}
