package report

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"refute/sim/scenario"
)

// with is a scenario with some numbers set by the paths of their keys, such as verifiers.0.rate: a closed form is evaluated between the points that were
// simulated, too. It reports whether the paths are those of numbers. The numbers are not checked against the bounds of a file.
func with(s *scenario.Scenario, values map[string]float64) (*scenario.Scenario, bool) {
	out := *s
	out.Solvers, out.Verifiers = slices.Clone(s.Solvers), slices.Clone(s.Verifiers)
	for path, x := range values {
		if !set(reflect.ValueOf(&out).Elem(), strings.Split(path, "."), x) {
			return nil, false
		}
	}
	return &out, true
}

func set(v reflect.Value, path []string, x float64) bool {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if len(path) > 0 && v.Type().Field(i).Tag.Get("yaml") == path[0] {
				return set(v.Field(i), path[1:], x)
			}
		}
	case reflect.Slice:
		if len(path) > 0 {
			if i, err := strconv.Atoi(path[0]); err == nil && i >= 0 && i < v.Len() {
				return set(v.Index(i), path[1:], x)
			}
		}
	case reflect.Float64, reflect.Float32:
		if len(path) == 0 {
			v.SetFloat(x)
			return true
		}
	case reflect.Int, reflect.Int64:
		if len(path) == 0 && math.Abs(x) < 1<<62 {
			v.SetInt(int64(math.Round(x)))
			return true
		}
	case reflect.Uint64, reflect.Uint32:
		if len(path) == 0 && x >= 0 && x < 1<<62 {
			v.SetUint(uint64(math.Round(x)))
			return true
		}
	}
	return false
}

// get is a value of a scenario by its key's path.
func get(s *scenario.Scenario, path string) (reflect.Value, bool) {
	v := reflect.ValueOf(s).Elem()
	for _, name := range strings.Split(path, ".") {
		next := reflect.Value{}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).Tag.Get("yaml") == name {
					next = v.Field(i)
				}
			}
		case reflect.Slice:
			if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < v.Len() {
				next = v.Index(i)
			}
		}
		if !next.IsValid() {
			return next, false
		}
		v = next
	}
	return v, true
}
