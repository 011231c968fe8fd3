package checkpoint

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// files are the file operations by which something becomes durable. Tests put one in their place that fails, or stops for
// good, at any of them.
type files interface {
	// createTemp creates a new file for writing whose name begins with prefix and ends in tempSuffix.
	createTemp(dir, prefix string) (tempFile, error)
	rename(from, to string) error
	remove(path string) error
	// syncDir makes renames and removals in a directory durable.
	syncDir(dir string) error
}

type tempFile interface {
	io.Writer
	Name() string
	Sync() error
	Close() error
}

// tempSuffix ends the name of a file that is being written. Such a file is never read, and is removed when the store
// is opened.
const tempSuffix = ".tmp"

// disk is the files of the operating system.
type disk struct{}

func (disk) createTemp(dir, prefix string) (tempFile, error) {
	return os.CreateTemp(dir, prefix+"*"+tempSuffix)
}
func (disk) rename(from, to string) error { return os.Rename(from, to) }
func (disk) remove(path string) error     { return os.Remove(path) }

func (disk) syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // A directory cannot be synced there; NTFS journals the rename.
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// WriteFile makes path hold what fill writes, or, if it fails or the process dies at any moment, what it held before.
// When it returns nil, the new content is durable. The writer that fill gets is buffered.
func WriteFile(path string, fill func(io.Writer) error) error {
	if err := writeAtomically(disk{}, path, fill); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// writeAtomically makes path hold what fill writes, or what it held before: a crash at any moment leaves one of the
// two, and perhaps a temporary file beside it. When it returns nil, the new content is durable.
func writeAtomically(fs files, path string, fill func(io.Writer) error) error {
	dir, name := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	temp, err := fs.createTemp(dir, name+"-")
	if err != nil {
		return fmt.Errorf("create a temporary file: %w", err)
	}
	err = func() error {
		w := bufio.NewWriterSize(temp, chunkBytes)
		if err := fill(w); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
		return temp.Sync()
	}()
	if err = errors.Join(err, temp.Close()); err == nil {
		err = fs.rename(temp.Name(), path)
	}
	if err != nil {
		// What was written is of no use. If removing it fails as well, opening the store will.
		_ = fs.remove(temp.Name())
		return err
	}
	if err := fs.syncDir(dir); err != nil {
		return fmt.Errorf("make the renaming of %s durable: %w", name, err)
	}
	return nil
}
