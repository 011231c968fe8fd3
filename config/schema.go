package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// object is a JSON object whose keys keep their order, so that a schema is the same bytes each time.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:", m.key)
		v, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Schema returns the JSON schema (draft 2020-12) of a format, of whose struct v is a value. Editors check and complete files with it.
func Schema(title string, v any) []byte {
	o := object{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}}
	b, err := json.Marshal(append(o, sectionSchema(reflect.TypeOf(v))...))
	if err != nil {
		panic("config: " + err.Error()) // nothing in it can fail
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		panic("config: " + err.Error())
	}
	out.WriteByte('\n')
	return out.Bytes()
}

func sectionSchema(t reflect.Type) object {
	var properties object
	var required []string
	var all []object // conditions
	for _, f := range fieldsOf(t) {
		properties = append(properties, member{f.name, f.schema(t.Field(f.index).Type)})
		if f.required {
			required = append(required, f.name)
		}
		if f.only.key != "" {
			// A key that has a default may be missing, so "not one of" asks for its presence only where the default is not allowed.
			condition := object{{"properties", object{{f.only.key, object{{"not", object{{"enum", f.only.values}}}}}}}}
			if other := find(fieldsOf(t), f.only.key); f.only.allows(other.fallback) {
				condition = append(condition, member{"required", []string{f.only.key}})
			}
			all = append(all, object{{"if", condition}, {"then", object{{"properties", object{{f.name, false}}}}}})
		}
	}
	o := object{{"type", "object"}, {"additionalProperties", false}, {"properties", properties}}
	if required != nil {
		o = append(o, member{"required", required})
	}
	if all != nil {
		o = append(o, member{"allOf", all})
	}
	return o
}

func (f *field) schema(t reflect.Type) object {
	o := object{{"description", f.doc}}
	if f.kind == section {
		return append(o, sectionSchema(t)...)
	}
	one := f.scalarSchema()
	if f.kind == list {
		o = append(o, object{{"type", "array"}, {"maxItems", f.most}, {"items", one}}...)
	} else {
		o = append(o, one...)
	}
	if !f.required {
		v := reflect.New(t).Elem()
		f.setDefault(v)
		if v.Kind() == reflect.Slice && v.IsNil() {
			v = reflect.MakeSlice(t, 0, 0)
		}
		o = append(o, member{"default", v.Interface()})
	}
	return o
}

func (f *field) scalarSchema() object {
	switch f.typ.Kind() {
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.String:
		if len(f.oneof) > 0 {
			return object{{"type", "string"}, {"enum", f.oneof}}
		}
		return object{{"type", "string"}, {"maxLength", f.most}}
	case reflect.Float32, reflect.Float64:
		return object{{"type", "number"}, {"minimum", json.Number(f.min)}, {"maximum", json.Number(f.max)}}
	}
	return object{{"type", "integer"}, {"minimum", json.Number(f.min)}, {"maximum", json.Number(f.max)}}
}

// Key is one key of a format, for documentation.
type Key struct {
	Path    string // "model.layers"
	Default string // as it is written in YAML; empty for a section or a required key
	Allowed string // what may be written
	Only    string // "kind gpt": where it applies, empty: everywhere
	Doc     string
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
		k := Key{Path: join(path, f.name), Default: f.fallback, Doc: f.doc}
		if f.only.key != "" {
			k.Only = f.only.key + " " + strings.Join(f.only.values, ", ")
		}
		switch f.kind {
		case section:
			out = append(append(out, k), keys(t.Field(f.index).Type, k.Path)...)
			continue
		case list:
			k.Allowed = fmt.Sprintf("a list of at most %d, each %s", f.most, f.want())
		default:
			k.Allowed = f.want()
		}
		out = append(out, k)
	}
	return out
}
