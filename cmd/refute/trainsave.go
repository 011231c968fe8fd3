package main

import (
	"context"
	"fmt"
	"time"

	"refute/checkpoint"
	"refute/trainer/tensor"
)

// saver writes checkpoints while the training goes on, one at a time.
type saver struct {
	r    *training
	done chan error // of the writing; nil: nothing is being written
	err  error      // of an earlier one
}

// save begins to write the state after step t, which is the runner's, and waits only for the one before. The error is of that one.
func (s *saver) save(t uint32) error {
	if err := s.wait(); err != nil {
		return err
	}
	c, err := s.r.runner.Save()
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	s.done = done
	go func() {
		defer c.Release()
		state, err := c.Wait(context.Background())
		if err == nil {
			err = s.write(t, state)
		}
		done <- err
	}()
	return nil
}

// write stores the state after step t, and removes checkpoints that are too many.
func (s *saver) write(t uint32, state []tensor.Tensor) error {
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
	return err
}

// wait waits until nothing is being written. The error is that of any before.
func (s *saver) wait() error {
	if s.done != nil {
		err := <-s.done
		s.done = nil
		if s.err == nil {
			s.err = err
		}
	}
	return s.err
}
