package team

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// once counts how often each worker was called.
type once struct{ called [8]atomic.Int64 }

func (x *once) Work(w int) { x.called[w].Add(1) }

// Every worker is called once for every task, also after the team has gone to sleep, and when tasks of several goroutines meet.
func TestShare(t *testing.T) {
	for _, procs := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		done := make(chan struct{})
		const callers, rounds = 3, 200
		for range callers {
			go func() {
				defer func() { done <- struct{}{} }()
				for round := range rounds {
					x := &once{}
					workers := 1 + round%8
					Share(x, workers)
					for w := range x.called {
						want := int64(0)
						if w < workers {
							want = 1
						}
						if got := x.called[w].Load(); got != want {
							t.Errorf("worker %d of %d was called %d times", w, workers, got)
						}
					}
					if round%50 == 49 {
						time.Sleep(5 * time.Millisecond)
					}
				}
			}()
		}
		for range callers {
			<-done
		}
	}
}
