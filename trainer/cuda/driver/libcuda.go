//go:build cuda && linux && (amd64 || arm64)

package driver

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
)

// symbol is a function of libcuda.
type symbol int

// The functions that are called. Signatures are those of cuda.h of CUDA 12; the names in the library have a version where the header defines one, and
// are all there since CUDA 11.4.
const (
	cuInit symbol = iota
	cuDriverGetVersion
	cuGetErrorName
	cuGetErrorString
	cuDeviceGetCount
	cuDeviceGet
	cuDeviceGetName
	cuDeviceGetAttribute
	cuDeviceTotalMem
	cuDeviceGetUuid
	cuDevicePrimaryCtxRetain
	cuDevicePrimaryCtxRelease
	cuCtxSetCurrent
	cuCtxGetStreamPriorityRange
	cuMemGetInfo
	cuMemAlloc
	cuMemFree
	cuMemHostAlloc
	cuMemFreeHost
	cuMemcpyHtoDAsync
	cuMemcpyDtoHAsync
	cuMemcpyDtoDAsync
	cuModuleLoadDataEx
	cuModuleGetFunction
	cuModuleUnload
	cuFuncSetAttribute
	cuStreamCreateWithPriority
	cuStreamSynchronize
	cuStreamWaitEvent
	cuStreamDestroy
	cuEventCreate
	cuEventRecord
	cuEventSynchronize
	cuEventElapsedTime
	cuEventDestroy
	cuLaunchKernel
	cuGraphCreate
	cuGraphAddKernelNode
	cuGraphAddMemcpyNode
	cuGraphInstantiate
	cuGraphLaunch
	cuGraphDestroy
	cuGraphExecDestroy
	symbols
)

var symbolNames = [symbols]string{
	cuInit: "cuInit", cuDriverGetVersion: "cuDriverGetVersion", cuGetErrorName: "cuGetErrorName", cuGetErrorString: "cuGetErrorString",
	cuDeviceGetCount: "cuDeviceGetCount", cuDeviceGet: "cuDeviceGet", cuDeviceGetName: "cuDeviceGetName", cuDeviceGetAttribute: "cuDeviceGetAttribute",
	cuDeviceTotalMem: "cuDeviceTotalMem_v2", cuDeviceGetUuid: "cuDeviceGetUuid_v2",
	cuDevicePrimaryCtxRetain: "cuDevicePrimaryCtxRetain", cuDevicePrimaryCtxRelease: "cuDevicePrimaryCtxRelease_v2",
	cuCtxSetCurrent: "cuCtxSetCurrent", cuCtxGetStreamPriorityRange: "cuCtxGetStreamPriorityRange",
	cuMemGetInfo: "cuMemGetInfo_v2", cuMemAlloc: "cuMemAlloc_v2", cuMemFree: "cuMemFree_v2", cuMemHostAlloc: "cuMemHostAlloc", cuMemFreeHost: "cuMemFreeHost",
	cuMemcpyHtoDAsync: "cuMemcpyHtoDAsync_v2", cuMemcpyDtoHAsync: "cuMemcpyDtoHAsync_v2", cuMemcpyDtoDAsync: "cuMemcpyDtoDAsync_v2",
	cuModuleLoadDataEx: "cuModuleLoadDataEx", cuModuleGetFunction: "cuModuleGetFunction", cuModuleUnload: "cuModuleUnload", cuFuncSetAttribute: "cuFuncSetAttribute",
	cuStreamCreateWithPriority: "cuStreamCreateWithPriority", cuStreamSynchronize: "cuStreamSynchronize", cuStreamWaitEvent: "cuStreamWaitEvent", cuStreamDestroy: "cuStreamDestroy_v2",
	cuEventCreate: "cuEventCreate", cuEventRecord: "cuEventRecord", cuEventSynchronize: "cuEventSynchronize", cuEventElapsedTime: "cuEventElapsedTime", cuEventDestroy: "cuEventDestroy_v2",
	cuLaunchKernel: "cuLaunchKernel", cuGraphCreate: "cuGraphCreate", cuGraphAddKernelNode: "cuGraphAddKernelNode", cuGraphAddMemcpyNode: "cuGraphAddMemcpyNode",
	cuGraphInstantiate: "cuGraphInstantiateWithFlags", cuGraphLaunch: "cuGraphLaunch", cuGraphDestroy: "cuGraphDestroy", cuGraphExecDestroy: "cuGraphExecDestroy",
}

// library is libcuda in this process.
type library struct {
	at      [symbols]uintptr
	version int // of CUDA that the driver knows: 1000·major + 10·minor
}

// places are where the library is looked for: by the loader's own rules, then where systems put it that the loader does not know of.
var places = []string{"libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1", "/run/opengl-driver/lib/libcuda.so.1", "/usr/local/nvidia/lib64/libcuda.so.1"}

var libcuda = sync.OnceValues(func() (*library, error) { return loadLibrary(places) })

// loadLibrary loads the first of the files that is there, and starts the driver.
func loadLibrary(files []string) (*library, error) {
	var handle uintptr
	var first error
	for _, f := range files {
		h, err := purego.Dlopen(f, purego.RTLD_NOW|purego.RTLD_LOCAL)
		if err == nil {
			handle = h
			break
		}
		if first == nil {
			first = err
		}
	}
	if handle == 0 {
		return nil, fmt.Errorf("cuda: %w: %w: install NVIDIA's driver, or set LD_LIBRARY_PATH to where its libcuda.so.1 is", ErrNoDriver, first)
	}
	l := new(library)
	for s, name := range symbolNames {
		at, err := purego.Dlsym(handle, name)
		if err != nil {
			return nil, fmt.Errorf("cuda: the driver is %w: it has no %s, which came with CUDA 11.4: update it to version 470 or newer", ErrTooOld, name)
		}
		l.at[s] = at
	}
	if r := l.call(cuInit, 0); r != 0 {
		return nil, l.fail(r, "starting the driver")
	}
	var v int32
	if r := l.call(cuDriverGetVersion, uintptr(unsafe.Pointer(&v))); r != 0 {
		return nil, l.fail(r, "asking the driver for its version")
	}
	if l.version = int(v); l.version < minimumCUDA {
		return nil, fmt.Errorf("cuda: the driver is %w: it knows CUDA %s, needed is 11.4: update it to version 470 or newer", ErrTooOld, cudaVersion(l.version))
	}
	return l, nil
}

func cudaVersion(v int) string { return fmt.Sprintf("%d.%d", v/1000, v%1000/10) }

// call calls a function. What arguments point to stays where it is until it returns.
//
//go:uintptrescapes
func (l *library) call(s symbol, args ...uintptr) Code {
	r, _, _ := purego.SyscallN(l.at[s], args...)
	return Code(int32(r))
}

// fail describes a failed call.
func (l *library) fail(c Code, doing string) *Error {
	return newError(c, l.words(cuGetErrorName, c), l.words(cuGetErrorString, c), doing)
}

// words returns what the driver calls a code.
func (l *library) words(s symbol, c Code) string {
	var p *byte
	if l.call(s, uintptr(c), uintptr(unsafe.Pointer(&p))) != 0 || p == nil {
		return ""
	}
	return cString(unsafe.Slice(p, 256))
}

// cString returns the text before the first zero byte.
func cString(b []byte) string {
	for i := range b {
		if b[i] == 0 {
			return string(b[:i])
		}
	}
	return string(b)
}

// logText makes one text of what the driver's compiler wrote.
func logText(logs ...[]byte) string {
	var lines []string
	for _, l := range logs {
		if s := strings.TrimSpace(cString(l)); s != "" {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}

// errClosed is what a closed card answers.
var errClosed = errors.New("cuda: the card was closed")
