package config

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

type recipe struct {
	Dish   dish    `yaml:"dish" doc:"What is cooked."`
	Guests uint32  `yaml:"guests" required:"true" min:"1" max:"12" doc:"Who comes."`
	Salt   float32 `yaml:"salt" default:"0.5" min:"0" max:"10" doc:"In grams."`
	Exact  float64 `yaml:"exact" default:"0.1" min:"-1" max:"1" doc:"A number."`
	Seed   uint64  `yaml:"seed" default:"7" min:"0" max:"18446744073709551615" doc:"Of chance."`
	Hot    bool    `yaml:"hot" default:"true" doc:"Whether it is served hot."`
}

type dish struct {
	Kind    string   `yaml:"kind" default:"soup" oneof:"soup cake" doc:"Its kind."`
	Name    string   `yaml:"name" default:"" most:"8" doc:"Its name."`
	Layers  []int    `yaml:"layers" default:"[1, 2]" min:"1" max:"9" most:"3" only:"kind=cake" doc:"Of a cake."`
	Herbs   []string `yaml:"herbs" default:"[]" most:"2" oneof:"dill sage" only:"kind=soup" doc:"Of a soup."`
	Stirred int      `yaml:"stirred" default:"-3" min:"-5" max:"5" doc:"Turns to the right."`
}

func TestRead(t *testing.T) {
	var got recipe
	text := "guests: 3\nsalt: 1e-3\ndish:\n  kind: cake\n  layers: [3, 4]\n"
	if err := Read("r.yaml", strings.NewReader(text), []string{"dish.layers=[9]", "seed=18446744073709551615", "dish.name=x y"}, &got); err != nil {
		t.Fatal(err)
	}
	want := recipe{dish{"cake", "x y", []int{9}, []string{}, -3}, 3, 1e-3, 0.1, 1<<64 - 1, true}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	// What was in the struct does not shine through, and a section may be empty.
	if err := Read("r.yaml", strings.NewReader("guests: 1\ndish:\n"), nil, &got); err != nil {
		t.Fatal(err)
	}
	if want := (recipe{dish{"soup", "", []int{1, 2}, []string{}, -3}, 1, 0.5, 0.1, 7, true}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ text, set, want string }{
		{"", "", "r.yaml:1: guests: is missing: Who comes."},
		{"guests: 1\nsugar: 2", "", "r.yaml:2: sugar: unknown key, allowed are dish, guests, salt, exact, seed, hot"},
		{"guests: 1\ndish:\n  kind: pie", "", `r.yaml:3: dish.kind: "pie": want one of soup, cake`},
		{"guests: 1\nguests: 2", "", `r.yaml:2: the key "guests" is there twice`},
		{"guests: 13", "", `r.yaml:1: guests: "13": want a whole number from 1 to 12`},
		{"guests: 0x1", "", `guests: "0x1": want a whole number`},
		{"guests: 4294967297", "", "want a whole number"},
		{"guests: 1.0", "", "want a whole number"},
		{"guests: [1]", "", "r.yaml:1: guests: want a whole number"},
		{"guests: ~", "", "guests: want a whole number"},
		{"guests: 1\nsalt: .nan", "", "want a number from 0 to 10"},
		{"guests: 1\nsalt: NaN", "", "want a number from 0 to 10"},
		{"guests: 1\nsalt: 1_0", "", "want a number from 0 to 10"},
		{"guests: 1\nsalt: 1e39", "", "want a number from 0 to 10"},
		{"guests: 1\nhot: yes", "", `"yes": want true or false`},
		{"guests: 1\ndish: {layers: [1]}", "", "r.yaml:2: dish.layers: does not apply to kind soup, only to cake"},
		{"guests: 1\ndish: {kind: cake, layers: [1, 2, 3, 4]}", "", "4 elements, allowed are 3"},
		{"guests: 1\ndish: {kind: cake, layers: [1, 10]}", "", `dish.layers[1]: "10": want a whole number from 1 to 9`},
		{"guests: 1\ndish: {kind: cake, layers: 1}", "", "is a list"},
		{"guests: 1\ndish: 5", "", "r.yaml:2: dish: is a section"},
		{"guests: 1\ndish: {name: 123456789}", "", "a word of at most 8 bytes"},
		{"- guests", "", "is a section"},
		{"guests: &a 1", "", "anchors and aliases"},
		{"dish: &a {}\nguests: *a", "", "anchors and aliases"},
		{"guests: !!int 1", "", "the tag !!int is not allowed"},
		{"? [a]\n: 1", "", "a key must be a plain word"},
		{"<<: {guests: 1}", "", "a key must be a plain word"},
		{"guests: 1\n---\nguests: 2", "", "a second document"},
		{"guests: 1\n  x: [", "", "r.yaml: yaml:"},
		{strings.Repeat("[", 100), "", "r.yaml"},
		{"dish:" + strings.Repeat(" {a:", 20) + strings.Repeat("}", 20), "", "nested more than 16 deep"},
		{"a: [" + strings.Repeat("1,", 5000) + "]", "", "more than 4096 keys and values"},
		{strings.Repeat("#", MaxFile+1), "", "more than 65536 bytes"},
		{"guests: 1", "guests", "--set guests: want KEY=VALUE"},
		{"guests: 1", "=1", "want KEY=VALUE"},
		{"guests: 1", "guests=99", `--set guests=99: guests: "99": want a whole number from 1 to 12`},
		{"guests: 1", "guests.x=1", "--set guests.x=1: guests: is not a section"},
		{"guests: 1", "wine.red=1", "--set wine.red=1: wine: unknown key"},
		{"guests: 1", "dish.layers=[1]", "--set dish.layers=[1]: dish.layers: does not apply"},
		{"guests: 1", "guests=&a 1", "anchors and aliases"},
		{"guests: 1", "guests=[", "--set guests=[: yaml:"},
	} {
		var sets []string
		if c.set != "" {
			sets = []string{c.set}
		}
		err := Read("r.yaml", strings.NewReader(c.text), sets, new(recipe))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q with %q: %v, want %s", c.text, c.set, err, c.want)
		}
	}
}

// The schema allows and refuses what the reader does: each is held against the other by a small interpreter of the schema's words.
func TestSchemaAgreesWithReader(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema("recipe", recipe{}), &schema); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"guests: 1": true,
		"{}":        false,
		"guests: 1\ndish: {kind: cake, layers: [1, 2]}":      true,
		"guests: 1\ndish: {kind: soup, layers: [1, 2]}":      false,
		"guests: 1\ndish: {layers: [1, 2]}":                  false,
		"guests: 1\ndish: {herbs: [dill]}":                   true,
		"guests: 1\ndish: {herbs: [salt]}":                   false,
		"guests: 1\ndish: {kind: cake, herbs: [dill]}":       false,
		"guests: 1\ndish: {kind: cake, layers: [1,2,3,4]}":   false,
		"guests: 1\ndish: {kind: cake, layers: [0]}":         false,
		"guests: 1\nsalt: 11":                                false,
		"guests: 1\nsalt: 9.5":                               true,
		"guests: 1\nhot: 1":                                  false,
		"guests: 1.5":                                        false,
		"guests: 1\nwine: red":                               false,
		"guests: 1\ndish: {name: abcdefghi}":                 false,
		"guests: 1\ndish: {name: abcdefgh, stirred: -5}":     true,
		"guests: 1\nexact: -1.5":                             false,
		"guests: 1\nseed: 9007199254740993\nhot: false\n":    true,
		"guests: 12\nsalt: 0\nexact: 1\nhot: false\n":        true,
		"guests: 12\ndish: {kind: soup, herbs: [a, b, c]}\n": false,
	} {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if got := allows(schema, v); got != want {
			t.Errorf("the schema says %v of %q", got, text)
		}
		if err := Read("r", strings.NewReader(text), nil, new(recipe)); (err == nil) != want {
			t.Errorf("the reader says %v of %q", err, text)
		}
	}
}

// allows interprets the part of JSON Schema that Schema uses.
func allows(schema, v any) bool {
	if b, ok := schema.(bool); ok {
		return b
	}
	for word, x := range schema.(map[string]any) {
		ok := true
		number, isNumber := asNumber(v)
		m, isMap := v.(map[string]any)
		list, isList := v.([]any)
		text, isText := v.(string)
		switch word {
		case "type":
			_, isBool := v.(bool)
			ok = map[string]bool{"object": isMap, "array": isList, "string": isText, "boolean": isBool, "number": isNumber,
				"integer": isNumber && number == float64(int64(number))}[x.(string)]
		case "properties":
			for k, s := range x.(map[string]any) {
				if e, there := m[k]; there && !allows(s, e) {
					ok = false
				}
			}
		case "additionalProperties":
			for k := range m {
				if _, there := schema.(map[string]any)["properties"].(map[string]any)[k]; !there {
					ok = false
				}
			}
		case "required":
			for _, k := range x.([]any) {
				if _, there := m[k.(string)]; !there {
					ok = false
				}
			}
		case "enum":
			ok = false
			for _, e := range x.([]any) {
				ok = ok || e == v
			}
		case "not":
			ok = !allows(x, v)
		case "allOf":
			for _, s := range x.([]any) {
				ok = ok && allows(s, v)
			}
		case "if":
			ok = !allows(x, v) || allows(schema.(map[string]any)["then"], v)
		case "minimum":
			ok = !isNumber || number >= x.(float64)
		case "maximum":
			ok = !isNumber || number <= x.(float64)
		case "maxItems":
			ok = len(list) <= int(x.(float64))
		case "items":
			for _, e := range list {
				ok = ok && allows(x, e)
			}
		case "maxLength":
			ok = len(text) <= int(x.(float64))
		case "then", "default", "description", "title", "$schema":
		default:
			panic("the schema has a word that this test does not know: " + word)
		}
		if !ok {
			return false
		}
	}
	return true
}

func asNumber(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func TestFormatsAreChecked(t *testing.T) {
	for name, v := range map[string]any{
		"no doc": struct {
			A bool `yaml:"a" default:"true"`
		}{},
		"no bounds": struct {
			A int `yaml:"a" default:"1" doc:"x"`
		}{},
		"default too large": struct {
			A int `yaml:"a" default:"3" min:"0" max:"2" doc:"x"`
		}{},
		"free string": struct {
			A string `yaml:"a" default:"" doc:"x"`
		}{},
		"unknown condition": struct {
			A bool `yaml:"a" default:"true" only:"kind=b" doc:"x"`
		}{},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: not noticed", name)
				}
			}()
			Schema("x", v)
		}()
	}
}

// Whatever comes in, reading ends, and what is read is within the bounds and can be written down and read again.
func FuzzRead(f *testing.F) {
	f.Add("guests: 3\ndish: {kind: cake, layers: [3, 4]}", "salt=2")
	f.Add("guests: 3\nsalt: 1e-3", "dish.herbs=[dill]")
	f.Add("a: &a [*a]", "a.b.c={}")
	f.Add("? |\n  x\n: >\n  y\n", "guests=!!x 1")
	f.Fuzz(func(t *testing.T, text, set string) {
		var got recipe
		if err := Read("r", strings.NewReader(text), []string{set}, &got); err != nil {
			return
		}
		if got.Guests < 1 || got.Guests > 12 || !(got.Salt >= 0 && got.Salt <= 10) || len(got.Dish.Layers) > 3 || len(got.Dish.Name) > 8 {
			t.Fatalf("%+v is out of bounds", got)
		}
		again := recipe{}
		written := fmt.Sprintf("guests: %d\nsalt: %v\nexact: %v\nseed: %d\nhot: %v\n", got.Guests, got.Salt, got.Exact, got.Seed, got.Hot)
		if err := Read("r", strings.NewReader(written), nil, &again); err != nil {
			t.Fatal(err)
		}
		if again.Dish = got.Dish; !reflect.DeepEqual(again, got) {
			t.Fatalf("%+v was read again as %+v", got, again)
		}
	})
}
