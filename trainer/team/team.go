// Package team is the goroutines that share the work of a step, and of the hashes after it: hundreds of short tasks in a row, between which
// they wait without sleeping.
package team

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Task is work that several goroutines share. Work is called with numbers of workers, each at most once, and with 0 by the caller of Share: what the
// others have not taken by then is the caller's, and Work(0) returns when nothing is left to be taken.
type Task interface{ Work(worker int) }

// team is a set of goroutines that wait for tasks.
type team struct {
	busy    sync.Mutex
	members []*member
	task    Task
}

type member struct {
	is     atomic.Int32 // idle, called or working
	asleep atomic.Bool
	wake   chan struct{}
}

// What a member is. The caller of Share sets called, and takes that back from a member that has not come when the work is done: where processors
// are short, the system may not let it run for long. The member sets the others.
const (
	idle int32 = iota
	called
	working
)

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
	members := the.members[:workers-1]
	for _, m := range members {
		m.is.Store(called)
		if m.asleep.CompareAndSwap(true, false) {
			m.wake <- struct{}{}
		}
	}
	t.Work(0)
	for _, m := range members {
		if m.is.CompareAndSwap(called, idle) {
			continue
		}
		for look := 0; m.is.Load() == working; look++ {
			if look%16 == 15 && look > eagerLooks {
				runtime.Gosched()
			}
			spin()
		}
	}
	the.task = nil
}

// serve does a member's part of every task.
func (t *team) serve(m *member, worker int) {
	for {
		for look := 0; !m.is.CompareAndSwap(called, working); look++ {
			switch {
			case look < eagerLooks:
				for m.is.Load() != called && look < eagerLooks { // looking alone does not take the word from the caller
					look++
					spin()
				}
			case look < eagerLooks+patientLooks:
				runtime.Gosched()
			default:
				m.asleep.Store(true)
				if m.is.Load() == called && m.asleep.CompareAndSwap(true, false) {
					continue
				}
				<-m.wake
				look = 0
			}
		}
		t.task.Work(worker)
		m.is.Store(idle)
	}
}
