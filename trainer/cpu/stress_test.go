package cpu_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/tensor"
)

// Steps on a few executors at once give the same bits while the number of processors changes, memory is collected and some of them are given up.
func TestStepsAtOnce(t *testing.T) {
	type job struct {
		x    *cpu.Executor
		next func() []tensor.Tensor
		prev []tensor.Tensor
		want []tensor.Tensor
		list string
	}
	var jobs []job
	for n := range 6 {
		p, state := chain(rand.New(rand.NewPCG(103, uint64(n))))
		var consts []tensor.Tensor
		if n%2 == 1 {
			p, consts = gatherProgram(rand.New(rand.NewPCG(107, uint64(n))))
			state = nil
		}
		ref, _ := executors(t, p, consts)
		x, err := cpu.New(p, consts, cpu.Options{Workers: n % 3 * 2})
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job{x, func() []tensor.Tensor { return trainer.NewState(p) }, state, step(t, ref, p, state, 5, nil), list(p)})
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for g := range 5 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(109, uint64(g)))
			for n := range heavy(60) {
				j := &jobs[r.IntN(len(jobs))]
				ctx, cancel := context.Background(), func() {}
				given := r.IntN(4) == 0
				if given {
					ctx, cancel = context.WithTimeout(ctx, time.Duration(r.IntN(200))*time.Microsecond)
				}
				var visit trainer.Visit
				if r.IntN(3) == 0 {
					visit = func(int, tensor.Tensor) error { return nil }
				}
				next := j.next()
				err := j.x.Step(ctx, next, j.prev, 5, visit)
				cancel()
				switch {
				case given && errors.Is(err, context.DeadlineExceeded):
				case err != nil:
					t.Error(err)
				default:
					for i := range next {
						for e, w := range j.want[i].Words {
							if next[i].Words[e] != w {
								t.Errorf("goroutine %d, step %d: %s", g, n, fmt.Sprintf("state %d, element %d is %08x, want %08x\n%s", i, e, next[i].Words[e], w, j.list))
								return
							}
						}
					}
				}
				switch r.IntN(20) {
				case 0:
					runtime.GOMAXPROCS(1 + r.IntN(4))
				case 1:
					runtime.GC()
				}
			}
		})
	}
	all.Wait()
}
