package main

import (
	"context"
	"fmt"
	"time"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/tensor"
)

// saver owns the buffers of the states and writes checkpoints while the training goes on. A state that is being written is not computed into, so
// there are three at most: before the step, after it, and on the way to the disk.
type saver struct {
	r        *training
	free     [][]tensor.Tensor
	writing  []tensor.Tensor // nil: none
	released bool            // the training needs writing no more
	done     chan error      // of the writing
	err      error           // of an earlier one
	last     uint32          // step of the last one
	some     bool            // last counts
}

// buffer returns a state to compute into; what is in it is of no meaning.
func (s *saver) buffer() []tensor.Tensor {
	if s.writing != nil {
		select {
		case err := <-s.done:
			s.written(err)
		default:
		}
	}
	if n := len(s.free); n > 0 {
		b := s.free[n-1]
		s.free = s.free[:n-1]
		return b
	}
	return trainer.NewState(s.r.job.Programs[0])
}

// release gives back a state that the training needs no more.
func (s *saver) release(state []tensor.Tensor) {
	switch {
	case state == nil:
	case s.writing != nil && &s.writing[0] == &state[0]:
		s.released = true
	default:
		s.free = append(s.free, state)
	}
}

// save begins to write the state after step t, and waits only for the one before. The error is of that one.
func (s *saver) save(t uint32, state []tensor.Tensor) error {
	if err := s.wait(); err != nil {
		return err
	}
	if s.some && s.last == t {
		return nil
	}
	s.writing, s.released, s.done, s.last, s.some = state, false, make(chan error, 1), t, true
	go func() {
		from := time.Now()
		_, err := s.r.store.Save(&checkpoint.Checkpoint{Step: t, State: state})
		if err == nil && s.r.pipe != nil {
			// Until its root is durable the ones before are what a crash would go back to.
			err = s.r.pipe.Logged(context.Background(), t)
		}
		if err == nil {
			_, err = s.r.store.Prune(s.r.file.Checkpoint.Keep, 0)
		}
		s.r.timeline.Span(laneCheckpoint, fmt.Sprintf("state %d", t), from, time.Now())
		s.done <- err
	}()
	return nil
}

// wait waits until nothing is being written. The error is that of any before.
func (s *saver) wait() error {
	if s.writing != nil {
		s.written(<-s.done)
	}
	return s.err
}

func (s *saver) written(err error) {
	if s.released {
		s.free = append(s.free, s.writing)
	}
	s.writing = nil
	if s.err == nil {
		s.err = err
	}
}
