package figure

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// ticks chooses the marks of an axis of a length: along x as many as their labels leave room for.
func (s scale) ticks(length float64, along bool) []plot.Tick {
	if len(s.names) > 0 {
		return s.nameTicks(length, along)
	}
	if s.log {
		if t := s.logTicks(length, along); len(t) >= 2 {
			return t
		}
	}
	most := max(2, int(length/32))
	if along {
		most = max(2, int(length/56))
	}
	for ; ; most-- {
		t := linearTicks(s.lo, s.hi, most)
		if s.whole {
			t = wholeTicks(t)
		}
		if !along || most <= 2 || roomy(t, s, length) {
			return t
		}
	}
}

// roomy tells whether labels along x stand apart.
func roomy(t []plot.Tick, s scale, length float64) bool {
	end := math.Inf(-1)
	for _, m := range t {
		x, w := s.norm(m.Value)*length, small.width(m.Label)
		if x-w/2 < end+8 {
			return false
		}
		end = x + w/2
	}
	return true
}

func linearTicks(lo, hi float64, most int) []plot.Tick {
	raw := (hi - lo) / float64(most)
	if !(raw > 0) || math.IsInf(raw, 0) {
		return nil
	}
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step, first := 10*power, 1
	for _, f := range []float64{1, 2, 5, 10} {
		if f*power >= raw {
			step, first = f*power, int(f)
			break
		}
	}
	decimals := int(-math.Floor(math.Log10(power) + 0.5))
	if first == 10 {
		decimals--
	}
	biggest := max(math.Abs(lo), math.Abs(hi))
	var t []plot.Tick
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+step*1e-9; i++ {
		v := i * step
		label := decimal(v, decimals, false)
		if i == 0 {
			label = "0"
		} else if biggest < 1e-3 || biggest >= 1e9 {
			v, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
			label = Num(v)
		}
		t = append(t, plot.Tick{Value: v, Label: label})
		if len(t) > 100 {
			break
		}
	}
	return t
}

// wholeTicks leaves out marks between whole numbers.
func wholeTicks(t []plot.Tick) []plot.Tick {
	var out []plot.Tick
	for _, m := range t {
		if m.Value == math.Trunc(m.Value) {
			out = append(out, plot.Tick{Value: m.Value, Label: Num(m.Value)})
		}
	}
	if len(out) == 0 { // the limits are between two whole numbers
		return t
	}
	return out
}

func (s scale) logTicks(length float64, along bool) []plot.Tick {
	lo, hi := math.Log10(s.lo), math.Log10(s.hi)
	for _, digits := range [][]float64{{1, 2, 5}, {1, 3}, {1}} {
		var t []plot.Tick
		for e := math.Floor(lo); e <= hi; e++ {
			for _, d := range digits {
				if v := d * math.Pow(10, e); v >= s.lo*(1-1e-9) && v <= s.hi*(1+1e-9) {
					t = append(t, plot.Tick{Value: v, Label: Num(v)})
				}
			}
		}
		if along && roomy(t, s, length) || !along && float64(len(t))*24 <= length {
			return t
		}
	}
	for every := 2.0; every < 700; every++ {
		var t []plot.Tick
		for e := math.Ceil(lo/every) * every; e <= hi; e += every {
			v := math.Pow(10, e)
			t = append(t, plot.Tick{Value: v, Label: Num(v)})
		}
		if along && roomy(t, s, length) || !along && float64(len(t))*24 <= length {
			return t
		}
	}
	return nil
}

func (s scale) nameTicks(length float64, along bool) []plot.Tick {
	every := 1
	if !along {
		every = max(1, int(math.Ceil(float64(len(s.names))*16/max(length, 1))))
	}
	var t []plot.Tick
	room := length/float64(len(s.names))*float64(every) - 6
	for i := 0; i < len(s.names); i += every {
		label := s.names[i]
		if along {
			label = fit(label, small, max(room, 12))
		} else {
			label = fit(label, small, 90)
		}
		t = append(t, plot.Tick{Value: float64(i), Label: label})
	}
	return t
}
