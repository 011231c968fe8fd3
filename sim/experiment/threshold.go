package experiment

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"refute/config"
)

// Scale is what a threshold is looked for on: the values of a parameter, from Low to High.
type Scale struct {
	Unit      config.Unit // of money or time; empty: a number
	Whole     bool        // of numbers
	Low, High float64     // money in gwei, time in nanoseconds
	Precision float64     // how near the answer is, as a share of its size; if Low is not above 0, or of a 256th of the range
}

// ParseScale reads the ends of a scale as they are written in a scenario.
func ParseScale(unit config.Unit, whole bool, low, high string, precision float64) (*Scale, error) {
	s := &Scale{Unit: unit, Whole: whole, Precision: precision}
	for _, end := range []struct {
		text string
		to   *float64
	}{{low, &s.Low}, {high, &s.High}} {
		switch {
		case unit != "":
			n, err := unit.Parse(end.text)
			if err != nil {
				return nil, err
			}
			*end.to = float64(n)
		default:
			x, err := strconv.ParseFloat(end.text, 64)
			if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || whole && x != math.Trunc(x) {
				return nil, fmt.Errorf("%q: want a number, whole if the parameter is", end.text)
			}
			*end.to = x
		}
	}
	switch {
	case !(s.Low < s.High) || math.Abs(s.Low) > 1<<53 || math.Abs(s.High) > 1<<53:
		return nil, fmt.Errorf("from %s to %s: want it upwards, and below 2^53", low, high)
	case !(precision > 0 && precision < 1):
		return nil, fmt.Errorf("a precision of %v: want a share between 0 and 1", precision)
	}
	return s, nil
}

// Text writes a value.
func (s *Scale) Text(x float64) string {
	switch {
	case s.Unit != "":
		return s.Unit.Format(int64(x))
	case s.Whole:
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// middle returns a value between two, that can be read: of four significant digits or more. ok is false if they are near enough to each other, or nothing is between them.
func (s *Scale) middle(low, high float64) (x float64, ok bool) {
	size := max(math.Abs(low), math.Abs(high))
	if s.Low <= 0 {
		size = max(size, (s.High-s.Low)/(1<<zeroHalvings))
	}
	if high-low <= s.Precision*size {
		return 0, false
	}
	if low > 0 && high > 4*low {
		x = math.Sqrt(low) * math.Sqrt(high)
	} else {
		x = low + float64((high-low)/2)
	}
	for digits := 4; digits <= 17; digits++ {
		y := round(x, digits)
		if s.Unit != "" || s.Whole {
			y = math.Round(y)
		}
		if y > low && y < high {
			return y, true
		}
	}
	return 0, false
}

// Probes returns how many values [Scale.Threshold] asks at most: both ends; halvings of the exponent until the ends are within a factor of 4, or the same number of halvings
// where zero is between them; halvings from there to the precision; and two for values that are rounded.
func (s *Scale) Probes() int {
	apart := zeroHalvings
	if s.Low > 0 {
		apart = max(0, int(math.Ceil(math.Log2(math.Log2(s.High/s.Low)/2))))
	}
	return 2 + apart + int(math.Ceil(math.Log2(4/s.Precision))) + 2
}

// zeroHalvings says what is near enough to zero: nothing has a share of its size that is small.
const zeroHalvings = 8

// ErrNowhere is of a condition that does not hold at the high end.
var ErrNowhere = errors.New("it does not hold at the high end either")

// Threshold returns the smallest value at which a condition holds, if it holds from somewhere on upwards: it is bisected, to the precision. first is true if it holds at the low end
// already. holds is called with values in an order that depends on its answers alone.
func (s *Scale) Threshold(holds func(x float64) (bool, error)) (x float64, first bool, err error) {
	ok, err := holds(s.High)
	if err != nil {
		return 0, false, err
	}
	if !ok {
		return 0, false, ErrNowhere
	}
	if ok, err = holds(s.Low); err != nil || ok {
		return s.Low, ok, err
	}
	low, high := s.Low, s.High
	for range s.Probes() - 2 {
		x, ok := s.middle(low, high)
		if !ok {
			break
		}
		if ok, err = holds(x); err != nil {
			return 0, false, err
		}
		if ok {
			high = x
		} else {
			low = x
		}
	}
	return high, false, nil
}
