package checkpoint

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Store keeps the checkpoints of one job in a directory, a file for each step:
//
//	<dir>/step-0000000042.ckpt
//
// Saving is atomic and durable: a file appears whole or not at all. Everything is found in the directory again, so a
// store has no memory of its own; its methods may be called by many goroutines. One process at a time should write.
type Store struct {
	dir    string
	format Format
	files  files
}

// ErrNoCheckpoint says that a store has no checkpoint of the step.
var ErrNoCheckpoint = errors.New("no such checkpoint")

// Info describes a stored checkpoint.
type Info struct {
	Step uint32
	Root Root  // state root, as the manifest says; the tensors were not read
	Size int64 // of the file, in bytes
	// Err is what is wrong with the head of the file; Root is then zero.
	Err error
}

// OpenStore opens the store of a job in a directory, which it makes if need be. It removes what interrupted writes
// have left.
func OpenStore(dir string, format Format) (*Store, error) {
	return openStore(dir, format, disk{})
}

func openStore(dir string, format Format, files files) (*Store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open checkpoint store: %w", err)
	}
	s := &Store{dir: dir, format: format, files: files}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open checkpoint store: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filePrefix) && strings.HasSuffix(e.Name(), tempSuffix) {
			if err := files.remove(filepath.Join(dir, e.Name())); err != nil {
				return nil, fmt.Errorf("open checkpoint store: remove an interrupted write: %w", err)
			}
		}
	}
	return s, nil
}

const (
	filePrefix = "step-"
	fileSuffix = ".ckpt"
	stepDigits = 10 // of 2^32-1, so that names sort as steps do
)

func fileName(step uint32) string {
	return fmt.Sprintf("%s%0*d%s", filePrefix, stepDigits, step, fileSuffix)
}

// stepOf returns the step of a checkpoint's file name, and false for the name of anything else.
func stepOf(name string) (uint32, bool) {
	digits, ok := strings.CutPrefix(name, filePrefix)
	if !ok {
		return 0, false
	}
	if digits, ok = strings.CutSuffix(digits, fileSuffix); !ok || len(digits) != stepDigits {
		return 0, false
	}
	step, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || fileName(uint32(step)) != name {
		return 0, false
	}
	return uint32(step), true
}

func (s *Store) path(step uint32) string { return filepath.Join(s.dir, fileName(step)) }

// Format returns the format of the store's files.
func (s *Store) Format() Format { return s.format }

// Save writes a checkpoint, in place of one of the same step if there is one. When it returns, the file is durable.
// On an error (a full disk, say) the store is as it was before, or, where only the last sync of the directory failed,
// has the whole new file.
func (s *Store) Save(c *Checkpoint) (Info, error) {
	info := Info{Step: c.Step, Size: s.format.Size(c.Step)}
	err := writeAtomically(s.files, s.path(c.Step), func(w io.Writer) error {
		m, err := s.format.Write(w, c)
		if err == nil {
			info.Root = m.Root
		}
		return err
	})
	if err != nil {
		return Info{}, fmt.Errorf("save checkpoint of step %d: %w", c.Step, err)
	}
	return info, nil
}

// Load reads the checkpoint of a step and checks it against its own manifest; see [Format.Read].
func (s *Store) Load(step uint32) (*Checkpoint, error) {
	return s.load(step, func(r io.Reader) (*Checkpoint, error) {
		c, err := s.format.Read(r)
		if err == nil && c.Step != step {
			return nil, fmt.Errorf("the file holds step %d: it was renamed or copied by hand", c.Step)
		}
		return c, err
	})
}

// LoadExpecting is Load for a state root that is known, as by the history.
func (s *Store) LoadExpecting(step uint32, root Root) (*Checkpoint, error) {
	return s.load(step, func(r io.Reader) (*Checkpoint, error) { return s.format.ReadExpecting(r, step, root) })
}

func (s *Store) load(step uint32, read func(io.Reader) (*Checkpoint, error)) (*Checkpoint, error) {
	f, size, err := s.open(step)
	if err != nil {
		return nil, fmt.Errorf("load checkpoint: %w", err)
	}
	defer f.Close()
	// Of a truncated file, nothing is allocated for the tensors.
	if want := s.format.Size(step); size != want {
		if _, err := ReadManifest(f); err != nil {
			return nil, fmt.Errorf("load checkpoint of step %d: %s: %w", step, f.Name(), err)
		}
		return nil, fmt.Errorf("load checkpoint of step %d: %s: %w", step, f.Name(),
			damage("file", fmt.Errorf("%d bytes: want %d", size, want)))
	}
	c, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("load checkpoint of step %d: %s: %w", step, f.Name(), err)
	}
	return c, nil
}

// Open returns the file of a step, for copying, and its size. Its content was not checked.
func (s *Store) Open(step uint32) (io.ReadCloser, int64, error) { return s.open(step) }

func (s *Store) open(step uint32) (*os.File, int64, error) {
	f, err := os.Open(s.path(step))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("%w: step %d in %s", ErrNoCheckpoint, step, s.dir)
	}
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file", f.Name())
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// Steps returns the steps of which there are checkpoints, in rising order.
func (s *Store) Steps() ([]uint32, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("list checkpoints: %w", err)
	}
	var steps []uint32
	for _, e := range entries {
		if step, ok := stepOf(e.Name()); ok {
			steps = append(steps, step)
		}
	}
	slices.Sort(steps)
	return steps, nil
}

// Nearest returns the last step up to and including the given one that has a checkpoint, and false if there is none.
func (s *Store) Nearest(step uint32) (uint32, bool, error) {
	steps, err := s.Steps()
	if err != nil {
		return 0, false, err
	}
	i, found := slices.BinarySearch(steps, step)
	if found {
		return step, true, nil
	}
	if i == 0 {
		return 0, false, nil
	}
	return steps[i-1], true, nil
}

// List describes the checkpoints in rising order of steps, from their manifests. A damaged one is in the list with
// its error.
func (s *Store) List() ([]Info, error) {
	steps, err := s.Steps()
	if err != nil {
		return nil, err
	}
	list := make([]Info, 0, len(steps))
	for _, step := range steps {
		info, err := s.info(step)
		if errors.Is(err, ErrNoCheckpoint) {
			continue // It was pruned meanwhile.
		}
		if err != nil {
			info.Err = err
		}
		list = append(list, info)
	}
	return list, nil
}

func (s *Store) info(step uint32) (Info, error) {
	f, size, err := s.open(step)
	if err != nil {
		return Info{Step: step}, err
	}
	defer f.Close()
	info := Info{Step: step, Size: size}
	m, err := ReadManifest(f)
	if err == nil {
		err = s.format.match(m)
	}
	if err == nil && m.Step != step {
		err = fmt.Errorf("the file holds step %d: it was renamed or copied by hand", m.Step)
	}
	if want := s.format.Size(step); err == nil && size != want {
		err = damage("file", fmt.Errorf("%d bytes: want %d", size, want))
	}
	if err != nil {
		return info, fmt.Errorf("%s: %w", f.Name(), err)
	}
	info.Root = m.Root
	return info, nil
}

// Remove removes the checkpoint of a step.
func (s *Store) Remove(step uint32) error {
	err := s.files.remove(s.path(step))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: step %d in %s", ErrNoCheckpoint, step, s.dir)
	}
	if err == nil {
		err = s.files.syncDir(s.dir)
	}
	if err != nil {
		return fmt.Errorf("remove checkpoint of step %d: %w", step, err)
	}
	return nil
}

// Prune removes checkpoints but for the last keep of them and those of steps that are multiples of every, step 0
// included; every 0 spares none. It returns the steps that it removed.
func (s *Store) Prune(keep int, every uint32) ([]uint32, error) {
	steps, err := s.Steps()
	if err != nil {
		return nil, err
	}
	var removed []uint32
	for _, step := range steps[:max(0, len(steps)-max(0, keep))] {
		if every != 0 && step%every == 0 {
			continue
		}
		if err := s.files.remove(s.path(step)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, fmt.Errorf("prune checkpoint of step %d: %w", step, err)
		}
		removed = append(removed, step)
	}
	if len(removed) == 0 {
		return nil, nil
	}
	if err := s.files.syncDir(s.dir); err != nil {
		return removed, fmt.Errorf("prune checkpoints: %w", err)
	}
	return removed, nil
}
