package experiment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestGrid(t *testing.T) {
	points, err := Grid([]Axis{{Path: "a", Values: []string{"x", "y"}}, {Path: "b", From: 1, To: 100, Unit: "ether", Count: 3, Log: true}, {Path: "c", From: 0, To: 10, Unit: "whole", Count: 4}})
	if err != nil || len(points) != 24 {
		t.Fatal(points, err)
	}
	var got []string
	for _, p := range points[8:13] {
		got = append(got, strings.Join(p, ";"))
	}
	if want := []string{"x;100 ether;0", "x;100 ether;3", "x;100 ether;7", "x;100 ether;10", "y;1 ether;0"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if points[4][1] != "10 ether" {
		t.Errorf("the middle of 1 and 100 in ratios is %s", points[4][1])
	}
	if one, err := Grid([]Axis{{Path: "a", From: 2, To: 3, Count: 1}}); err != nil || len(one) != 1 || one[0][0] != "2" {
		t.Errorf("%v, %v", one, err)
	}
}

func TestAxisText(t *testing.T) {
	for _, c := range []struct {
		unit string
		x    float64
		want string
	}{
		{"", 1.0 / 3, "0.333333"}, {"", 1e-9 / 3, "3.33333e-10"}, {"ether", 1e-7 / 3, "0.000000033 ether"}, {"ether", 0.1, "0.1 ether"}, {"gwei", 1234567.5, "1234568 gwei"},
		{"whole", -0.2, "0"}, {"whole", 1e7 + 1, "10000001"}, {"s", 1.5, "1.5s"}, {"ms", 1e-8, "0ms"}, {"d", 365, "365d"}, {"h", 0.5, "0.5h"},
	} {
		a := Axis{Path: "a", Unit: c.unit}
		if got := a.text(c.x); got != c.want {
			t.Errorf("%v in %q is %q, want %q", c.x, c.unit, got, c.want)
		}
	}
}

// Along each axis a Latin hypercube has one point in each of n equal parts, and another seed gives another one.
func TestLatinHypercube(t *testing.T) {
	axes := []Axis{{Path: "a", To: 1, Count: 1}, {Path: "b", To: 1, Count: 1}, {Path: "c", Values: []string{"x", "y"}}}
	points, err := LatinHypercube(axes, 50, 3)
	if err != nil {
		t.Fatal(err)
	}
	for a := range 2 {
		var parts [50]int
		for _, p := range points {
			x, err := strconv.ParseFloat(p[a], 64)
			if err != nil {
				t.Fatal(err)
			}
			parts[int(x*50)]++
		}
		if slices.ContainsFunc(parts[:], func(n int) bool { return n != 1 }) {
			t.Errorf("axis %d: %v", a, parts)
		}
	}
	x := 0
	for _, p := range points {
		if p[2] == "x" {
			x++
		}
	}
	if x != 25 {
		t.Errorf("%d of 50 points have x", x)
	}
	again, _ := LatinHypercube(axes, 50, 3)
	other, _ := LatinHypercube(axes, 50, 4)
	if fmt.Sprint(again) != fmt.Sprint(points) || fmt.Sprint(other) == fmt.Sprint(points) {
		t.Error("the points do not follow from the seed")
	}
}

// The first b^k points of Halton's sequence have one in each of b^k equal parts of the axis of base b, whatever the permutations; a longer one begins with a shorter one.
func TestHalton(t *testing.T) {
	axes := []Axis{{Path: "a", To: 1, Count: 1}, {Path: "b", To: 1, Count: 1}, {Path: "c", To: 1, Count: 1}}
	for _, seed := range []uint64{1, 2} {
		points, err := Halton(axes, 250, seed)
		if err != nil {
			t.Fatal(err)
		}
		for a, n := range []int{128, 243, 125} {
			parts := make([]int, n)
			for _, p := range points[:n] {
				x, err := strconv.ParseFloat(p[a], 64)
				if err != nil {
					t.Fatal(err)
				}
				parts[min(int(x*float64(n)+1e-4), n-1)]++
			}
			if slices.ContainsFunc(parts, func(k int) bool { return k != 1 }) {
				t.Errorf("seed %d, axis %d: %v", seed, a, parts)
			}
		}
		short, _ := Halton(axes, 20, seed)
		if fmt.Sprint(short) != fmt.Sprint(points[:20]) {
			t.Error("a longer sequence begins otherwise")
		}
	}
	// In 40 axes, no two go together as they do without permutations (the correlation of bases 167 and 173 is then near 1).
	many := make([]Axis, 40)
	for i := range many {
		many[i] = Axis{Path: fmt.Sprint(i), To: 1, Count: 1}
	}
	points, err := Halton(many, 150, 1)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, p := range points {
		x, _ := strconv.ParseFloat(p[38], 64)
		y, _ := strconv.ParseFloat(p[39], 64)
		sum += (x - 0.5) * (y - 0.5) * 12
	}
	if r := sum / 150; r > 0.4 || r < -0.4 {
		t.Errorf("the correlation of the last two axes is %v", r)
	}
}

func TestDesignRefusals(t *testing.T) {
	good := Axis{Path: "a", To: 1, Count: 2}
	for _, c := range []struct {
		axes []Axis
		want string
	}{
		{nil, "0 parameters are varied"},
		{[]Axis{good, good}, "a is varied twice"},
		{[]Axis{{Path: "b", From: 2, To: 1, Count: 2}}, "b: a range from 2 to 1: want it upwards"},
		{[]Axis{{Path: "b", To: 1, Count: 2, Log: true}}, "want it to begin above 0"},
		{[]Axis{{Path: "b", To: 1, Count: 2, Unit: "mile"}}, `a range in "mile"`},
		{[]Axis{{Path: "b", To: 1}}, "0 values"},
		{[]Axis{{Path: "a", To: 1, Count: 1 << 10}, {Path: "b", To: 1, Count: 1 << 10}}, "more than 65536 points"},
	} {
		if _, err := Grid(c.axes); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	if _, err := Halton([]Axis{good}, 0, 1); err == nil {
		t.Error("a design of no points")
	}
}
