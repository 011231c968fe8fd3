package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Limits of a file.
const (
	// MaxFile is the largest file that is read, in bytes.
	MaxFile = 64 << 10
	// maxNodes bounds the keys and values of a file.
	maxNodes = 4096
	// maxDepth bounds how deep a file nests.
	maxDepth = 16
)

// Error says what is wrong with a file, and where.
type Error struct {
	Where string // "mlp.yaml:12", or "--set model.layers=0"
	Key   string // "model.layers", or empty
	Err   error
}

func (e *Error) Error() string {
	if e.Key == "" {
		return e.Where + ": " + e.Err.Error()
	}
	return e.Where + ": " + e.Key + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Read reads a YAML document into the struct that into points to, whose fields it sets all: to the file's values, or to their defaults.
// name is what errors call the document. Each of sets is an assignment such as "model.layers=12" that is made to the
// document before it is read, the value being YAML too. The error is an *[Error].
func Read(name string, r io.Reader, sets []string, into any) error {
	return ReadChecked(name, r, sets, into, func() error { return nil })
}

// ReadChecked is Read, and then check, which says what is impossible together: an error that begins with a key and a colon is given the place of that key, or of
// what it is in, if it is in the document or an assignment.
func ReadChecked(name string, r io.Reader, sets []string, into any, check func() error) error {
	b, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return &Error{Where: name, Err: err}
	}
	if len(b) > MaxFile {
		return &Error{Where: name, Err: fmt.Errorf("more than %d bytes, which no such file needs", MaxFile)}
	}
	root, err := parse(name, b)
	if err != nil {
		return err
	}
	d := &decoder{name: name, origin: map[*yaml.Node]string{}, given: map[string]*yaml.Node{}}
	if err := d.check(root, 0); err != nil {
		return err
	}
	for _, s := range sets {
		if err := d.set(root, s); err != nil {
			return err
		}
	}
	v := reflect.ValueOf(into).Elem()
	v.SetZero()
	if err := d.section(root, v, ""); err != nil {
		return err
	}
	if err := check(); err != nil {
		key, _, _ := strings.Cut(err.Error(), ":")
		return &Error{Where: d.place(key), Err: err}
	}
	return nil
}

// place returns where a key was given, or the innermost of the sections that it is in.
func (d *decoder) place(key string) string {
	for key != "" {
		if n := d.given[key]; n != nil {
			return d.where(n)
		}
		key = key[:max(0, strings.LastIndexAny(key, ".["))]
	}
	return d.name
}

// parse returns the one document of b, an empty mapping if there is nothing in it.
func parse(name string, b []byte) (root *yaml.Node, err error) {
	y := yaml.NewDecoder(bytes.NewReader(b))
	var doc yaml.Node
	switch err := y.Decode(&doc); {
	case err == io.EOF:
		return &yaml.Node{Kind: yaml.MappingNode, Line: 1}, nil
	case err != nil:
		return nil, &Error{Where: name, Err: err}
	}
	var more yaml.Node
	if err := y.Decode(&more); err == nil {
		return nil, &Error{Where: fmt.Sprintf("%s:%d", name, more.Line), Err: errors.New("a second document: one file holds one")}
	} else if err != io.EOF {
		return nil, &Error{Where: name, Err: err}
	}
	return doc.Content[0], nil
}

// decoder reads nodes into values by reflection.
type decoder struct {
	name   string
	nodes  int
	origin map[*yaml.Node]string // of nodes that assignments made
	given  map[string]*yaml.Node // by their keys
}

func (d *decoder) where(n *yaml.Node) string {
	if s, ok := d.origin[n]; ok {
		return s
	}
	return fmt.Sprintf("%s:%d", d.name, n.Line)
}

func (d *decoder) fail(n *yaml.Node, key, format string, args ...any) error {
	return &Error{d.where(n), key, fmt.Errorf(format, args...)}
}

// check refuses what is not plain: see the package's comment.
func (d *decoder) check(n *yaml.Node, depth int) error {
	if d.nodes++; d.nodes > maxNodes {
		return d.fail(n, "", "more than %d keys and values", maxNodes)
	}
	switch {
	case depth > maxDepth:
		return d.fail(n, "", "nested more than %d deep", maxDepth)
	case n.Anchor != "" || n.Kind == yaml.AliasNode:
		return d.fail(n, "", "anchors and aliases are not allowed: write the value out")
	case n.Style&yaml.TaggedStyle != 0:
		return d.fail(n, "", "the tag %s is not allowed: write the plain value", n.Tag)
	}
	if n.Kind == yaml.MappingNode {
		seen := map[string]bool{}
		for i := 0; i < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind != yaml.ScalarNode || k.Tag != "!!str" {
				return d.fail(k, "", "a key must be a plain word")
			}
			if seen[k.Value] {
				return d.fail(k, "", "the key %q is there twice", k.Value)
			}
			seen[k.Value] = true
		}
	}
	for _, c := range n.Content {
		if err := d.check(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// set makes an assignment to the document.
func (d *decoder) set(root *yaml.Node, s string) error {
	origin := "--set " + s
	path, text, ok := strings.Cut(s, "=")
	if !ok || path == "" || len(s) > MaxFile {
		return &Error{Where: origin, Err: errors.New("want KEY=VALUE")}
	}
	value, err := parse(origin, []byte(text))
	if err != nil {
		return err
	}
	d.mark(value, origin)
	if err := d.check(value, 0); err != nil {
		return err
	}
	at := root
	keys := strings.Split(path, ".")
	for i, k := range keys {
		if at.Kind == yaml.SequenceNode {
			n, err := strconv.ParseUint(k, 10, 31)
			if err != nil || n >= uint64(len(at.Content)) {
				return &Error{origin, strings.Join(keys[:i+1], "."), fmt.Errorf("is a list of %d: want a number below that, or assign the whole list", len(at.Content))}
			}
			if i == len(keys)-1 {
				at.Content[n] = value
			}
			at = at.Content[n]
			continue
		}
		if at.Kind != yaml.MappingNode {
			return &Error{origin, strings.Join(keys[:i], "."), errors.New("is not a section")}
		}
		j := 0
		for j < len(at.Content) && at.Content[j].Value != k {
			j += 2
		}
		if j == len(at.Content) {
			key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: k}
			section := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			d.origin[key], d.origin[section] = origin, origin
			at.Content = append(at.Content, key, section)
		}
		if i == len(keys)-1 {
			at.Content[j+1] = value
		}
		at = at.Content[j+1]
	}
	return nil
}

func (d *decoder) mark(n *yaml.Node, origin string) {
	d.origin[n] = origin
	for _, c := range n.Content {
		d.mark(c, origin)
	}
}

// section reads a mapping into a struct.
func (d *decoder) section(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" { // "model:" and nothing in it
		n = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line}
	}
	if n.Kind != yaml.MappingNode {
		return d.fail(n, path, "is a section: want keys with values")
	}
	fields := fieldsOf(v.Type())
	given := map[string]*yaml.Node{}
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		if !known(fields, k.Value) {
			return d.fail(k, join(path, k.Value), "unknown key, allowed are %s", names(fields))
		}
		given[k.Value] = n.Content[i+1]
	}
	for _, f := range fields {
		at, ok := given[f.name]
		key := join(path, f.name)
		switch {
		case ok:
			d.given[key] = at
			if err := d.value(at, f, v.Field(f.index), key); err != nil {
				return err
			}
		case f.required:
			return d.fail(n, key, "is missing: %s", f.doc)
		case f.kind == section:
			if err := d.section(&yaml.Node{Kind: yaml.MappingNode, Line: n.Line}, v.Field(f.index), key); err != nil {
				return err
			}
		default:
			f.setDefault(v.Field(f.index))
		}
	}
	// What applies to another kind only: after all values are known, in the order of the fields.
	for _, f := range fields {
		if at, ok := given[f.name]; ok && f.only.key != "" {
			if kind := f.only.of(v); !f.only.allows(kind) {
				if len(kind) == 0 {
					kind = []string{"none"}
				}
				return d.fail(at, join(path, f.name), "does not apply to %s %s, only to %s", f.only.key, strings.Join(kind, ", "), strings.Join(f.only.values, ", "))
			}
		}
	}
	return nil
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// value reads a node into a field.
func (d *decoder) value(n *yaml.Node, f *field, v reflect.Value, key string) error {
	switch f.kind {
	case section:
		return d.section(n, v, key)
	case list, sections:
		if n.Kind != yaml.SequenceNode {
			if f.kind == sections {
				return d.fail(n, key, "is a list of sections: want [{key: value, …}, …]")
			}
			return d.fail(n, key, "is a list: want [a, b, c]")
		}
		if len(n.Content) > f.most {
			return d.fail(n, key, "%d elements, allowed are %d", len(n.Content), f.most)
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			at := fmt.Sprintf("%s[%d]", key, i)
			switch {
			case f.kind == list:
				if err := d.scalar(c, f, v.Index(i), at); err != nil {
					return err
				}
			case c.Kind != yaml.MappingNode: // nor null: a dash with nothing behind it is a slip
				return d.fail(c, at, "is a section: want keys with values")
			default:
				d.given[at] = c
				if err := d.section(c, v.Index(i), at); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return d.scalar(n, f, v, key)
}

func (d *decoder) scalar(n *yaml.Node, f *field, v reflect.Value, key string) error {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return d.fail(n, key, "want %s", f.want())
	}
	if err := f.parse(n.Value, v); err != nil {
		return d.fail(n, key, "%w", err)
	}
	return nil
}
