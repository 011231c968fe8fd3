package experiment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
)

// Options say how an experiment is run. They change no byte of its results.
type Options struct {
	Dir      string
	Workers  int            // at least 1
	Progress func(Progress) // called after each run, one call at a time; may be nil

	space *atomic.Int64 // see disk
}

// Progress says how far an experiment is.
type Progress struct {
	Runs     uint64 // that are finished, or not needed
	Total    uint64
	Restored uint64 // of Runs, were there when the experiment went on
	Failed   uint64
	Point    int   // the first that is not finished
	Events   int64 // of the simulation's kernel, since this process began
}

// MaxWorkers bounds Options.Workers.
const MaxWorkers = 1024

// Run runs an experiment in a directory, which is made if need be, and returns the manifest of what is there at the end. If the directory has a part of the same experiment, it goes
// on; if it has all of it, nothing is done; if it has anything else, that is an error. When ctx is cancelled or the disk is full, the results of what was run are written, and the
// error says so; errors.Is(err, context.Canceled) holds of the first.
func Run(ctx context.Context, e *Experiment, o Options) (*Manifest, error) {
	if o.Workers < 1 || o.Workers > MaxWorkers {
		return nil, fmt.Errorf("%d workers, allowed are 1 to %d", o.Workers, MaxWorkers)
	}
	columns, err := e.check()
	if err != nil {
		return nil, err
	}
	s := &session{e: e, columns: columns, workers: o.Workers, disk: disk{o.Dir, o.space}, progress: o.Progress, order: newOrder(e), stopColumn: e.Stop.column(columns)}
	s.reserve.disk = s.disk
	s.changed.L = &s.mu
	done, err := s.open()
	defer s.close()
	if err != nil || done {
		return s.manifest, err
	}
	worked := s.work(ctx)
	s.reserve.release()
	if err := s.results(); err != nil {
		if noSpace(err) {
			return s.manifest, fmt.Errorf("the disk is full, and there is no room for the results: what was run is kept in %s; free some space, and the same command goes on from there: %w", s.disk.path(journalName), err)
		}
		return s.manifest, errors.Join(worked, err)
	}
	if worked != nil && noSpace(worked) {
		return s.manifest, fmt.Errorf("the disk is full after %d runs, whose results are written: free some space, and the same command goes on from there: %w", s.manifest.Runs, worked)
	}
	return s.manifest, worked
}

// session is one process's work on an experiment.
type session struct {
	e          *Experiment
	columns    []Column
	workers    int
	disk       disk
	reserve    reserve
	lock       *flock.Flock
	journal    *file
	manifest   *Manifest
	progress   func(Progress)
	stopColumn int

	mu       sync.Mutex
	changed  sync.Cond
	order    *order
	size     int64 // of the journal
	cursor   key   // the next run that is handed out, if it is wanted
	inWork   map[key]bool
	restored uint64
	failed   uint64
	events   int64
	err      error // why the work ends early
	synced   time.Time
}

// open takes possession of the directory. done says that the results are there.
func (s *session) open() (done bool, err error) {
	dir := s.disk.dir
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return false, err
	}
	s.lock = flock.New(s.disk.path(lockName))
	if ok, err := s.lock.TryLock(); err != nil {
		return false, fmt.Errorf("lock %s: %w", dir, err)
	} else if !ok {
		return false, fmt.Errorf("%s is in use by another process: wait for it, or name another folder", dir)
	}
	m, err := ReadManifest(dir)
	fresh := errors.Is(err, os.ErrNotExist)
	switch {
	case fresh:
		if err := s.empty(); err != nil {
			return false, err
		}
		s.manifest = s.e.manifest(s.columns, s.workers)
		if err := s.disk.writeManifest(s.manifest); err != nil {
			return false, err
		}
	case err != nil:
		return false, err
	case m.Experiment != hexSum(s.e.fingerprint(s.columns)):
		return false, fmt.Errorf("%s has the results of another experiment (%s): name another folder, or remove this one", dir, difference(m, s.e))
	case m.Complete:
		s.manifest = m
		for _, name := range []string{journalName, reserveName} { // of a process that was killed right after it had written the manifest
			if err := os.Remove(s.disk.path(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return false, err
			}
		}
		return true, s.present()
	default:
		s.manifest = m
		s.manifest.Workers = s.workers
	}
	return false, s.openJournal(fresh)
}

// difference says in a few words how an experiment differs from that of a manifest.
func difference(m *Manifest, e *Experiment) string {
	switch {
	case m.Name != e.Name:
		return m.Name
	case m.Version != e.Version:
		return fmt.Sprintf("%s, by version %s", m.Name, m.Version)
	case m.Seed != e.Seed:
		return fmt.Sprintf("%s with seed %d", m.Name, m.Seed)
	case m.RunsAsked != e.Runs:
		return fmt.Sprintf("%s with %d runs", m.Name, m.RunsAsked)
	case len(m.Points) != len(e.Points):
		return fmt.Sprintf("%s with %d points", m.Name, len(m.Points))
	case strings.Join(m.Sets, " ") != strings.Join(e.Sets, " "):
		return fmt.Sprintf("%s with --set %s", m.Name, strings.Join(m.Sets, " --set "))
	}
	return m.Name + " as it was before"
}

// empty returns an error if the directory has files of somebody else.
func (s *session) empty() error {
	entries, err := os.ReadDir(s.disk.dir)
	if err != nil {
		return err
	}
	for _, f := range entries {
		switch f.Name() {
		case lockName, reserveName, ManifestName + temporary:
		default:
			return fmt.Errorf("%s is not empty, and has no results of refute sim (there is %s): name another folder", s.disk.dir, f.Name())
		}
	}
	return nil
}

// present returns an error if a file of the complete results is missing or has another size.
func (s *session) present() error {
	for _, name := range tables {
		info, err := os.Stat(s.disk.path(name))
		if err == nil && info.Size() != s.manifest.Files[name].Bytes {
			err = fmt.Errorf("%s has %d bytes, the manifest says %d", s.disk.path(name), info.Size(), s.manifest.Files[name].Bytes)
		}
		if err != nil {
			return fmt.Errorf("the results were changed after they were complete; remove the folder, and run again: %w", err)
		}
	}
	return nil
}

// openJournal opens the journal for appending, and puts what is in it in order.
func (s *session) openJournal(fresh bool) error {
	f, err := s.disk.open(journalName, os.O_CREATE|os.O_RDWR)
	if err != nil {
		return err
	}
	s.journal = f
	fingerprint := s.e.fingerprint(s.columns)
	end := int64(0)
	if !fresh {
		end, err = scan(f, fingerprint, s.columns, func(offset int64, size int, fr *frame) error {
			if s.order.wanted(key{fr.point, fr.run}) {
				s.restored++
			}
			return s.add(fr, offset, size)
		})
		if err != nil && !errors.Is(err, errHead) { // a journal whose head was not written yet is begun anew
			return err
		}
	}
	if end == 0 {
		if err := f.Truncate(0); err != nil {
			return err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if _, err := f.Write(journalHeadOf(fingerprint)); err != nil {
			return err
		}
		end = journalHead
	}
	if err := f.Truncate(end); err != nil { // what a kill left of a frame
		return err
	}
	if _, err := f.Seek(end, io.SeekStart); err != nil {
		return err
	}
	s.size = end
	return nil
}

// add puts a run that is in the journal in order.
func (s *session) add(f *frame, offset int64, size int) error {
	if k := (key{f.point, f.run}); s.order.wanted(k) {
		if f.status != statusOK {
			s.failed++
		}
		return s.order.add(k, s.finished(f, offset, size))
	}
	return nil
}

// finished describes a run that is in the journal.
func (s *session) finished(f *frame, offset int64, size int) finished {
	d := finished{offset: offset, size: size, ok: f.status == statusOK}
	if d.ok && s.stopColumn >= 0 {
		d.metric = s.columns[s.stopColumn].Float(f.record.Values[s.stopColumn])
	}
	return d
}

// work makes the runs that are missing.
func (s *session) work(ctx context.Context) error {
	s.inWork = map[key]bool{}
	stop := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})
	defer stop()
	var workers sync.WaitGroup
	for range s.workers {
		workers.Go(func() { (&worker{session: s}).work(ctx) })
	}
	workers.Wait()
	if s.err == nil && !s.order.done() {
		return ctx.Err()
	}
	return s.err
}

// hand returns a run that is wanted, waiting until it may be made. There is none if the work is over.
func (s *session) hand(ctx context.Context) (key, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.err == nil && ctx.Err() == nil && !s.order.done() {
		if s.cursor.point < s.order.next.point {
			s.cursor = s.order.next
		}
		for s.cursor.point < len(s.e.Points) && !s.order.wanted(s.cursor) {
			s.forward()
		}
		if s.cursor.point < len(s.e.Points) && len(s.order.waiting)+len(s.inWork) < ahead {
			k := s.cursor
			s.inWork[k] = true
			s.forward()
			return k, true
		}
		s.changed.Wait()
	}
	return key{}, false
}

// forward moves the cursor to the next run.
func (s *session) forward() {
	if s.cursor.run++; s.cursor.run == s.e.Runs {
		s.cursor = key{s.cursor.point + 1, 0}
	}
}

// done takes a run: encoded, for the journal. f is nil if it was not finished.
func (s *session) done(k key, f *frame, encoded []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed.Broadcast()
	delete(s.inWork, k)
	if f == nil || s.err != nil || !s.order.wanted(k) {
		return
	}
	if s.err = s.reserve.grow(s.size + int64(len(encoded))); s.err != nil {
		return
	}
	if _, err := s.journal.Write(encoded); err != nil {
		s.err = errors.Join(fmt.Errorf("write the journal: %w", err), s.journal.Truncate(s.size))
		return
	}
	offset := s.size
	s.size += int64(len(encoded))
	if s.err = s.add(f, offset, len(encoded)); s.err != nil {
		return
	}
	if now := time.Now(); now.Sub(s.synced) > syncEvery { // a kill loses nothing that is written; a power cut at most this
		s.synced = now
		if s.err = s.journal.Sync(); s.err != nil {
			return
		}
	}
	s.events += f.record.Events
	if s.progress != nil {
		o := s.order
		runs := uint64(o.next.point)*o.runs + o.next.run + uint64(len(o.waiting))
		s.progress(Progress{Runs: runs, Total: uint64(o.points) * o.runs, Restored: s.restored, Failed: s.failed, Point: o.next.point, Events: s.events})
	}
}

// syncEvery is how often the journal is made durable.
const syncEvery = 5 * time.Second

// worker makes runs, one after the other.
type worker struct {
	session *session
	runner  Runner
	point   int // of the runner
	frame   frame
	encoder encoder
}

func (w *worker) work(ctx context.Context) {
	s := w.session
	for {
		k, ok := s.hand(ctx)
		if !ok {
			return
		}
		if w.runner == nil || w.point != k.point {
			r, err := s.e.Points[k.point].Subject.New()
			if err != nil {
				s.mu.Lock()
				s.err = errors.Join(s.err, fmt.Errorf("point %d: %w", k.point, err))
				s.mu.Unlock()
				s.done(k, nil, nil)
				return
			}
			w.runner, w.point = r, k.point
		}
		f := &w.frame
		f.point, f.run, f.status = k.point, k.run, statusOK
		f.record.reset(len(s.columns))
		if err := Do(ctx, w.runner, k.run, s.columns, &f.record); err != nil {
			w.runner = nil // whatever state it was left in
			if ctx.Err() != nil {
				s.done(k, nil, nil)
				continue
			}
			f.status = statusOf(err)
			seed := f.record.Seed
			f.record.reset(len(s.columns))
			f.record.Seed = seed
		}
		s.done(k, f, w.encoder.frame(f, s.columns))
	}
}

// Do makes one run and checks what it gives. A panic is an error.
func Do(ctx context.Context, r Runner, run uint64, columns []Column, out *Record) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{p, debug.Stack()}
		}
	}()
	out.reset(len(columns))
	if err := r.Run(ctx, run, out); err != nil {
		return err
	}
	return out.check(columns)
}

// PanicError is the error of a run that panicked.
type PanicError struct {
	Value any
	Stack []byte
}

func (p *PanicError) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// close gives the directory back.
func (s *session) close() {
	if s.reserve.f != nil {
		s.reserve.release()
	}
	if s.journal != nil {
		_ = s.journal.Close()
	}
	if s.lock != nil {
		_ = s.lock.Unlock()
	}
}
