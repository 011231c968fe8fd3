package config

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Unit is what an int64 field with the tag unit counts. In a file it is written as a decimal number and a unit of measure, "1.5h" or "0.5 ether", and read
// by exact arithmetic; a bare number is refused, since nobody knows what it means.
type Unit string

// The units.
const (
	Time  Unit = "time"  // nanoseconds
	Money Unit = "money" // gwei
)

// measure is one unit of measure. As many digits may follow the point as it surely resolves: places, the largest k with 10^k | size.
type measure struct {
	name   string
	size   uint64
	places int
}

// From the smallest to the largest; the smallest has size 1.
var measures = map[Unit][]measure{
	Time:  {{"ns", 1, 0}, {"us", 1e3, 3}, {"ms", 1e6, 6}, {"s", 1e9, 9}, {"m", 60e9, 10}, {"h", 3600e9, 11}, {"d", 86400e9, 11}},
	Money: {{"gwei", 1, 0}, {"ether", 1e9, 9}},
}

// maxDigits bounds the digits before the point: no more are needed for an int64.
const maxDigits = 19

// sizeError is of a value whose form is right.
type sizeError string

func (e sizeError) Error() string { return string(e) }

// example shows how a value of the unit is written.
func (u Unit) example() string {
	if u == Time {
		return "90s"
	}
	return "0.5 ether"
}

// measureNames lists the units of measure: "gwei or ether".
func (u Unit) measureNames() string {
	ms := measures[u]
	var s []string
	for _, m := range ms[:len(ms)-1] {
		s = append(s, m.name)
	}
	return strings.Join(s, ", ") + " or " + ms[len(ms)-1].name
}

// Parse reads a value: digits, a point and digits if need be, a space or none, and the unit of measure.
func (u Unit) Parse(text string) (int64, error) {
	negative := strings.HasPrefix(text, "-")
	s := strings.TrimPrefix(text, "-")
	number := s[:len(s)-len(strings.TrimLeft(s, "0123456789."))]
	name := strings.TrimPrefix(s[len(number):], " ")
	whole, fraction, point := strings.Cut(number, ".")
	for _, m := range measures[u] {
		switch {
		case m.name != name || whole == "" || point && fraction == "" || strings.Contains(fraction, "."):
			continue
		case len(whole) > maxDigits:
			return 0, sizeError(fmt.Sprintf("%q: more than %d digits before the point", clip(text), maxDigits))
		case len(fraction) > m.places:
			return 0, sizeError(fmt.Sprintf("%q: at most %d digits after the point of %s, since %s is counted in whole %s", clip(text), m.places, m.name, u, measures[u][0].name))
		}
		n := must(strconv.ParseUint(whole, 10, 64)) // 19 digits fit
		high, n := bits.Mul64(n, m.size)
		if fraction != "" {
			part := m.size
			for range fraction {
				part /= 10 // exact, by places
			}
			var carry uint64
			n, carry = bits.Add64(n, must(strconv.ParseUint(fraction, 10, 64))*part, 0) // the product is less than size
			high += carry
		}
		if high != 0 || n > math.MaxInt64 {
			return 0, sizeError(fmt.Sprintf("%q: more than %s", clip(text), u.Format(math.MaxInt64)))
		}
		if negative {
			return -int64(n), nil
		}
		return int64(n), nil
	}
	return 0, fmt.Errorf("%q: want a number and its unit, %s, such as %s", clip(text), u.measureNames(), u.example())
}

// Format writes a value as Parse reads it: time in the largest unit of measure of which it is a whole number, money in ether from a thousandth on.
func (u Unit) Format(n int64) string {
	sign, size := "", uint64(n)
	if n < 0 {
		sign, size = "-", -size
	}
	ms := measures[u]
	if u == Money {
		if size < 1e6 {
			return fmt.Sprintf("%s%d gwei", sign, size)
		}
		text := fmt.Sprintf("%d.%09d", size/1e9, size%1e9)
		return sign + strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + " ether"
	}
	if size == 0 {
		return "0s"
	}
	i := len(ms) - 1
	for size%ms[i].size != 0 {
		i--
	}
	return fmt.Sprintf("%s%d%s", sign, size/ms[i].size, ms[i].name)
}

// pattern is the regular expression of JSON schema that matches what Parse reads, but for what is too large for any bounds.
func (u Unit) pattern(signed bool) string {
	var s []string
	for _, m := range measures[u] {
		fraction := ""
		if m.places > 0 {
			fraction = fmt.Sprintf(`(\.[0-9]{1,%d})?`, m.places)
		}
		s = append(s, fmt.Sprintf(`[0-9]{1,%d}%s ?%s`, maxDigits, fraction, m.name))
	}
	sign := ""
	if signed {
		sign = "-?"
	}
	return "^" + sign + "(" + strings.Join(s, "|") + ")$"
}
