package experiment

import (
	"os"
)

// reserve is a file that only takes up space: as much as the journal and a little more. Where the disk is full it is removed, and the results of what was
// run have room. It is what the results would need at the end, so the disk is full no earlier for it.
type reserve struct {
	disk disk
	f    *file
	size int64
}

const (
	reserveName = "reserve"
	// reserveLeast is for what is there whatever the runs are: footers, the manifest.
	reserveLeast = 1 << 20
	// reserveStep is how much it grows at a time.
	reserveStep = 1 << 20
)

// grow makes room for the results of a journal of so many bytes.
func (r *reserve) grow(journal int64) error {
	if journal+reserveLeast <= r.size {
		return nil
	}
	if r.f == nil {
		f, err := r.disk.open(reserveName, os.O_CREATE|os.O_TRUNC|os.O_WRONLY)
		if err != nil {
			return err
		}
		r.f = f
	}
	to := journal + reserveLeast + max(reserveStep, journal/8)
	if r.disk.space == nil {
		if done, err := allocate(r.f.File, r.size, to-r.size); done {
			if err == nil {
				r.size = to
			}
			return err
		}
	}
	zeros := make([]byte, 1<<16)
	for r.size < to {
		n, err := r.f.Write(zeros[:min(int64(len(zeros)), to-r.size)])
		r.size += int64(n)
		if err != nil {
			return err
		}
	}
	return nil
}

// release gives the space back.
func (r *reserve) release() {
	if r.f != nil {
		_ = r.f.Close()
		r.f = nil
	}
	_ = os.Remove(r.disk.path(reserveName))
	if r.disk.space != nil {
		r.disk.space.Add(r.size)
	}
	r.size = 0
}
