package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
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
			allowed := object{{"enum", f.only.values}}
			other := f.only.field
			if other.kind == list {
				allowed = object{{"contains", allowed}}
			}
			condition := object{{"properties", object{{f.only.key, object{{"not", allowed}}}}}}
			section := reflect.New(t).Elem()
			if !other.required {
				other.setDefault(section.Field(other.index))
			}
			if !other.required && f.only.allows(f.only.of(section)) {
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
	switch f.kind {
	case sections:
		o = append(o, object{{"type", "array"}, {"maxItems", f.most}, {"items", sectionSchema(f.typ)}}...)
	case list:
		o = append(o, object{{"type", "array"}, {"maxItems", f.most}, {"items", f.scalarSchema()}}...)
	default:
		o = append(o, f.scalarSchema()...)
	}
	if !f.required {
		o = append(o, member{"default", f.defaultValue(t)})
	}
	return o
}

// defaultValue is the default as JSON has it: with a unit a text, or texts, as in a file.
func (f *field) defaultValue(t reflect.Type) any {
	v := reflect.New(t).Elem()
	f.setDefault(v)
	switch {
	case f.kind == sections:
		return []any{} // mustDefault allows no other
	case f.unit != "" && f.kind == list:
		texts := []string{}
		for i := range v.Len() {
			texts = append(texts, f.unit.Format(v.Index(i).Int()))
		}
		return texts
	case f.unit != "":
		return f.fallback
	case v.Kind() == reflect.Slice && v.IsNil():
		v = reflect.MakeSlice(t, 0, 0)
	}
	return v.Interface()
}

func (f *field) scalarSchema() object {
	if f.unit != "" { // the bounds are in the description: no word of JSON schema compares such texts
		return object{{"type", "string"}, {"pattern", f.unit.pattern(must(f.whole(f.min)) < 0)}}
	}
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
