package emulate

import "strings"

// typ is a type of PTX.
type typ uint8

const (
	noType typ = iota
	pred
	b8
	u8
	s8
	b16
	u16
	s16
	b32
	u32
	s32
	f32t
	b64
	u64
	s64
	f64t // declared nowhere: to refuse it by name
)

var typeNames = [...]string{pred: "pred", b8: "b8", u8: "u8", s8: "s8", b16: "b16", u16: "u16", s16: "s16", b32: "b32", u32: "u32", s32: "s32", f32t: "f32",
	b64: "b64", u64: "u64", s64: "s64", f64t: "f64"}

func (t typ) String() string { return typeNames[t] }

// typeOf returns the type of a name, or noType.
func typeOf(name string) typ {
	for t, s := range typeNames {
		if s == name && s != "" {
			return typ(t)
		}
	}
	return noType
}

// directive returns the type that a word like ".u32" names, or noType.
func directive(word string) typ {
	name, ok := strings.CutPrefix(word, ".")
	if !ok {
		return noType
	}
	return typeOf(name)
}

// size returns the bytes of a value.
func (t typ) size() int {
	switch t {
	case b8, u8, s8:
		return 1
	case b16, u16, s16:
		return 2
	case b32, u32, s32, f32t:
		return 4
	case b64, u64, s64, f64t:
		return 8
	}
	return 0
}

func (t typ) signed() bool { return t == s8 || t == s16 || t == s32 || t == s64 }
func (t typ) float() bool  { return t == f32t || t == f64t }
func (t typ) bits() bool   { return t == b8 || t == b16 || t == b32 || t == b64 }

// fits says whether a register declared as t may be an operand of an instruction's type (PTX ISA, "Operand type checking"): the same size; untyped bits go
// with all, integers with each other, floats with floats alone.
func (t typ) fits(of typ) bool {
	if t == pred || of == pred {
		return t == of
	}
	return t.size() == of.size() && (t.bits() || of.bits() || t.float() == of.float())
}

// fitsWide is the rule of ld, st and cvt: a register of integers or bits may be wider than the instruction's type.
func (t typ) fitsWide(of typ) bool {
	if t == pred || of == pred {
		return false
	}
	if t.float() || of.float() {
		return t.fits(of)
	}
	return t.size() >= of.size()
}
