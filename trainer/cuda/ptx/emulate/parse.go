package emulate

import (
	"fmt"
	"strconv"
	"strings"
)

// The limits of a module's text: far beyond what is written by package lower, small enough that no text takes the emulator's memory.
const (
	maxText      = 64 << 20
	maxRegisters = 1 << 20  // of a kernel
	maxShared    = 1 << 20  // bytes of shared memory that a launch may add
	maxParams    = 4352     // bytes of a kernel's parameters (PTX ISA, ".param")
	maxStatic    = 48 << 10 // bytes of shared memory that a kernel itself may declare (CUDA C++ Programming Guide, "Compute Capability 8.x")
)

// statement is an instruction as it is written.
type statement struct {
	line     int
	guard    string
	not      bool
	op       []string // cut at the dots
	operands []operand
}

func (s *statement) name() string { return strings.Join(s.op, ".") }

// variable is memory that a module names.
type variable struct {
	name  string
	align int
	bytes int // -1: of a size that the launch gives
}

// entry is a kernel as it is written.
type entry struct {
	name   string
	line   int
	params []param
	max    [3]int // .maxntid, or 0
	exact  [3]int // .reqntid, or 0
	regs   map[string]typ
	order  []string // registers in the order of their declarations
	shared []variable
	labels map[string]int // the index of the statement after it
	body   []statement
}

type param struct {
	name string
	typ  typ
}

type parser struct {
	tokens []token
	at     int
	kernel string
	shared []variable // of the module
}

func (p *parser) line() int {
	if p.at < len(p.tokens) {
		return p.tokens[p.at].line
	}
	if n := len(p.tokens); n > 0 {
		return p.tokens[n-1].line
	}
	return 1
}

func (p *parser) fail(format string, args ...any) error {
	return &Error{Kernel: p.kernel, Line: p.line(), Text: fmt.Sprintf(format, args...)}
}

func (p *parser) peek() string {
	if p.at < len(p.tokens) {
		return p.tokens[p.at].text
	}
	return ""
}

func (p *parser) next() string {
	s := p.peek()
	p.at++
	return s
}

func (p *parser) accept(s string) bool {
	if p.at < len(p.tokens) && p.tokens[p.at].text == s {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(s string) error {
	if !p.accept(s) {
		return p.fail("%q where %q was expected", p.peek(), s)
	}
	return nil
}

// number reads a whole number without a sign, at most limit.
func (p *parser) number(limit int) (int, error) {
	v, err := parseInt(p.peek())
	if err != nil || v < 0 || v > int64(limit) {
		return 0, p.fail("%q is not a whole number up to %d", p.peek(), limit)
	}
	p.at++
	return int(v), nil
}

func isName(s string) bool {
	if s == "" || strings.Contains(s, ".") || strings.Contains(s, "::") {
		return false
	}
	return s[0] < '0' || s[0] > '9'
}

// parse reads a module.
func parse(text string) ([]*entry, []variable, error) {
	if len(text) > maxText {
		return nil, nil, &Error{Line: 1, Text: fmt.Sprintf("a module of %d bytes, above %d", len(text), maxText)}
	}
	tokens, err := lex(text)
	if err != nil {
		return nil, nil, err
	}
	p := &parser{tokens: tokens}
	if err := p.header(); err != nil {
		return nil, nil, err
	}
	var entries []*entry
	seen := map[string]bool{}
	for p.at < len(p.tokens) {
		switch p.peek() {
		case ".visible", ".weak":
			p.at++
		case ".extern":
			p.at++
			if p.peek() != ".shared" {
				return nil, nil, p.fail(".extern is for shared memory only")
			}
		case ".shared":
			v, err := p.variable(true)
			if err != nil {
				return nil, nil, err
			}
			p.shared = append(p.shared, v)
		case ".entry":
			e, err := p.entry()
			if err != nil {
				return nil, nil, err
			}
			if seen[e.name] {
				return nil, nil, &Error{Kernel: e.name, Line: e.line, Text: "a second kernel of this name"}
			}
			seen[e.name] = true
			entries = append(entries, e)
		default:
			return nil, nil, p.fail("%q is not in the subset that is emulated: .entry, .shared", p.peek())
		}
	}
	return entries, p.shared, nil
}

func (p *parser) header() error {
	if err := p.expect(".version"); err != nil {
		return err
	}
	major, minor, ok := strings.Cut(p.next(), ".")
	m, err1 := strconv.ParseUint(major, 10, 8)
	_, err2 := strconv.ParseUint(minor, 10, 8)
	if !ok || err1 != nil || err2 != nil || m < 7 {
		p.at--
		return p.fail("version %s: 7.0 or later is emulated", p.peek())
	}
	if err := p.expect(".target"); err != nil {
		return err
	}
	target := p.next()
	n, err := strconv.Atoi(strings.TrimRight(strings.TrimPrefix(target, "sm_"), "af"))
	if err != nil || !strings.HasPrefix(target, "sm_") || n < 80 {
		p.at--
		return p.fail("target %s: sm_80 or later is emulated", target)
	}
	if err := p.expect(".address_size"); err != nil {
		return err
	}
	return p.expect("64")
}

// variable reads ".shared [.align n] .type name[bytes]".
func (p *parser) variable(extern bool) (variable, error) {
	var v variable
	if err := p.expect(".shared"); err != nil {
		return v, err
	}
	if p.accept(".align") {
		n, err := p.number(128)
		if err != nil {
			return v, err
		}
		if n < 1 || n&(n-1) != 0 {
			return v, p.fail("alignment %d is not a power of two", n)
		}
		v.align = n
	}
	t := directive(p.peek())
	if t == noType || t == pred {
		return v, p.fail("%q is not a type of a variable", p.peek())
	}
	p.at++
	if v.align == 0 {
		v.align = t.size()
	}
	v.name = p.next()
	if !isName(v.name) || v.name[0] == '%' {
		p.at--
		return v, p.fail("%q is not a variable's name", v.name)
	}
	v.bytes = t.size()
	if p.accept("[") {
		if p.accept("]") {
			if !extern {
				return v, p.fail("variable %s has no size", v.name)
			}
			v.bytes = -1
			return v, p.expect(";")
		}
		n, err := p.number(maxStatic / t.size())
		if err != nil {
			return v, err
		}
		v.bytes = n * t.size()
		if err := p.expect("]"); err != nil {
			return v, err
		}
	}
	return v, p.expect(";")
}

func (p *parser) entry() (*entry, error) {
	e := &entry{line: p.line(), regs: map[string]typ{}, labels: map[string]int{}}
	p.at++
	e.name = p.next()
	if !isName(e.name) {
		p.at--
		return nil, p.fail("%q is not a kernel's name", e.name)
	}
	p.kernel = e.name
	defer func() { p.kernel = "" }()
	if err := p.params(e); err != nil {
		return nil, err
	}
	for !p.accept("{") {
		switch d := p.next(); d {
		case ".maxntid", ".reqntid":
			dims := [3]int{1, 1, 1}
			for i := range 3 {
				n, err := p.number(1024)
				if err != nil {
					return nil, err
				}
				dims[i] = n
				if !p.accept(",") {
					break
				}
			}
			if d == ".maxntid" {
				e.max = dims
			} else {
				e.exact = dims
			}
		case ".minnctapersm":
			if _, err := p.number(64); err != nil {
				return nil, err
			}
		case ".maxnreg":
			if _, err := p.number(255); err != nil {
				return nil, err
			}
		default:
			p.at--
			return nil, p.fail("%q where the kernel's body was expected", d)
		}
	}
	for !p.accept("}") {
		if p.at >= len(p.tokens) {
			return nil, p.fail("a kernel without an end")
		}
		if err := p.statement(e); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func (p *parser) params(e *entry) error {
	if err := p.expect("("); err != nil {
		return err
	}
	if p.accept(")") {
		return nil
	}
	bytes := 0
	for {
		if err := p.expect(".param"); err != nil {
			return err
		}
		t := directive(p.peek())
		if t.size() != 4 && t.size() != 8 || t == f64t {
			return p.fail("a parameter of type %s: of 4 or 8 bytes is emulated", p.peek())
		}
		p.at++
		name := p.next()
		if !isName(name) {
			p.at--
			return p.fail("%q is not a parameter's name", name)
		}
		for _, q := range e.params {
			if q.name == name {
				p.at--
				return p.fail("a second parameter %s", name)
			}
		}
		bytes = (bytes+t.size()-1)/t.size()*t.size() + t.size()
		if bytes > maxParams {
			return p.fail("more than %d bytes of parameters", maxParams)
		}
		e.params = append(e.params, param{name, t})
		if p.accept(")") {
			return nil
		}
		if err := p.expect(","); err != nil {
			return err
		}
	}
}

// statement reads a declaration, a label or an instruction.
func (p *parser) statement(e *entry) error {
	switch p.peek() {
	case ".reg":
		return p.declare(e)
	case ".shared":
		v, err := p.variable(false)
		e.shared = append(e.shared, v)
		return err
	case ".pragma":
		p.at += 2 // of no effect on results
		return p.expect(";")
	}
	s := statement{line: p.line()}
	if p.at+1 < len(p.tokens) && p.tokens[p.at+1].text == ":" {
		name := p.peek()
		if !isName(name) || name[0] == '%' {
			return p.fail("%q is not a label", name)
		}
		if _, ok := e.labels[name]; ok {
			return p.fail("a second label %s", name)
		}
		e.labels[name] = len(e.body)
		p.at += 2
		return nil
	}
	if p.accept("@") {
		s.not = p.accept("!")
		s.guard = p.next()
	}
	op := p.next()
	if op == "" || op[0] < 'a' || op[0] > 'z' {
		p.at--
		return p.fail("%q where an instruction was expected", op)
	}
	s.op = strings.Split(op, ".")
	for !p.accept(";") {
		if len(s.operands) > 0 {
			if err := p.expect(","); err != nil {
				return err
			}
		}
		o, err := p.operand(true)
		if err != nil {
			return err
		}
		s.operands = append(s.operands, o)
		if len(s.operands) > 8 {
			return p.fail("too many operands")
		}
	}
	e.body = append(e.body, s)
	return nil
}

// declare reads ".reg .type name, name<n>, …;".
func (p *parser) declare(e *entry) error {
	p.at++
	t := directive(p.peek())
	if t == noType || t == f64t || t.size() == 1 {
		return p.fail("registers of type %s are not emulated", p.peek())
	}
	p.at++
	add := func(name string) error {
		if _, ok := e.regs[name]; ok {
			return p.fail("a second register %s", name)
		}
		if len(e.order) >= maxRegisters {
			return p.fail("more than %d registers", maxRegisters)
		}
		e.regs[name] = t
		e.order = append(e.order, name)
		return nil
	}
	for {
		name := p.next()
		if !isName(name) {
			p.at--
			return p.fail("%q is not a register's name", name)
		}
		if p.accept("<") {
			n, err := p.number(maxRegisters)
			if err != nil {
				return err
			}
			for i := range n {
				if err := add(name + strconv.Itoa(i)); err != nil {
					return err
				}
			}
			if err := p.expect(">"); err != nil {
				return err
			}
		} else if err := add(name); err != nil {
			return err
		}
		if p.accept(";") {
			return nil
		}
		if err := p.expect(","); err != nil {
			return err
		}
	}
}
