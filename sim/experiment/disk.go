package experiment

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
)

// disk is the directory of an experiment.
type disk struct {
	dir   string
	space *atomic.Int64 // in tests, the bytes that are left; nil: what the operating system says
}

func (d disk) path(name string) string { return filepath.Join(d.dir, name) }

// file is a file that is written.
type file struct {
	*os.File
	space *atomic.Int64
}

// open opens a file that is an ordinary one: a link could lead anywhere, and reading a pipe would never end.
func (d disk) open(name string, flags int) (*file, error) {
	if err := ordinary(d.path(name)); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(d.path(name), flags, 0o644)
	if err != nil {
		return nil, err
	}
	return &file{f, d.space}, nil
}

// ordinary returns an error if there is something else than a file.
func ordinary(path string) error {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not an ordinary file (%s): remove it, or name another folder", path, info.Mode())
	}
	return nil
}

// Write implements io.Writer.
func (f *file) Write(b []byte) (int, error) {
	if f.space == nil {
		return f.File.Write(b)
	}
	if left := f.space.Add(-int64(len(b))); left < 0 {
		f.space.Add(-left)
		n, err := f.File.Write(b[:max(0, int64(len(b))+left)])
		if err == nil {
			err = &os.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
		}
		return n, err
	}
	return f.File.Write(b)
}

// noSpace reports whether an error says that the disk is full, or that files may not be larger.
func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG) || runtime.GOOS != "windows" && errors.Is(err, syscall.EDQUOT)
}

// sync makes the directory's renames durable.
func (d disk) sync() error {
	if runtime.GOOS == "windows" {
		return nil // A directory cannot be synced there; NTFS journals the rename.
	}
	dir, err := os.Open(d.dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// temporary ends the name of a file that is not finished.
const temporary = ".tmp"

// output is a file of the results while it is written: buffered, hashed, and under another name.
type output struct {
	disk disk
	name string
	f    *file
	buf  *bufio.Writer
	hash hash.Hash
	size int64
}

func (d disk) create(name string) (*output, error) {
	f, err := d.open(name+temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY)
	if err != nil {
		return nil, err
	}
	return &output{disk: d, name: name, f: f, buf: bufio.NewWriterSize(f, 1<<18), hash: sha256.New()}, nil
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	o.hash.Write(b)
	o.size += int64(len(b))
	return o.buf.Write(b)
}

// finish makes what was written durable. It still has its other name.
func (o *output) finish() (FileInfo, error) {
	err := errors.Join(o.buf.Flush(), o.f.Sync(), o.f.Close())
	o.f = nil
	return FileInfo{SHA256: hexSum([32]byte(o.hash.Sum(nil))), Bytes: o.size}, err
}

// publish gives it its name.
func (o *output) publish() error {
	return os.Rename(o.disk.path(o.name+temporary), o.disk.path(o.name))
}

// discard removes it.
func (o *output) discard() {
	if o.f != nil {
		_ = o.f.Close()
	}
	_ = os.Remove(o.disk.path(o.name + temporary))
}

// write makes a whole file of the results.
func (d disk) write(name string, fill func(io.Writer) error) error {
	o, err := d.create(name)
	if err != nil {
		return err
	}
	err = fill(o)
	if _, ferr := o.finish(); err == nil {
		err = ferr
	}
	if err == nil {
		err = o.publish()
	}
	if err != nil {
		o.discard()
		return fmt.Errorf("write %s: %w", d.path(name), err)
	}
	return d.sync()
}
