package figure

import (
	"math"
	"slices"
)

// levels is the different values, in order.
func levels(v []float64) []float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return slices.Compact(s)
}

// edges is the limits of cells around values: halfway between neighbours.
func edges(v []float64, log bool) []float64 {
	u := slices.Clone(v)
	if log {
		for i := range u {
			u[i] = math.Log(u[i])
		}
	}
	e := []float64{u[0] - (u[1]-u[0])/2}
	for i := range u[1:] {
		e = append(e, (u[i]+u[i+1])/2)
	}
	n := len(u)
	e = append(e, u[n-1]+(u[n-1]-u[n-2])/2)
	if log {
		for i := range e {
			e[i] = math.Exp(e[i])
		}
	}
	return e
}

// contour is where a function is zero, as short lines (marching squares over a fine grid).
func contour(x, y scale, f func(x, y float64) float64) [][][2]float64 {
	const n = 120
	v := make([][]float64, n+1)
	for i := range v {
		v[i] = make([]float64, n+1)
		for j := range v[i] {
			v[i][j] = f(x.at(float64(i)/n), y.at(float64(j)/n))
		}
	}
	var lines [][][2]float64
	for i := range n {
		for j := range n {
			corners := [4][2]int{{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}}
			var cross [][2]float64
			for k := range 4 {
				a, b := corners[k], corners[(k+1)%4]
				va, vb := v[a[0]][a[1]], v[b[0]][b[1]]
				if math.IsNaN(va) || math.IsNaN(vb) || (va < 0) == (vb < 0) {
					continue
				}
				t := 0.5
				if finite(va) && finite(vb) {
					t = va / (va - vb)
				}
				u := (float64(a[0]) + t*float64(b[0]-a[0])) / n
				w := (float64(a[1]) + t*float64(b[1]-a[1])) / n
				cross = append(cross, [2]float64{x.at(u), y.at(w)})
			}
			for k := 0; k+1 < len(cross); k += 2 {
				lines = append(lines, [][2]float64{cross[k], cross[k+1]})
			}
		}
	}
	return join(lines)
}

// join makes long lines of short ones that share an end, so that a line is drawn as one.
func join(segments [][][2]float64) [][][2]float64 {
	near := func(a, b [2]float64) bool {
		return math.Abs(a[0]-b[0])+math.Abs(a[1]-b[1]) < 1e-12*(1+math.Abs(a[0])+math.Abs(a[1]))
	}
	var lines [][][2]float64
next:
	for _, s := range segments {
		for i, l := range lines {
			first, last := l[0], l[len(l)-1]
			switch {
			case near(last, s[0]):
				lines[i] = append(l, s[1])
				continue next
			case near(last, s[1]):
				lines[i] = append(l, s[0])
				continue next
			case near(first, s[0]):
				lines[i] = append([][2]float64{s[1]}, l...)
				continue next
			case near(first, s[1]):
				lines[i] = append([][2]float64{s[0]}, l...)
				continue next
			}
		}
		lines = append(lines, s)
	}
	return lines
}
