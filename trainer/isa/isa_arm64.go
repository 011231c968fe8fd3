package isa

// machine: every arm64 processor that Go runs on has NEON with fused multiply-add.
var machine = []Level{NEON}
