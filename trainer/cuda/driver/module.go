//go:build cuda && linux && (amd64 || arm64)

package driver

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"unsafe"
)

// Options of the driver's compiler, by the names of cuda.h.
const (
	jitInfoLog      = 3
	jitInfoLogSize  = 4
	jitErrorLog     = 5
	jitErrorLogSize = 6

	logBytes = 8 << 10

	functionShared = 8 // CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES
	sharedAlways   = 48 << 10
)

func (d *card) Load(module string, names []string, shared int) ([]Function, error) {
	if err := d.usable(); err != nil {
		return nil, err
	}
	if strings.IndexByte(module, 0) >= 0 {
		return nil, errors.New("cuda: a module with a zero byte is no PTX")
	}
	if shared > d.info.Shared {
		return nil, fmt.Errorf("cuda: a module whose blocks take %d bytes of shared memory, this card has %d for a block", shared, d.info.Shared)
	}
	var pin runtime.Pinner
	defer pin.Unpin()
	image := append([]byte(module), 0)
	info, errs := make([]byte, logBytes), make([]byte, logBytes)
	pin.Pin(&info[0])
	pin.Pin(&errs[0])
	options := []int32{jitInfoLog, jitInfoLogSize, jitErrorLog, jitErrorLogSize}
	values := []uintptr{uintptr(unsafe.Pointer(&info[0])), logBytes, uintptr(unsafe.Pointer(&errs[0])), logBytes}
	var m uintptr
	r := d.call(cuModuleLoadDataEx, uintptr(unsafe.Pointer(&m)), uintptr(unsafe.Pointer(&image[0])), uintptr(len(options)), uintptr(unsafe.Pointer(&options[0])), uintptr(unsafe.Pointer(&values[0])))
	if r != 0 {
		err := d.fail(r, "compiling a module of %s of PTX", size(int64(len(module))))
		if e := new(Error); errors.As(err, &e) {
			e.Log = logText(errs, info)
		}
		return nil, err
	}
	d.modules = append(d.modules, m)
	functions := make([]Function, len(names))
	for i, name := range names {
		f, err := d.function(m, name, shared)
		if err != nil {
			return nil, err
		}
		functions[i] = f
	}
	return functions, nil
}

func (d *card) function(module uintptr, name string, shared int) (Function, error) {
	text := append([]byte(name), 0)
	var f Function
	if r := d.call(cuModuleGetFunction, uintptr(unsafe.Pointer(&f)), module, uintptr(unsafe.Pointer(&text[0]))); r != 0 {
		return 0, d.fail(r, "looking for the kernel %s in its module", name)
	}
	if shared > sharedAlways {
		if r := d.call(cuFuncSetAttribute, uintptr(f), functionShared, uintptr(shared)); r != 0 {
			return 0, d.fail(r, "allowing the kernel %s %d bytes of shared memory", name, shared)
		}
	}
	return f, nil
}

// arguments are where the driver reads a launch's: memory that stays where it is.
type arguments struct {
	pin    runtime.Pinner
	values *[maxArgs]uint64
	at     *[maxArgs]uintptr
}

func newArguments() *arguments {
	a := &arguments{values: new([maxArgs]uint64), at: new([maxArgs]uintptr)}
	a.pin.Pin(a.values)
	a.pin.Pin(a.at)
	for i := range a.values {
		a.at[i] = uintptr(unsafe.Pointer(&a.values[i]))
	}
	return a
}

func (a *arguments) free() { a.pin.Unpin() }

// set writes a launch's arguments and returns where they are. A narrow one is in the first four bytes: both processors are little-endian.
func (a *arguments) set(args []Value) unsafe.Pointer {
	for i, v := range args {
		a.values[i] = v.Bits
	}
	return unsafe.Pointer(a.at)
}

func (d *card) Launch(l *Launch, s Stream) error {
	if err := d.usable(); err != nil {
		return err
	}
	if err := l.check(&d.info); err != nil {
		return err
	}
	r := d.call(cuLaunchKernel, uintptr(l.Function), uintptr(l.Grid[0]), uintptr(l.Grid[1]), uintptr(l.Grid[2]), uintptr(l.Block), 1, 1, uintptr(l.Shared), uintptr(s), uintptr(d.args.set(l.Args)), 0)
	if r != 0 {
		return d.fail(r, "launching a kernel of %v blocks of %d threads, with %d bytes of shared memory", l.Grid, l.Block, l.Shared)
	}
	return nil
}
