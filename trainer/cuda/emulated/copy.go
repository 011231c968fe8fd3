package emulated

import (
	"errors"
	"fmt"
	"hash/crc32"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/ptx/emulate"
)

// enqueue checks and gives a copy. Of memory that is not pinned it is done when this returns.
func (d *Device) enqueue(s driver.Stream, host []byte, w *work) error {
	st, err := d.stream(s)
	if err != nil {
		return err
	}
	if err := d.give(st, w); err != nil {
		return err
	}
	if host != nil && !d.isPinned(host) {
		return d.await(st, w.number, w.after)
	}
	return nil
}

// checkHost checks a copy from or to the host.
func (d *Device) checkHost(p driver.Ptr, host []byte) error {
	if len(host) == 0 {
		return errors.New("no bytes")
	}
	_, err := d.mem.Find(uint64(p), int64(len(host)))
	return err
}

func (d *Device) Upload(dst driver.Ptr, src []byte, s driver.Stream) error {
	if err := d.call("Upload"); err != nil {
		return err
	}
	if err := d.checkHost(dst, src); err != nil {
		return fmt.Errorf("emulated: upload: %w", err)
	}
	sum := crc32.ChecksumIEEE(src)
	return d.enqueue(s, src, &work{what: "an upload", run: func(w *work) error {
		if crc32.ChecksumIEEE(src) != sum {
			return fmt.Errorf("upload of %d bytes: the host's memory changed before it was done", len(src))
		}
		if err := d.mem.Write(uint64(dst), src); err != nil {
			return err
		}
		return d.copied(w, dst, 0, int64(len(src)))
	}})
}

func (d *Device) Download(dst []byte, src driver.Ptr, s driver.Stream) error {
	if err := d.call("Download"); err != nil {
		return err
	}
	if err := d.checkHost(src, dst); err != nil {
		return fmt.Errorf("emulated: download: %w", err)
	}
	emulate.Scribble(dst)
	return d.enqueue(s, dst, &work{what: "a download", run: func(w *work) error {
		written, err := d.mem.Read(dst, uint64(src))
		if err != nil {
			return err
		}
		if !written && !d.o.Unwritten {
			return fmt.Errorf("download of %d bytes at %#x: not all of them were written", len(dst), src)
		}
		return d.copied(w, 0, src, int64(len(dst)))
	}})
}

func (d *Device) Copy(dst, src driver.Ptr, bytes int64, s driver.Stream) error {
	if err := d.call("Copy"); err != nil {
		return err
	}
	if err := d.checkCopy(dst, src, bytes); err != nil {
		return err
	}
	return d.enqueue(s, nil, &work{what: "a copy", run: func(w *work) error {
		if err := d.mem.Copy(uint64(dst), uint64(src), bytes); err != nil {
			return err
		}
		return d.copied(w, dst, src, bytes)
	}})
}

func (d *Device) checkCopy(dst, src driver.Ptr, bytes int64) error {
	if bytes <= 0 {
		return fmt.Errorf("emulated: a copy of %d bytes", bytes)
	}
	for _, p := range []driver.Ptr{dst, src} {
		if _, err := d.mem.Find(uint64(p), bytes); err != nil {
			return fmt.Errorf("emulated: a copy: %w", err)
		}
	}
	return nil
}

// copied notes what a copy touched; an address of 0 is the host's.
func (d *Device) copied(w *work, dst, src driver.Ptr, bytes int64) error {
	if d.o.Trust {
		return nil
	}
	var a []emulate.Access
	for _, p := range []driver.Ptr{dst, src} {
		if p == 0 {
			continue
		}
		r, err := d.mem.Find(uint64(p), bytes)
		if err != nil {
			return err
		}
		a = append(a, emulate.Whole(r, uint64(p)-r.Base, bytes, p == dst))
	}
	w.steps = append(w.steps, touched{w.what, emulate.Both(a)})
	return nil
}

func (d *Device) Launch(l *driver.Launch, s driver.Stream) error {
	if err := d.call("Launch"); err != nil {
		return err
	}
	f, run, err := d.launch(l)
	if err != nil {
		return err
	}
	return d.enqueue(s, nil, &work{what: "kernel " + f.Name, run: func(w *work) error { return d.runKernel(w, f, run) }})
}

// runKernel runs a launch and notes what it touched.
func (d *Device) runKernel(w *work, f *function, l emulate.Launch) error {
	o := emulate.Options{Trust: d.o.Trust, Unwritten: d.o.Unwritten, Workers: d.o.Workers}
	var a []emulate.Access
	if !d.o.Trust {
		o.Touched = &a
	}
	n, err := f.Run(d.mem, l, o)
	d.steps += n
	if err != nil {
		return err
	}
	if !d.o.Trust {
		w.steps = append(w.steps, touched{w.what, a})
	}
	return nil
}
