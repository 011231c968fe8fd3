//go:build !amd64 || !unix

package jit

import "refute/trainer/isa"

// Code is the code of loops. There is none here.
type Code struct{}

// Map returns ErrUnsupported.
func Map([][]byte) (*Code, error) { return nil, ErrUnsupported }

// Compile returns ErrUnsupported.
func (l *Loop) Compile(isa.Level) ([]byte, error) { return nil, ErrUnsupported }

// Run is never called.
func (c *Code) Run(int, *Args) { panic("jit: no code") }
