package emulate

import (
	"math"
	"strconv"
	"strings"
)

// operandKind is what an operand is.
type operandKind uint8

const (
	isReg     operandKind = iota // name; neg for !p; second for p|q
	isSpecial                    // name, with its %
	isInt                        // value
	isFloat                      // value: bits of a binary32
	isSymbol                     // name, value added
	isAddress                    // [name+value], or [value] without a name
	isVector                     // list
)

// operand is an operand as it is written.
type operand struct {
	kind   operandKind
	name   string
	second string
	neg    bool
	value  int64
	list   []operand
}

// parseInt reads a number as C does: decimal, 0x, 0b, or octal after a 0; a U may follow.
func parseInt(s string) (int64, error) {
	s = strings.TrimSuffix(s, "U")
	if s == "" || s[0] < '0' || s[0] > '9' || strings.Contains(s, "_") || strings.HasPrefix(s, "0o") || strings.HasPrefix(s, "0O") {
		return 0, strconv.ErrSyntax
	}
	v, err := strconv.ParseUint(s, 0, 64)
	return int64(v), err
}

func (p *parser) operand(nested bool) (operand, error) {
	var o operand
	switch s := p.peek(); {
	case s == "[":
		p.at++
		o.kind = isAddress
		if isName(p.peek()) {
			o.name = p.next()
			if !p.sign(&o) && p.peek() == "]" {
				p.at++
				return o, nil
			}
		}
		v, err := p.integer(o.neg)
		if err != nil {
			return o, err
		}
		o.neg, o.value = false, v
		return o, p.expect("]")
	case s == "{" && nested:
		p.at++
		o.kind = isVector
		for {
			x, err := p.operand(false)
			if err != nil {
				return o, err
			}
			o.list = append(o.list, x)
			if p.accept("}") {
				return o, nil
			}
			if len(o.list) == 8 {
				return o, p.fail("a vector of more than 8")
			}
			if err := p.expect(","); err != nil {
				return o, err
			}
		}
	case s == "!":
		p.at++
		o.kind, o.neg, o.name = isReg, true, p.next()
		return o, nil
	case s == "-":
		p.at++
		v, err := p.integer(true)
		o.kind, o.value = isInt, v
		return o, err
	case len(s) == 10 && (s[:2] == "0f" || s[:2] == "0F"):
		v, err := strconv.ParseUint(s[2:], 16, 32)
		if err != nil {
			return o, p.fail("%q is not a binary32 constant", s)
		}
		p.at++
		o.kind, o.value = isFloat, int64(v)
		return o, nil
	case s != "" && s[0] >= '0' && s[0] <= '9':
		v, err := p.integer(false)
		o.kind, o.value = isInt, v
		return o, err
	case s != "" && s[0] == '%' && (strings.Contains(s, ".") || specials[s] != 0):
		p.at++
		o.kind, o.name = isSpecial, s
		return o, nil
	case isName(s):
		p.at++
		o.name = s
		if s[0] != '%' && (p.peek() == "+" || p.peek() == "-") {
			o.kind = isSymbol
			p.sign(&o)
			v, err := p.integer(o.neg)
			o.neg, o.value = false, v
			return o, err
		}
		if p.accept("|") {
			o.second = p.next()
		}
		return o, nil // a register or a symbol: who reads it knows
	default:
		return o, p.fail("%q where an operand was expected", s)
	}
}

func (p *parser) sign(o *operand) bool {
	if p.accept("+") {
		o.neg = p.accept("-")
		return true
	}
	o.neg = p.accept("-")
	return o.neg
}

func (p *parser) integer(neg bool) (int64, error) {
	s := p.peek()
	v, err := parseInt(s)
	if err != nil {
		return 0, p.fail("%q is not a whole number", s)
	}
	p.at++
	if neg {
		if v < 0 && v != math.MinInt64 {
			return 0, p.fail("-%s is below 64 bits", s)
		}
		v = -v
	}
	return v, nil
}
