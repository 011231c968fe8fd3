package driver

import (
	"errors"
	"fmt"
	"strings"
)

// What errors of this package are, for errors.Is.
var (
	ErrNotBuilt = errors.New("cuda: this binary was built without it: build with `make cuda` (Linux on amd64 or arm64)")
	ErrNoDriver = errors.New("no NVIDIA driver")
	ErrBroken   = errors.New("the NVIDIA driver does not work")
	ErrNoCard   = errors.New("no NVIDIA card")
	ErrTooOld   = errors.New("too old")
	ErrMemory   = errors.New("out of the card's memory")
	ErrLost     = errors.New("the card's context is lost") // every later call fails too: the process must begin anew
)

// What is needed: PTX 7.4 came with CUDA 11.4, and the code is for compute capability 8.0.
const (
	minimumCUDA  = 11040
	minimumMajor = 8
)

// Code is a result of the driver, CUresult.
type Code int32

// The codes that this package knows, by the names of cuda.h.
const (
	codeOutOfMemory         Code = 2
	codeStub                Code = 34
	codeUnavailable         Code = 46
	codeNoDevice            Code = 100
	codeInvalidDevice       Code = 101
	codeNoBinary            Code = 209
	codeECC                 Code = 214
	codeNVLink              Code = 220
	codeNoJIT               Code = 221
	codePTXVersion          Code = 222
	codeJITDisabled         Code = 223
	codeIllegalAddress      Code = 700
	codeResources           Code = 701
	codeTimeout             Code = 702
	codeDestroyed           Code = 709
	codeAssert              Code = 710
	codeStack               Code = 714
	codeIllegalInstruction  Code = 715
	codeMisaligned          Code = 716
	codeAddressSpace        Code = 717
	codePC                  Code = 718
	codeLaunchFailed        Code = 719
	codeSystemNotReady      Code = 802
	codeSystemMismatch      Code = 803
	codeCompatNotOnThisCard Code = 804
	codeUnknown             Code = 999
)

// lost reports whether no call can succeed after this one, in this process.
func (c Code) lost() bool {
	switch c {
	case codeECC, codeNVLink, codeIllegalAddress, codeTimeout, codeDestroyed, codeAssert, codeStack, codeIllegalInstruction, codeMisaligned, codeAddressSpace, codePC,
		codeLaunchFailed, codeUnknown:
		return true
	}
	return false
}

// is returns what kind of error a code is, nil if none of the package's.
func (c Code) is() error {
	switch {
	case c.lost():
		return ErrLost
	case c == codeOutOfMemory:
		return ErrMemory
	case c == codeNoDevice, c == codeInvalidDevice:
		return ErrNoCard
	case c == codePTXVersion, c == codeNoBinary:
		return ErrTooOld
	case c == codeStub:
		return ErrNoDriver
	case c == codeSystemNotReady, c == codeSystemMismatch, c == codeCompatNotOnThisCard, c == codeNoJIT:
		return ErrBroken
	}
	return nil
}

// remedies say what to do.
var remedies = map[Code]string{
	codeOutOfMemory:         "end what else uses the card (nvidia-smi shows it), or make the batch or the model smaller",
	codeStub:                "the libcuda.so.1 that was found is a stub for building: install the driver, or set LD_LIBRARY_PATH to its own",
	codeUnavailable:         "another process has the card for itself, or it is prohibited: see nvidia-smi -q -d COMPUTE",
	codeNoDevice:            "check that nvidia-smi shows a card, and the variable CUDA_VISIBLE_DEVICES",
	codeInvalidDevice:       "refute doctor lists the cards; the variable CUDA_VISIBLE_DEVICES hides some",
	codeNoBinary:            "update the driver to one that knows this card",
	codeECC:                 "the card's memory has an error that it could not correct: begin anew on another card, and look at nvidia-smi -q -d ECC",
	codeNoJIT:               "the driver's compiler, libnvidia-ptxjitcompiler.so.1, is missing: install the whole driver",
	codePTXVersion:          "update the driver: it must know CUDA 11.4 (version 470) or newer",
	codeJITDisabled:         "unset the variable CUDA_DISABLE_PTX_JIT",
	codeResources:           "a kernel needs more registers or shared memory than this card has: please report it with the card's name",
	codeTimeout:             "a kernel ran longer than the system allows a card that draws a screen: use another card, or lift the limit",
	codeSystemNotReady:      "a service of the machine is not running: with NVSwitch, nvidia-fabricmanager",
	codeSystemMismatch:      "the kernel's module and libcuda are of different versions: reboot, or reload the module",
	codeCompatNotOnThisCard: "the compatibility libcuda in use is not for this card: remove it from LD_LIBRARY_PATH",
}

const beginAnew = "the state on the card is gone: begin anew from the last checkpoint; if it happens again, please report it"

// Error is a call of the driver that failed. errors.Is finds ErrMemory, ErrLost and their like.
type Error struct {
	Doing  string // what was tried
	Code   Code
	Name   string // of the code in cuda.h
	Text   string // what the driver says it means
	Log    string // what the driver's compiler wrote
	Free   int64  // bytes of memory left, if memory was what lacked
	Total  int64
	Remedy string
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cuda: %s: %s (%d)", e.Doing, e.Name, e.Code)
	if e.Text != "" {
		fmt.Fprintf(&b, ", %s", e.Text)
	}
	if e.Total > 0 {
		fmt.Fprintf(&b, "; %s of %s are free", size(e.Free), size(e.Total))
	}
	if e.Remedy != "" {
		fmt.Fprintf(&b, ": %s", e.Remedy)
	}
	if e.Log != "" {
		fmt.Fprintf(&b, "\n%s", e.Log)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Code.is() }

// newError describes a failed call.
func newError(c Code, name, text, doing string) *Error {
	e := &Error{Doing: doing, Code: c, Name: name, Text: strings.TrimRight(text, "."), Remedy: remedies[c]}
	if name == "" {
		e.Name = "an error that the driver does not name"
	}
	if c.lost() && e.Remedy == "" {
		e.Remedy = beginAnew
	}
	return e
}

// size writes bytes for people.
func size(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.2f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%d bytes", n)
}

// check refuses a launch that no card takes, which the driver would only call invalid.
func (l *Launch) check(info *Info) error {
	const x, yz = 1<<31 - 1, 1<<16 - 1
	g := l.Grid
	switch {
	case l.Function == 0:
		return errors.New("cuda: launch of no function")
	case g[0] < 1 || g[1] < 1 || g[2] < 1 || g[0] > x || g[1] > yz || g[2] > yz:
		return fmt.Errorf("cuda: launch of %d × %d × %d blocks, a card takes 1 … %d × 1 … %d × 1 … %d", g[0], g[1], g[2], x, yz, yz)
	case l.Block < 1 || l.Block > 1024:
		return fmt.Errorf("cuda: launch of blocks of %d threads, a card takes 1 … 1024", l.Block)
	case l.Shared < 0 || l.Shared > info.Shared:
		return fmt.Errorf("cuda: launch with %d bytes of shared memory, this card has %d for a block", l.Shared, info.Shared)
	case len(l.Args) > maxArgs:
		return fmt.Errorf("cuda: launch with %d arguments, a card takes %d", len(l.Args), maxArgs)
	}
	return nil
}

// maxArgs is how many arguments of 8 bytes the 4,096 bytes of parameters hold.
const maxArgs = 512
