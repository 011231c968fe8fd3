//go:build cuda && linux && (amd64 || arm64)

package driver

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"unsafe"
)

// card is a Device over libcuda. CUDA keeps the current context by the system's threads, between which goroutines move: each call therefore holds its
// thread and sets the context first, which takes less time than handing it to a thread of its own would.
type card struct {
	*library
	device  int32
	context uintptr
	info    Info
	lost    error // the first after which nothing works; every call returns it then
	least   int32 // priorities of streams: a lower number is more urgent
	most    int32
	args    *arguments

	// What must be given back.
	closed  bool
	memory  map[Ptr]bool
	pinned  [][]byte
	modules []uintptr
	streams []Stream
	events  []Event
	graphs  map[Graph]bool
}

// The attributes that are asked for, by the names of cuda.h.
const (
	attributeClock           = 13
	attributeMultiprocessors = 16
	attributeMajor           = 75
	attributeMinor           = 76
	attributeShared          = 97 // CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
)

// Open opens a card by its number, 0 for the first.
func Open(index int) (Device, error) {
	l, err := libcuda()
	if err != nil {
		return nil, err
	}
	return l.open(index)
}

// Cards describes the cards of the machine, those that are too old too.
func Cards() ([]Info, error) {
	l, err := libcuda()
	if err != nil {
		return nil, err
	}
	return l.cards()
}

func (l *library) cards() ([]Info, error) {
	n, err := l.count()
	if err != nil {
		return nil, err
	}
	infos := make([]Info, n)
	for i := range infos {
		if _, infos[i], err = l.describe(i); err != nil {
			return nil, err
		}
	}
	return infos, nil
}

func (l *library) count() (int, error) {
	var n int32
	if r := l.call(cuDeviceGetCount, uintptr(unsafe.Pointer(&n))); r != 0 {
		return 0, l.fail(r, "counting the cards")
	}
	if n < 1 || n > 1024 {
		return 0, fmt.Errorf("cuda: %w: %s", ErrNoCard, remedies[codeNoDevice])
	}
	return int(n), nil
}

// describe returns a card and what is known of it.
func (l *library) describe(index int) (int32, Info, error) {
	doing := fmt.Sprintf("asking card %d what it is", index)
	var device int32
	if r := l.call(cuDeviceGet, uintptr(unsafe.Pointer(&device)), uintptr(index)); r != 0 {
		return 0, Info{}, l.fail(r, doing)
	}
	name := make([]byte, 256)
	var bytes uint64
	var id [16]byte
	if r := l.call(cuDeviceGetName, uintptr(unsafe.Pointer(&name[0])), uintptr(len(name)), uintptr(device)); r != 0 {
		return 0, Info{}, l.fail(r, doing)
	}
	if r := l.call(cuDeviceTotalMem, uintptr(unsafe.Pointer(&bytes)), uintptr(device)); r != 0 {
		return 0, Info{}, l.fail(r, doing)
	}
	if r := l.call(cuDeviceGetUuid, uintptr(unsafe.Pointer(&id[0])), uintptr(device)); r != 0 {
		return 0, Info{}, l.fail(r, doing)
	}
	info := Info{Name: cString(name), Memory: int64(bytes), Driver: driverVersion(l.version), UUID: uuid(id)}
	for _, a := range []struct {
		attribute uintptr
		to        *int
	}{{attributeMajor, &info.Major}, {attributeMinor, &info.Minor}, {attributeMultiprocessors, &info.Multiprocessors}, {attributeShared, &info.Shared}, {attributeClock, &info.Clock}} {
		var v int32
		if r := l.call(cuDeviceGetAttribute, uintptr(unsafe.Pointer(&v)), a.attribute, uintptr(device)); r != 0 {
			return 0, Info{}, l.fail(r, doing)
		}
		*a.to = int(v)
	}
	info.Clock /= 1000
	return device, info, nil
}

// driverVersion names the driver, by the kernel's module where it says its version, and the CUDA that it knows.
func driverVersion(cuda int) string {
	v := "CUDA " + cudaVersion(cuda)
	if b, err := os.ReadFile("/sys/module/nvidia/version"); err == nil && len(b) < 64 {
		v = strings.TrimSpace(string(b)) + ", " + v
	}
	return v
}

// uuid writes a card's id as nvidia-smi does.
func uuid(id [16]byte) string {
	s := hex.EncodeToString(id[:])
	return strings.Join([]string{"GPU", s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
}

func (l *library) open(index int) (Device, error) {
	n, err := l.count()
	if err != nil {
		return nil, err
	}
	if index < 0 || index >= n {
		return nil, fmt.Errorf("cuda: %w of number %d: cards 0 … %d are visible (refute doctor lists them)", ErrNoCard, index, n-1)
	}
	device, info, err := l.describe(index)
	if err != nil {
		return nil, err
	}
	if info.Major < minimumMajor {
		return nil, fmt.Errorf("cuda: card %d, %s, is %w: its compute capability is %d.%d, needed is %d.0 (Ampere, of 2020) or newer: use another card, or a processor", index, info.Name, ErrTooOld, info.Major, info.Minor, minimumMajor)
	}
	d := &card{library: l, device: device, info: info, memory: map[Ptr]bool{}, graphs: map[Graph]bool{}, args: newArguments()}
	if r := l.call(cuDevicePrimaryCtxRetain, uintptr(unsafe.Pointer(&d.context)), uintptr(device)); r != 0 {
		return nil, l.fail(r, fmt.Sprintf("opening card %d, %s", index, info.Name))
	}
	if r := d.call(cuCtxGetStreamPriorityRange, uintptr(unsafe.Pointer(&d.least)), uintptr(unsafe.Pointer(&d.most))); r != 0 {
		return nil, errors.Join(d.fail(r, "asking for the priorities of streams"), d.Close())
	}
	return d, nil
}

// call calls a function with the card's context.
//
//go:uintptrescapes
func (d *card) call(s symbol, args ...uintptr) Code {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if r := d.library.call(cuCtxSetCurrent, d.context); r != 0 {
		return r
	}
	return d.library.call(s, args...)
}

// fail describes a failed call, and remembers if nothing can work any more.
func (d *card) fail(c Code, format string, args ...any) error {
	e := d.library.fail(c, fmt.Sprintf(format, args...))
	if c == codeOutOfMemory {
		var free, total uint64
		if d.call(cuMemGetInfo, uintptr(unsafe.Pointer(&free)), uintptr(unsafe.Pointer(&total))) == 0 {
			e.Free, e.Total = int64(free), int64(total)
		}
	}
	if c.lost() && d.lost == nil {
		d.lost = e
	}
	return e
}

// usable returns why nothing can be called, nil if it can.
func (d *card) usable() error {
	if d.closed {
		return errClosed
	}
	return d.lost
}

func (d *card) Info() Info { return d.info }

func (d *card) Free() (int64, error) {
	if err := d.usable(); err != nil {
		return 0, err
	}
	var free, total uint64
	if r := d.call(cuMemGetInfo, uintptr(unsafe.Pointer(&free)), uintptr(unsafe.Pointer(&total))); r != 0 {
		return 0, d.fail(r, "asking how much memory is free")
	}
	return int64(free), nil
}

// Close gives everything back. Of a lost card the driver has taken everything already, and says so.
func (d *card) Close() error {
	if d.closed {
		return nil
	}
	var errs []error
	give := func(what string, s symbol, handle uintptr) {
		if r := d.call(s, handle); r != 0 && d.lost == nil {
			errs = append(errs, d.fail(r, "giving back %s", what))
		}
	}
	for _, s := range d.streams { // what they were given may use all the rest
		give("a stream", cuStreamSynchronize, uintptr(s))
	}
	for g := range d.graphs {
		give("a graph", cuGraphExecDestroy, uintptr(g))
	}
	for _, e := range d.events {
		give("an event", cuEventDestroy, uintptr(e))
	}
	for _, s := range d.streams {
		give("a stream", cuStreamDestroy, uintptr(s))
	}
	for _, m := range d.modules {
		give("a module", cuModuleUnload, m)
	}
	for p := range d.memory {
		give("memory", cuMemFree, uintptr(p))
	}
	for _, b := range d.pinned {
		give("the host's memory", cuMemFreeHost, uintptr(unsafe.Pointer(&b[0])))
	}
	d.closed = true
	if r := d.library.call(cuDevicePrimaryCtxRelease, uintptr(d.device)); r != 0 && d.lost == nil {
		errs = append(errs, d.fail(r, "closing the card"))
	}
	d.args.free()
	return errors.Join(errs...)
}
