//go:build !amd64 || !unix

package jit

import "refute/trainer/isa"

// Code is a set of compiled loops. There are none here.
type Code struct{}

// Compile returns ErrUnsupported.
func Compile(isa.Level, []*Loop) (*Code, error) { return nil, ErrUnsupported }

// Check returns ErrUnsupported.
func (l *Loop) Check(isa.Level) error { return ErrUnsupported }

// Run is never called.
func (c *Code) Run(int, *Args) { panic("jit: no code") }
