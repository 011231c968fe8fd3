package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Key is one key of a format: for documentation, and for programs that assign to keys, such as sweeps.
type Key struct {
	Path    string // "model.layers"; "verifiers[].rate" of the sections in a list
	Default string // as it is written in YAML; empty for a section or a required key
	Allowed string // what may be written
	Only    string // "kind gpt": where it applies, empty: everywhere
	Doc     string
	Kind    reflect.Kind // of the value, or of a list's elements: Struct of a section or a list of them
	List    bool
	Unit    Unit
	OneOf   []string // the allowed strings, if they are listed
}

// Row returns the key as a row of a table in Markdown: key, default, what is allowed, meaning.
func (k Key) Row() string {
	fallback := "required"
	if k.Default != "" {
		fallback = "`" + k.Default + "`"
	}
	doc := k.Doc
	if k.Only != "" {
		doc += " (" + k.Only + " only)"
	}
	return fmt.Sprintf("| `%s` | %s | %s | %s |", k.Path, fallback, k.Allowed, doc)
}

// Keys lists the keys of a format, sections before what is in them.
func Keys(v any) []Key { return keys(reflect.TypeOf(v), "") }

func keys(t reflect.Type, path string) []Key {
	var out []Key
	for _, f := range fieldsOf(t) {
		k := f.key(path)
		out = append(out, k)
		switch f.kind {
		case section:
			out = append(out, keys(f.typ, k.Path)...)
		case sections:
			out = append(out, keys(f.typ, k.Path+"[]")...)
		}
	}
	return out
}

// key describes the field in a section at path.
func (f *field) key(path string) Key {
	k := Key{Path: join(path, f.name), Default: f.fallback, Doc: f.doc, Kind: f.typ.Kind(), List: f.many(), Unit: f.unit, OneOf: f.oneof}
	if f.only.key != "" {
		k.Only = f.only.key + " " + strings.Join(f.only.values, ", ")
	}
	if !f.required && f.fallback == "" && f.kind == scalar {
		k.Default = `""`
	}
	switch f.kind {
	case sections:
		k.Allowed = fmt.Sprintf("a list of at most %d sections", f.most)
	case list:
		k.Allowed = fmt.Sprintf("a list of at most %d, each %s", f.most, f.want())
	case scalar:
		k.Allowed = f.want()
	}
	return k
}

// Find returns the key that an assignment's path names, such as "model.layers", "verifiers.0.rate" or, of an element, "model.hidden.0".
func Find(v any, path string) (Key, error) {
	t, at := reflect.TypeOf(v), ""
	var k Key
	words := strings.Split(path, ".")
	for i, word := range words {
		if k.List { // the word before named a list
			if _, err := strconv.ParseUint(word, 10, 31); err != nil {
				return Key{}, fmt.Errorf("%s: %s is a list: want a number, from 0, after it", path, at)
			}
			at += "." + word
			k.List, k.Path = false, at
			continue
		}
		if i > 0 && k.Kind != reflect.Struct {
			return Key{}, fmt.Errorf("%s: %s is not a section", path, at)
		}
		fields := fieldsOf(t)
		f := find(fields, word)
		if f == nil {
			return Key{}, fmt.Errorf("%s: unknown key, allowed are %s", join(at, word), names(fields))
		}
		k = f.key(at)
		at, t = k.Path, f.typ
	}
	return k, nil
}
