//go:build unix

package jit

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Code is the code of loops, in memory that can be executed and no longer written. It is freed with its last reference.
type Code struct {
	memory []byte
	entry  []uintptr // of each loop
}

func enter(code uintptr, args unsafe.Pointer)

// Map puts the code of loops, as [Loop.Compile] gives it, where it can be executed.
func Map(loops [][]byte) (*Code, error) {
	c := &Code{entry: make([]uintptr, len(loops))}
	var all []byte
	for i, code := range loops {
		all = append(all, make([]byte, -len(all)&(slot-1))...)
		c.entry[i] = uintptr(len(all))
		all = append(all, code...)
	}
	if len(all) == 0 {
		return c, nil
	}
	memory, err := unix.Mmap(-1, 0, len(all), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("%w: memory for code: %v", ErrUnsupported, err)
	}
	copy(memory, all)
	if err := unix.Mprotect(memory, unix.PROT_READ|unix.PROT_EXEC); err != nil {
		_ = unix.Munmap(memory)
		return nil, fmt.Errorf("%w: the system allows no new code: %v", ErrUnsupported, err)
	}
	c.memory = memory
	for i := range c.entry {
		c.entry[i] += uintptr(unsafe.Pointer(&memory[0]))
	}
	runtime.AddCleanup(c, func(m []byte) { _ = unix.Munmap(m) }, memory)
	return c, nil
}

// Run runs loop i.
func (c *Code) Run(i int, a *Args) {
	enter(c.entry[i], a.base)
	runtime.KeepAlive(c)
}
