// Package ptx writes kernels in PTX, NVIDIA's portable assembly: a small subset of it, of which trainer/cuda/ptx/emulate gives the meaning in Go.
//
// Float instructions are written with their rounding, ".rn", and without ".ftz" or ".approx", so that each rounds once, as IEEE-754 says, and no
// compiler may contract two of them (PTX ISA, "Rounding modifiers"). There are no atomic instructions on floats.
package ptx

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// What the code is written for: cards from compute capability 8.0 on (Ampere, 2020), whose drivers translate it for the card at hand.
const (
	Version = "7.4"
	Target  = "sm_80"
)

// Reg is a register by its name. Its letter gives the class: %f binary32, %r 32 bits, %rd 64 bits, %h 16 bits, %p predicate.
type Reg string

// Entry is a kernel that is being written. Its zero value is not ready: see New.
type Entry struct {
	name    string
	params  []param
	listed  bool // the parameters are in a list in memory
	threads int
	blocks  int
	dynamic bool // shared memory of a size that the launch gives
	static  int  // bytes of shared memory
	counts  map[string]int
	labels  int
	guard   string
	text    strings.Builder
}

// New begins a kernel. A block has at most so many threads; at least blocks of them should fit a multiprocessor, or 0 to say nothing.
func New(name string, threads, blocks int) *Entry {
	return &Entry{name: name, threads: threads, blocks: blocks, counts: map[string]int{}}
}

// param is a parameter and the register that holds it.
type param struct {
	typ string
	reg Reg
}

// Param declares a parameter of type u32 or u64 and returns a register that holds it. Parameters come in the order of their declarations.
func (e *Entry) Param(typ string) Reg {
	var r Reg
	if typ == "u64" {
		r = e.U64()
	} else {
		r = e.U32()
	}
	e.params = append(e.params, param{typ, r})
	return r
}

// Listed returns a kernel that is written, for several of the same at once: its only parameter is the address of a list, in which block (x, y) finds its
// parameters, those of member y. It returns nil if a parameter is no u64, or the kernel has a use for the blocks' second coordinate.
func (e *Entry) Listed() *Entry {
	for _, p := range e.params {
		if p.typ != "u64" {
			return nil
		}
	}
	if e.listed || strings.Contains(e.text.String(), "%ctaid.y") {
		return nil
	}
	c := *e
	c.listed = true
	return &c
}

// Dynamic declares shared memory of the size that a launch gives and returns the name of its start.
func (e *Entry) Dynamic() Text {
	e.dynamic = true
	return "dynamic"
}

// Static declares bytes of shared memory and returns the name of its start.
func (e *Entry) Static(bytes int) Text {
	e.static = bytes
	return "static"
}

func (e *Entry) reg(class string) Reg {
	n := e.counts[class]
	e.counts[class]++
	return Reg(fmt.Sprintf("%%%s%d", class, n))
}

// F32, U32, U64, U16 and Pred return new registers.
func (e *Entry) F32() Reg  { return e.reg("f") }
func (e *Entry) U32() Reg  { return e.reg("r") }
func (e *Entry) U64() Reg  { return e.reg("rd") }
func (e *Entry) U16() Reg  { return e.reg("h") }
func (e *Entry) Pred() Reg { return e.reg("p") }

// Text is written as it is: a label, a special register, a vector of registers.
type Text string

// F is a binary32 constant by its bits.
type F uint32

// At is memory at a register plus bytes.
func At(base Reg, bytes int64) Text {
	if bytes == 0 {
		return Text("[" + string(base) + "]")
	}
	return Text("[" + string(base) + "+" + strconv.FormatInt(bytes, 10) + "]")
}

// Vector is several registers for one wide load or store.
func Vector(regs ...Reg) Text {
	s := make([]string, len(regs))
	for i, r := range regs {
		s[i] = string(r)
	}
	return Text("{" + strings.Join(s, ", ") + "}")
}

// If guards the next instruction, and it alone, by a predicate; IfNot by its opposite.
func (e *Entry) If(p Reg) *Entry    { e.guard = "@" + string(p) + " "; return e }
func (e *Entry) IfNot(p Reg) *Entry { e.guard = "@!" + string(p) + " "; return e }

// Op writes an instruction. Arguments are Reg, Text, F, or whole numbers.
func (e *Entry) Op(op string, args ...any) {
	e.text.WriteByte('\t')
	e.text.WriteString(e.guard)
	e.guard = ""
	e.text.WriteString(op)
	for i, a := range args {
		if i == 0 {
			e.text.WriteByte(' ')
		} else {
			e.text.WriteString(", ")
		}
		switch a := a.(type) {
		case Reg:
			e.text.WriteString(string(a))
		case Text:
			e.text.WriteString(string(a))
		case F:
			fmt.Fprintf(&e.text, "0f%08X", uint32(a))
		case int:
			e.text.WriteString(strconv.Itoa(a))
		case int64:
			e.text.WriteString(strconv.FormatInt(a, 10))
		case uint32:
			e.text.WriteString(strconv.FormatUint(uint64(a), 10))
		default:
			panic(fmt.Sprintf("ptx: argument %v of type %T", a, a))
		}
	}
	e.text.WriteString(";\n")
}

// ConstF returns a register with a binary32 constant.
func (e *Entry) ConstF(x float32) Reg {
	r := e.F32()
	e.Op("mov.f32", r, F(math.Float32bits(x)))
	return r
}

// NewLabel returns a label that is not yet placed, Place puts it here, and Go jumps to it.
func (e *Entry) NewLabel() Text {
	e.labels++
	return Text(fmt.Sprintf("L%d", e.labels))
}

func (e *Entry) Place(label Text) { fmt.Fprintf(&e.text, "%s:\n", label) }
func (e *Entry) Go(label Text)    { e.Op("bra", label) }

// Comment writes a line for readers.
func (e *Entry) Comment(format string, args ...any) {
	fmt.Fprintf(&e.text, "\t// "+format+"\n", args...)
}

// classes in the order of their declarations.
var classes = []struct{ class, typ string }{{"p", "pred"}, {"h", "b16"}, {"r", "b32"}, {"rd", "b64"}, {"f", "f32"}}

// String returns the kernel as text, without a module's header.
func (e *Entry) String() string {
	var b strings.Builder
	params := make([]string, len(e.params))
	for i, p := range e.params {
		params[i] = fmt.Sprintf(".param .%s p%d", p.typ, i)
	}
	if e.listed {
		params = []string{".param .u64 p0"}
	}
	fmt.Fprintf(&b, ".visible .entry %s(\n\t%s\n)\n", e.name, strings.Join(params, ",\n\t"))
	fmt.Fprintf(&b, ".maxntid %d, 1, 1\n", e.threads)
	if e.blocks > 0 {
		fmt.Fprintf(&b, ".minnctapersm %d\n", e.blocks)
	}
	b.WriteString("{\n")
	for _, c := range classes {
		n := e.counts[c.class]
		if e.listed && (c.class == "r" || c.class == "rd") {
			n++ // the member and the list
		}
		if n > 0 {
			fmt.Fprintf(&b, "\t.reg .%s %%%s<%d>;\n", c.typ, c.class, n)
		}
	}
	if e.static > 0 {
		fmt.Fprintf(&b, "\t.shared .align 16 .b8 static[%d];\n", e.static)
	}
	if e.listed {
		list, member := fmt.Sprintf("%%rd%d", e.counts["rd"]), fmt.Sprintf("%%r%d", e.counts["r"])
		fmt.Fprintf(&b, "\tld.param.u64 %s, [p0];\n\tmov.u32 %s, %%ctaid.y;\n\tmad.wide.u32 %s, %s, %d, %s;\n", list, member, list, member, 8*len(e.params), list)
		for i, p := range e.params {
			fmt.Fprintf(&b, "\tld.global.u64 %s, [%s+%d];\n", p.reg, list, 8*i)
		}
	} else {
		for i, p := range e.params {
			fmt.Fprintf(&b, "\tld.param.%s %s, [p%d];\n", p.typ, p.reg, i)
		}
	}
	b.WriteString(e.text.String())
	b.WriteString("\tret;\n}\n")
	return b.String()
}

// Renamed returns a kernel that is written, under another name: functions of one module need different ones.
func (e *Entry) Renamed(name string) *Entry {
	c := *e
	c.name = name
	return &c
}

// Module returns a module of kernels as text.
func Module(entries ...*Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".version %s\n.target %s\n.address_size 64\n", Version, Target)
	for _, e := range entries {
		if e.dynamic {
			b.WriteString(".extern .shared .align 16 .b8 dynamic[];\n")
			break
		}
	}
	for _, e := range entries {
		b.WriteByte('\n')
		b.WriteString(e.String())
	}
	return b.String()
}
