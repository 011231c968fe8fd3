// Package team is the goroutines that share the work of a step, and of the hashes after it: hundreds of short tasks in a row, between which
// they wait without sleeping.
package team

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Task is work that several goroutines share; each calls Work once with its number, the caller of Share with 0.
type Task interface{ Work(worker int) }

// team is a set of goroutines that wait for tasks.
type team struct {
	busy    sync.Mutex
	members []*member
	task    Task
	left    atomic.Int32
}

type member struct {
	round  atomic.Uint32 // rises with every task that the member takes part in
	asleep atomic.Bool
	wake   chan struct{}
}

// the is the process's team; processors are the process's too.
var the team

// Waiting: so many looks without letting others run, then so many after letting them, then sleep.
const (
	eagerLooks   = 4000
	patientLooks = 200
)

// Share has the task done by so many workers, the caller being one of them. Nothing is allocated, but where the team is busy with another task:
// then goroutines of its own do it.
func Share(t Task, workers int) {
	if workers <= 1 {
		t.Work(0)
		return
	}
	if !the.busy.TryLock() { // another step has the team
		var wg sync.WaitGroup
		for w := 1; w < workers; w++ {
			wg.Go(func() { t.Work(w) })
		}
		t.Work(0)
		wg.Wait()
		return
	}
	defer the.busy.Unlock()
	for len(the.members) < workers-1 {
		m := &member{wake: make(chan struct{}, 1)}
		the.members = append(the.members, m)
		go the.serve(m, len(the.members))
	}
	the.task = t
	the.left.Store(int32(workers - 1))
	for _, m := range the.members[:workers-1] {
		m.round.Add(1)
		if m.asleep.CompareAndSwap(true, false) {
			m.wake <- struct{}{}
		}
	}
	t.Work(0)
	for look := 0; the.left.Load() > 0; look++ {
		if look%16 == 15 && look > eagerLooks {
			runtime.Gosched()
		}
		spin()
	}
	the.task = nil
}

// serve does a member's part of every task.
func (t *team) serve(m *member, worker int) {
	seen := uint32(0)
	for {
		for look := 0; m.round.Load() == seen; look++ {
			switch {
			case look < eagerLooks:
				spin()
			case look < eagerLooks+patientLooks:
				runtime.Gosched()
			default:
				m.asleep.Store(true)
				if m.round.Load() != seen && m.asleep.CompareAndSwap(true, false) {
					continue
				}
				<-m.wake
				look = 0
			}
		}
		seen++
		t.task.Work(worker)
		t.left.Add(-1)
	}
}
