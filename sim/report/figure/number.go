package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Quantity is what an axis measures.
type Quantity struct {
	Label string
	Unit  string // gwei, s, ns, or whatever else; "" for counts and shares
}

// scale chooses the unit in which values are shown: ether rather than many gwei, hours rather than many seconds.
func (q Quantity) scale(values ...float64) (label string, factor float64) {
	top := 0.0
	for _, v := range values {
		if finite(v) {
			top = max(top, math.Abs(v))
		}
	}
	unit, factor := q.Unit, 1.0
	switch q.Unit {
	case "gwei":
		if top >= 1e5 {
			unit, factor = "ether", 1e-9
		}
	case "ns", "s":
		if q.Unit == "ns" {
			factor, top = 1e-9, top*1e-9
		}
		unit = "s"
		switch {
		case top == 0:
		case top < 1e-3:
			unit, factor = "µs", factor*1e6
		case top < 1:
			unit, factor = "ms", factor*1e3
		case top >= 3*86400:
			unit, factor = "days", factor/86400
		case top >= 3*3600:
			unit, factor = "hours", factor/3600
		case top >= 300:
			unit, factor = "min", factor/60
		}
	}
	if factor == 1 && top >= 1e6 && unit != "ether" {
		power := " millions"
		if factor = 1e-6; top >= 1e9 {
			power, factor = " billions", 1e-9
		}
		if top < 1e12 {
			return q.Label + "," + strings.TrimSuffix(power, "s") + strings.TrimSuffix(" "+unit, " ") + plural(unit), factor
		}
		factor = 1
	}
	if unit == "" {
		return q.Label, factor
	}
	return q.Label + ", " + unit, factor
}

// plural makes "millions" where no unit follows.
func plural(unit string) string {
	if unit == "" {
		return "s"
	}
	return ""
}

// units are the first words of what scale puts behind a label.
var units = map[string]bool{"gwei": true, "ether": true, "s": true, "ms": true, "µs": true, "min": true, "hours": true, "days": true, "gas": true,
	"million": true, "millions": true, "billion": true, "billions": true}

// inWords is an axis's label within a sentence: "pot, ether" as "pot (in ether)".
func inWords(label string) string {
	i := strings.LastIndex(label, ", ")
	if i < 0 || !units[strings.Fields(label[i+2:] + " ?")[0]] {
		return label
	}
	return label[:i] + " (in " + label[i+2:] + ")"
}

// Num is a number for people: four significant digits, thousands apart.
func Num(x float64) string {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x):
		return "not a number"
	case math.IsInf(x, 0):
		return sign(x) + "∞"
	case x == 0:
		return "0"
	case a < 1e-4 || a >= 1e9:
		m, e, _ := strings.Cut(strconv.FormatFloat(a, 'e', 2, 64), "e")
		n, _ := strconv.Atoi(e)
		m = strings.TrimSuffix(strings.TrimRight(m, "0"), ".")
		return sign(x) + m + "e" + sign(float64(n)) + strconv.Itoa(max(n, -n))
	}
	decimals := 0
	if a < 1000 {
		decimals = 3 - int(math.Floor(math.Log10(a)))
	}
	return decimal(x, decimals, true)
}

// decimal is x with a number of decimals, thousands apart, without trailing zeros if trim.
func decimal(x float64, decimals int, trim bool) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', max(0, decimals), 64)
	whole, rest, _ := strings.Cut(s, ".")
	if trim {
		rest = strings.TrimRight(rest, "0")
	}
	var b []byte
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, whole[i])
	}
	s = string(b)
	if rest != "" {
		s += "." + rest
	}
	if strings.Trim(s, "0.,") == "" {
		return s
	}
	return sign(x) + s
}

func sign(x float64) string {
	if math.Signbit(x) {
		return "−"
	}
	return ""
}

// share is a fraction in percent.
func share(x float64) string {
	if !finite(x) {
		return "unknown"
	}
	p := 100 * x
	switch {
	case p == 0 || p == 100 || math.Abs(p) >= 10:
		if p > 99.95 && p < 100 {
			return "more than 99.9%"
		}
		return decimal(p, 1, true) + "%"
	}
	return Num(p) + "%"
}

func (e Estimate) String() string {
	if !e.known() || Num(e.Low) == Num(e.High) { // not known, or the same in every run
		return Num(e.Mean)
	}
	return fmt.Sprintf("%s [%s, %s]", Num(e.Mean), Num(e.Low), Num(e.High))
}

// count is "1 run", "3 runs".
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return decimal(float64(n), 0, false) + " " + one + "s"
}
