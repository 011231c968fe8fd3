//go:build cuda && linux && (amd64 || arm64)

package driver

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"unsafe"
)

func (d *card) Alloc(bytes int64) (Ptr, error) {
	if err := d.usable(); err != nil {
		return 0, err
	}
	if bytes < 1 {
		return 0, fmt.Errorf("cuda: allocation of %d bytes", bytes)
	}
	var p Ptr
	if r := d.call(cuMemAlloc, uintptr(unsafe.Pointer(&p)), uintptr(bytes)); r != 0 {
		return 0, d.fail(r, "allocating %s of its memory", size(bytes))
	}
	d.memory[p] = true
	return p, nil
}

func (d *card) Release(p Ptr) error {
	if err := d.usable(); err != nil {
		return err
	}
	if !d.memory[p] {
		return fmt.Errorf("cuda: release of memory at %#x, which was not allocated", uint64(p))
	}
	delete(d.memory, p)
	if r := d.call(cuMemFree, uintptr(p)); r != 0 {
		return d.fail(r, "releasing memory")
	}
	return nil
}

// hostPortable lets all contexts of the process use the memory, CU_MEMHOSTALLOC_PORTABLE.
const hostPortable = 1

func (d *card) Pinned(bytes int64) ([]byte, error) {
	if err := d.usable(); err != nil {
		return nil, err
	}
	if bytes < 1 {
		return nil, fmt.Errorf("cuda: allocation of %d bytes of the host", bytes)
	}
	var p *byte // of C: Go's collector leaves it alone
	if r := d.call(cuMemHostAlloc, uintptr(unsafe.Pointer(&p)), uintptr(bytes), hostPortable); r != 0 {
		e := d.library.fail(r, fmt.Sprintf("allocating %s of the host's memory", size(bytes)))
		if r == codeOutOfMemory {
			e.Remedy = "the machine's memory, not the card's, is short: end other programs, or raise the container's limit"
		}
		return nil, e
	}
	b := unsafe.Slice(p, bytes)
	d.pinned = append(d.pinned, b)
	return b, nil
}

func (d *card) Unpin(b []byte) error {
	if err := d.usable(); err != nil {
		return err
	}
	i := slices.IndexFunc(d.pinned, func(have []byte) bool { return len(b) > 0 && &have[0] == &b[0] })
	if i < 0 {
		return errors.New("cuda: unpinning memory that was not pinned, or not from its start")
	}
	d.pinned = slices.Delete(d.pinned, i, i+1)
	if r := d.call(cuMemFreeHost, uintptr(unsafe.Pointer(&b[0]))); r != 0 {
		return d.fail(r, "unpinning memory")
	}
	return nil
}

// isPinned reports whether all of b is memory that Pinned returned.
func (d *card) isPinned(b []byte) bool {
	from := uintptr(unsafe.Pointer(&b[0]))
	return slices.ContainsFunc(d.pinned, func(have []byte) bool {
		start := uintptr(unsafe.Pointer(&have[0]))
		return from >= start && from+uintptr(len(b)) <= start+uintptr(len(have))
	})
}

func (d *card) Upload(dst Ptr, src []byte, s Stream) error {
	if len(src) == 0 {
		return nil
	}
	return d.transfer(src, s, "to", cuMemcpyHtoDAsync, uintptr(dst), uintptr(unsafe.Pointer(&src[0])))
}

func (d *card) Download(dst []byte, src Ptr, s Stream) error {
	if len(dst) == 0 {
		return nil
	}
	return d.transfer(dst, s, "from", cuMemcpyDtoHAsync, uintptr(unsafe.Pointer(&dst[0])), uintptr(src))
}

// transfer copies between the card and host memory. Of Go's memory, which the driver may read until the stream has done the copy, it waits for that.
//
//go:uintptrescapes
func (d *card) transfer(host []byte, s Stream, way string, fn symbol, dst, src uintptr) error {
	if err := d.usable(); err != nil {
		return err
	}
	staged := !d.isPinned(host)
	if staged {
		var pin runtime.Pinner
		pin.Pin(&host[0])
		defer pin.Unpin()
	}
	if r := d.call(fn, dst, src, uintptr(len(host)), uintptr(s)); r != 0 {
		return d.fail(r, "copying %s %s the card", size(int64(len(host))), way)
	}
	if staged {
		return d.Sync(s)
	}
	return nil
}

func (d *card) Copy(dst, src Ptr, bytes int64, s Stream) error {
	if err := d.usable(); err != nil {
		return err
	}
	if bytes < 0 {
		return fmt.Errorf("cuda: copy of %d bytes", bytes)
	}
	if bytes == 0 {
		return nil
	}
	if r := d.call(cuMemcpyDtoDAsync, uintptr(dst), uintptr(src), uintptr(bytes), uintptr(s)); r != 0 {
		return d.fail(r, "copying %s on the card", size(bytes))
	}
	return nil
}
