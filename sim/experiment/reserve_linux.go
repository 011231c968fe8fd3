package experiment

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// allocate takes up space for a part of a file without writing it. done is false where the file system cannot.
func allocate(f *os.File, offset, size int64) (done bool, err error) {
	for {
		switch err := unix.Fallocate(int(f.Fd()), 0, offset, size); {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS):
			return false, nil
		case err != nil:
			return true, &os.PathError{Op: "fallocate", Path: f.Name(), Err: err}
		default:
			return true, nil
		}
	}
}
