package isa

import "golang.org/x/sys/cpu"

var machine = func() (l []Level) {
	if x := &cpu.X86; x.HasAVX2 && x.HasFMA {
		l = append(l, AVX2)
		if x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL {
			l = append(l, AVX512)
		}
	}
	return l
}()
