package config

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

type kind int

const (
	section  kind = iota
	sections      // a list of them
	list          // of scalars
	scalar
)

// field is a key of a section, as a struct's tags declare it.
type field struct {
	index    int
	name     string
	kind     kind
	typ      reflect.Type // of the scalar, or of a list's elements
	unit     Unit         // of an int64, or empty
	doc      string
	fallback string        // the default, in YAML
	silent   reflect.Value // the same as a value
	required bool
	min, max string
	most     int
	oneof    []string
	only     condition
}

// condition says for which values of another key of the section a key applies; if that is a list, one of its elements must be such a value.
type condition struct {
	key    string
	values []string
	field  *field // the key's
}

// of returns the other key's value, or its elements.
func (c condition) of(section reflect.Value) []string {
	v := section.Field(c.field.index)
	if c.field.kind != list {
		return []string{v.String()}
	}
	var s []string
	for i := range v.Len() {
		s = append(s, v.Index(i).String())
	}
	return s
}

func (c condition) allows(values []string) bool {
	return slices.ContainsFunc(values, func(s string) bool { return slices.Contains(c.values, s) })
}

func known(fields []*field, name string) bool { return find(fields, name) != nil }
func (f *field) bounded() bool                { return f.min != "" || f.max != "" }
func (f *field) many() bool                   { return f.kind == list || f.kind == sections }
func (f *field) structured() bool             { return f.kind == section || f.kind == sections }

// setDefault sets a value to its default; a list is one of its own.
func (f *field) setDefault(v reflect.Value) {
	if v.Kind() == reflect.Slice && !f.silent.IsNil() {
		v.Set(reflect.MakeSlice(v.Type(), f.silent.Len(), f.silent.Len()))
		reflect.Copy(v, f.silent)
		return
	}
	v.Set(f.silent)
}

func find(fields []*field, name string) *field {
	for _, f := range fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

func names(fields []*field) string {
	var s []string
	for _, f := range fields {
		s = append(s, f.name)
	}
	return strings.Join(s, ", ")
}

// formats keeps what fieldsOf has found, by type.
var formats sync.Map

// fieldsOf returns the keys of a section. It panics on a struct that is no format: that is the programmer's error, and every format has a test.
func fieldsOf(t reflect.Type) []*field {
	if fields, ok := formats.Load(t); ok {
		return fields.([]*field)
	}
	var fields []*field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag
		f := &field{index: i, name: tag.Get("yaml"), doc: tag.Get("doc"), fallback: tag.Get("default"), required: tag.Get("required") == "true",
			min: tag.Get("min"), max: tag.Get("max"), oneof: strings.Fields(tag.Get("oneof")), typ: sf.Type, kind: scalar, unit: Unit(tag.Get("unit"))}
		if f.name == "" || f.doc == "" {
			panic(fmt.Sprintf("config: %s.%s has no yaml or doc tag", t, sf.Name))
		}
		switch sf.Type.Kind() {
		case reflect.Struct:
			f.kind = section
		case reflect.Slice:
			if f.kind, f.typ = list, sf.Type.Elem(); f.typ.Kind() == reflect.Struct {
				f.kind = sections
			}
		}
		if s := tag.Get("most"); s != "" {
			f.most = must(strconv.Atoi(s))
		}
		number := !f.structured() && f.typ.Kind() != reflect.Bool && f.typ.Kind() != reflect.String
		if number && (f.min == "" || f.max == "") || !number && f.bounded() ||
			(f.many() || f.kind == scalar && f.typ.Kind() == reflect.String && len(f.oneof) == 0) != (f.most > 0) {
			panic(fmt.Sprintf("config: %s.%s needs min and max if it has numbers, and most if it is a list or a free string", t, sf.Name))
		}
		if f.unit != "" && (measures[f.unit] == nil || f.typ.Kind() != reflect.Int64) {
			panic(fmt.Sprintf("config: %s.%s has the unit %q, which is none, or none of an %s", t, sf.Name, f.unit, f.typ))
		}
		if f.kind == sections {
			fieldsOf(f.typ) // panics if that is no format
		}
		if s := tag.Get("only"); s != "" {
			key, values, _ := strings.Cut(s, "=")
			other := find(fields, key)
			if other == nil || other.structured() || other.typ.Kind() != reflect.String {
				panic(fmt.Sprintf("config: %s.%s applies by %q, which is no key before it", t, sf.Name, key))
			}
			f.only = condition{key, strings.Fields(values), other}
		}
		if f.kind != section && !f.required {
			f.silent = reflect.New(sf.Type).Elem()
			mustDefault(f, f.silent) // panics here, not at a user
		}
		fields = append(fields, f)
	}
	formats.Store(t, fields)
	return fields
}

func must[T any](v T, err error) T {
	if err != nil {
		panic("config: " + err.Error())
	}
	return v
}

// mustDefault sets a value to its default.
func mustDefault(f *field, v reflect.Value) {
	if f.kind == scalar && f.typ.Kind() == reflect.String && f.fallback == "" {
		return
	}
	if f.kind == sections && f.fallback != "[]" {
		panic(fmt.Sprintf("config: the default of %s, a list of sections, can only be []", f.name))
	}
	n := must(parse("default", []byte(f.fallback)))
	d := &decoder{name: "default of " + f.name}
	if err := d.value(n, f, v, f.name); err != nil {
		panic("config: " + err.Error())
	}
}

// want names what a scalar must be.
func (f *field) want() string {
	switch {
	case len(f.oneof) > 0:
		return "one of " + strings.Join(f.oneof, ", ")
	case f.typ.Kind() == reflect.Bool:
		return "true or false"
	case f.typ.Kind() == reflect.String:
		return fmt.Sprintf("a word of at most %d bytes", f.most)
	case f.unit == Time, f.unit == Money:
		return fmt.Sprintf("%s from %s to %s with its unit, %s, such as %s", f.unit, f.min, f.max, f.unit.measureNames(), f.unit.example())
	case f.typ.Kind() == reflect.Float32, f.typ.Kind() == reflect.Float64:
		return fmt.Sprintf("a number from %s to %s", f.min, f.max)
	}
	return fmt.Sprintf("a whole number from %s to %s", f.min, f.max)
}

// parse reads a scalar's text. Numbers are read as decimal, to the nearest value of their type, with the same result on every machine.
func (f *field) parse(text string, v reflect.Value) error {
	fail := func() error { return fmt.Errorf("%q: want %s", clip(text), f.want()) }
	switch v.Kind() {
	case reflect.Bool:
		if text != "true" && text != "false" {
			return fail()
		}
		v.SetBool(text == "true")
	case reflect.String:
		if len(f.oneof) > 0 && !slices.Contains(f.oneof, text) || len(f.oneof) == 0 && len(text) > f.most {
			return fail()
		}
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		n, err := f.whole(text)
		if size := sizeError(""); errors.As(err, &size) {
			return err
		}
		low, high := must(f.whole(f.min)), must(f.whole(f.max))
		if err != nil || n < low || n > high || f.unit != "" && low >= 0 && strings.HasPrefix(text, "-") {
			return fail()
		}
		v.SetInt(n)
	case reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil || n < must(strconv.ParseUint(f.min, 10, 64)) || n > must(strconv.ParseUint(f.max, 10, 64)) || v.OverflowUint(n) {
			return fail()
		}
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		x, err := strconv.ParseFloat(text, v.Type().Bits())
		if strings.ContainsAny(text, "xXpP_") || err != nil || math.IsNaN(x) || x < must(strconv.ParseFloat(f.min, 32)) || x > must(strconv.ParseFloat(f.max, 32)) {
			return fail()
		}
		v.SetFloat(x)
	default:
		panic("config: a field of type " + v.Type().String())
	}
	return nil
}

// whole reads the text of an int or int64.
func (f *field) whole(text string) (int64, error) {
	if f.unit != "" {
		return f.unit.Parse(text)
	}
	return strconv.ParseInt(text, 10, 64)
}

// clip shortens what is quoted in an error.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
