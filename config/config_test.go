package config

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"regexp"
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
	Rest   int64   `yaml:"rest" default:"1.5h" min:"0s" max:"2d" unit:"time" doc:"How long it rests."`
	Coins  int64   `yaml:"coins" default:"-3" min:"-9223372036854775808" max:"9223372036854775807" doc:"A whole number."`
	Stages []stage `yaml:"stages" default:"[]" most:"3" doc:"In order."`
	Tips   []int64 `yaml:"tips" default:"[20 gwei, 0.1 ether]" min:"-1 ether" max:"2 ether" unit:"money" most:"3" doc:"Each one's."`
}

type stage struct {
	Name  string   `yaml:"name" required:"true" oneof:"stir bake" doc:"What is done."`
	Heat  []string `yaml:"heat" default:"[low]" most:"2" oneof:"low high" only:"name=bake" doc:"How."`
	Turns int      `yaml:"turns" default:"3" min:"1" max:"9" only:"heat=high" doc:"How often it is turned."`
	Time  int64    `yaml:"time" default:"250ms" min:"1us" max:"10m" unit:"time" doc:"How long."`
	Parts []part   `yaml:"parts" default:"[]" most:"2" doc:"Of what."`
}

type part struct {
	Share float64 `yaml:"share" default:"0.5" min:"0" max:"1" doc:"Of the whole."`
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
	if err := Read("r.yaml", strings.NewReader(text), []string{"dish.layers=[9]", "seed=18446744073709551615", "dish.name=x y",
		"stages=[{name: stir}, {name: bake, heat: [low, high], turns: 2, parts: [{}]}]", "stages.1.parts.0.share=0.25", "stages.0.time=1.5s", "tips=[20 gwei, 1 gwei]", "tips.1=0.3 ether"}, &got); err != nil {
		t.Fatal(err)
	}
	want := recipe{dish{"cake", "x y", []int{9}, []string{}, -3}, 3, 1e-3, 0.1, 1<<64 - 1, true, 5400e9, -3,
		[]stage{{"stir", []string{"low"}, 3, 1500e6, []part{}}, {"bake", []string{"low", "high"}, 2, 250e6, []part{{0.25}}}}, []int64{20, 300e6}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	// What was in the struct does not shine through, and a section may be empty.
	if err := Read("r.yaml", strings.NewReader("guests: 1\ndish:\n"), nil, &got); err != nil {
		t.Fatal(err)
	}
	if want := (recipe{dish{"soup", "", []int{1, 2}, []string{}, -3}, 1, 0.5, 0.1, 7, true, 5400e9, -3, []stage{}, []int64{20, 100e6}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ text, set, want string }{
		{"", "", "r.yaml:1: guests: is missing: Who comes."},
		{"guests: 1\nsugar: 2", "", "r.yaml:2: sugar: unknown key, allowed are dish, guests, salt, exact, seed, hot, rest, coins, stages, tips"},
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
		{"guests: 1\nrest: 90", "", `r.yaml:2: rest: "90": want time from 0s to 2d with its unit, ns, us, ms, s, m, h or d, such as 90s`},
		{"guests: 1\nrest: 0", "", "with its unit"},
		{"guests: 1\nrest: 90 ether", "", "with its unit, ns, us"},
		{"guests: 1\nrest: 90  s", "", "with its unit"},
		{"guests: 1\nrest: .5s", "", "with its unit"},
		{"guests: 1\nrest: 1.s", "", "with its unit"},
		{"guests: 1\nrest: 1e3s", "", "with its unit"},
		{"guests: 1\nrest: 1.5.5s", "", "with its unit"},
		{"guests: 1\nrest: s", "", "with its unit"},
		{"guests: 1\nrest: 3d", "", `"3d": want time from 0s to 2d`},
		{"guests: 1\nrest: -0s", "", `"-0s": want time from 0s to 2d`},
		{"guests: 1\nrest: 0.0000000001s", "", `"0.0000000001s": at most 9 digits after the point of s, since time is counted in whole ns`},
		{"guests: 1\nrest: 1.0ns", "", "at most 0 digits after the point of ns"},
		{"guests: 1\nrest: 106752d", "", `"106752d": more than 9223372036854775807ns`},
		{"guests: 1\nrest: 9999999999999999999d", "", "more than 9223372036854775807ns"},
		{"guests: 1\nrest: 99999999999999999999ns", "", "more than 19 digits before the point"},
		{"guests: 1\ntips: [1 gwei, 2 wei]", "", `r.yaml:2: tips[1]: "2 wei": want money from -1 ether to 2 ether with its unit, gwei or ether, such as 0.5 ether`},
		{"guests: 1\ntips: [-1.000000001 ether]", "", `tips[0]: "-1.000000001 ether": want money from -1 ether`},
		{"guests: 1\ncoins: 9223372036854775808", "", "want a whole number from -9223372036854775808 to 9223372036854775807"},
		{"guests: 1\nstages: {name: stir}", "", "r.yaml:2: stages: is a list of sections: want [{key: value, …}, …]"},
		{"guests: 1\nstages:\n  - name: stir\n  -", "", "stages[1]: is a section: want keys with values"},
		{"guests: 1\nstages: [stir]", "", "stages[0]: is a section"},
		{"guests: 1\nstages: [{name: stir}, {}]", "", "r.yaml:2: stages[1].name: is missing: What is done."},
		{"guests: 1\nstages:\n  - name: stir\n  - name: bake\n    tme: 1s", "", "r.yaml:5: stages[1].tme: unknown key, allowed are name, heat, turns, time, parts"},
		{"guests: 1\nstages:\n  - name: stir\n    time: 1h", "", `r.yaml:4: stages[0].time: "1h": want time from 1us to 10m`},
		{"guests: 1\nstages: [{name: stir, heat: [low]}]", "", "stages[0].heat: does not apply to name stir, only to bake"},
		{"guests: 1\nstages: [{name: bake, turns: 1}]", "", "stages[0].turns: does not apply to heat low, only to high"},
		{"guests: 1\nstages: [{name: bake, heat: [], turns: 1}]", "", "stages[0].turns: does not apply to heat none, only to high"},
		{"guests: 1\nstages: [{name: bake, parts: [{share: 2}]}]", "", "stages[0].parts[0].share: \"2\": want a number from 0 to 1"},
		{"guests: 1\nstages: [{name: stir}, {name: stir}, {name: stir}, {name: stir}]", "", "4 elements, allowed are 3"},
		{"guests: 1\nstages: [{name: stir}]", "stages.1.time=1s", "--set stages.1.time=1s: stages.1: is a list of 1: want a number below that, or assign the whole list"},
		{"guests: 1\nstages: [{name: stir}]", "stages.-1.time=1s", "stages.-1: is a list of 1"},
		{"guests: 1\nstages: [{name: stir}]", "stages.time=1s", "stages.time: is a list of 1"},
		{"guests: 1\nstages: [{name: stir}]", "stages.0=1s", "--set stages.0=1s: stages[0]: is a section"},
		{"guests: 1\nstages: [{name: stir}]", "stages.0.time=1h", `--set stages.0.time=1h: stages[0].time: "1h": want time from`},
		{"guests: 1", "stages.0.time=1s", "--set stages.0.time=1s: stages: is a list of sections"},
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
		"guests: 1\ndish: {kind: cake, layers: [1, 2]}":                               true,
		"guests: 1\ndish: {kind: soup, layers: [1, 2]}":                               false,
		"guests: 1\ndish: {layers: [1, 2]}":                                           false,
		"guests: 1\ndish: {herbs: [dill]}":                                            true,
		"guests: 1\ndish: {herbs: [salt]}":                                            false,
		"guests: 1\ndish: {kind: cake, herbs: [dill]}":                                false,
		"guests: 1\ndish: {kind: cake, layers: [1,2,3,4]}":                            false,
		"guests: 1\ndish: {kind: cake, layers: [0]}":                                  false,
		"guests: 1\nsalt: 11":                                                         false,
		"guests: 1\nsalt: 9.5":                                                        true,
		"guests: 1\nhot: 1":                                                           false,
		"guests: 1.5":                                                                 false,
		"guests: 1\nwine: red":                                                        false,
		"guests: 1\ndish: {name: abcdefghi}":                                          false,
		"guests: 1\ndish: {name: abcdefgh, stirred: -5}":                              true,
		"guests: 1\nexact: -1.5":                                                      false,
		"guests: 1\nseed: 9007199254740993\nhot: false\n":                             true,
		"guests: 12\nsalt: 0\nexact: 1\nhot: false\n":                                 true,
		"guests: 12\ndish: {kind: soup, herbs: [a, b, c]}\n":                          false,
		"guests: 1\nrest: 0s":                                                         true,
		"guests: 1\nrest: 1.25 d":                                                     true,
		"guests: 1\nrest: 0.00000000001h":                                             true,
		"guests: 1\nrest: 0.000000000001h":                                            false,
		"guests: 1\nrest: 90":                                                         false,
		"guests: 1\nrest: -1s":                                                        false,
		"guests: 1\nrest: 1 gwei":                                                     false,
		"guests: 1\nrest: 1.s":                                                        false,
		"guests: 1\ncoins: -9":                                                        true,
		"guests: 1\ncoins: 1s":                                                        false,
		"guests: 1\ntips: [-0.5 ether, 1 gwei]":                                       true,
		"guests: 1\ntips: [1.5 gwei]":                                                 false,
		"guests: 1\ntips: [0.0000000001 ether]":                                       false,
		"guests: 1\ntips: 1 gwei":                                                     false,
		"guests: 1\nstages: []":                                                       true,
		"guests: 1\nstages: {}":                                                       false,
		"guests: 1\nstages: [{}]":                                                     false,
		"guests: 1\nstages: [~]":                                                      false,
		"guests: 1\nstages: [{name: stir}, {name: bake}]":                             true,
		"guests: 1\nstages: [{name: stir, heat: [high]}]":                             false,
		"guests: 1\nstages: [{name: bake, heat: [low], turns: 1}]":                    false,
		"guests: 1\nstages: [{name: bake, turns: 1}]":                                 false,
		"guests: 1\nstages: [{name: bake, heat: [low, high], turns: 1}]":              true,
		"guests: 1\nstages: [{name: bake, salt: 1}]":                                  false,
		"guests: 1\nstages: [{name: bake, parts: [{share: 1}, {}]}]":                  true,
		"guests: 1\nstages: [{name: bake, parts: [{share: 2}]}]":                      false,
		"guests: 1\nstages: [{name: bake}, {name: bake}, {name: bake}, {name: bake}]": false,
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
		case "contains":
			found := false
			for _, e := range list {
				found = found || allows(x, e)
			}
			ok = !isList || found
		case "pattern":
			ok = !isText || regexp.MustCompile(x.(string)).MatchString(text)
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
		"unit of a float": struct {
			A float64 `yaml:"a" default:"1" min:"0" max:"2" unit:"time" doc:"x"`
		}{},
		"unknown unit": struct {
			A int64 `yaml:"a" default:"1" min:"0" max:"2" unit:"mass" doc:"x"`
		}{},
		"bare bounds": struct {
			A int64 `yaml:"a" default:"1s" min:"0" max:"2s" unit:"time" doc:"x"`
		}{},
		"sections by default": struct {
			A []stage `yaml:"a" default:"[{name: stir}]" most:"2" doc:"x"`
		}{},
		"many sections": struct {
			A []stage `yaml:"a" default:"[]" doc:"x"`
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
	f.Add("guests: 3\nrest: 0.5 h\ncoins: 12\ntips: [0.000000001 ether]\nstages: [{name: bake, time: 1.5s, parts: [{share: 0.1}, {}]}]", "stages.0.parts.1.share=1")
	f.Add("? |\n  x\n: >\n  y\n", "guests=!!x 1")
	f.Fuzz(func(t *testing.T, text, set string) {
		var got recipe
		if err := Read("r", strings.NewReader(text), []string{set}, &got); err != nil {
			return
		}
		if got.Guests < 1 || got.Guests > 12 || !(got.Salt >= 0 && got.Salt <= 10) || len(got.Dish.Layers) > 3 || len(got.Dish.Name) > 8 ||
			got.Rest < 0 || got.Rest > 2*86400e9 || len(got.Stages) > 3 || len(got.Tips) > 3 {
			t.Fatalf("%+v is out of bounds", got)
		}
		tips := []string{}
		for _, n := range got.Tips {
			if n < -1e9 || n > 2e9 {
				t.Fatalf("a tip of %d", n)
			}
			tips = append(tips, Money.Format(n))
		}
		stages := ""
		for _, s := range got.Stages {
			if s.Time < 1e3 || s.Time > 600e9 || len(s.Parts) > 2 {
				t.Fatalf("%+v is out of bounds", s)
			}
			stages += fmt.Sprintf("  - {name: %s, time: %s, parts: [", s.Name, Time.Format(s.Time))
			for _, p := range s.Parts {
				stages += fmt.Sprintf("{share: %v},", p.Share)
			}
			stages += "]"
			if s.Name == "bake" {
				stages += fmt.Sprintf(", heat: [%s]", strings.Join(s.Heat, ","))
				if strings.Contains(fmt.Sprint(s.Heat), "high") {
					stages += fmt.Sprintf(", turns: %d", s.Turns)
				}
			}
			stages += "}\n"
		}
		if stages != "" {
			stages = "stages:\n" + stages
		}
		again := recipe{}
		written := fmt.Sprintf("guests: %d\nsalt: %v\nexact: %v\nseed: %d\nhot: %v\nrest: %s\ncoins: %d\ntips: [%s]\n%s", got.Guests, got.Salt, got.Exact, got.Seed, got.Hot,
			Time.Format(got.Rest), got.Coins, strings.Join(tips, ","), stages)
		if err := Read("r", strings.NewReader(written), nil, &again); err != nil {
			t.Fatal(err)
		}
		if again.Dish = got.Dish; !reflect.DeepEqual(again, got) {
			t.Fatalf("%+v was read again as %+v", got, again)
		}
	})
}

// Units are read exactly: each text against rational arithmetic, and back.
func TestUnits(t *testing.T) {
	for text, want := range map[string]int64{"0.1 ether": 100_000_000, "0 ether": 0, "20 gwei": 20, "9223372036.854775807 ether": math.MaxInt64, "-0.000000001 ether": -1,
		"0.300000000 ether": 300_000_000, "007 gwei": 7} {
		if n, err := Money.Parse(text); n != want || err != nil {
			t.Errorf("%s is %d: %v", text, n, err)
		}
	}
	for text, want := range map[string]int64{"90s": 90e9, "250ms": 250e6, "1.5h": 5400e9, "2d": 172800e9, "0s": 0, "0.0000000001m": 6, "0.00000000001d": 864, "1 us": 1000,
		"106751d": 106751 * 86400e9} {
		if n, err := Time.Parse(text); n != want || err != nil {
			t.Errorf("%s is %d: %v", text, n, err)
		}
	}
	for n, want := range map[int64]string{0: "0s", 90e9: "90s", 120e9: "2m", 1500e6: "1500ms", 36 * 3600e9: "36h", -1: "-1ns", math.MinInt64: "-9223372036854775808ns"} {
		if got := Time.Format(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 gwei", 999_999: "999999 gwei", 1e6: "0.001 ether", -15e8: "-1.5 ether", 3e9: "3 ether"} {
		if got := Money.Format(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

// What Parse reads is the number that the text says, times the unit of measure, and Format writes it so that it is read again.
func FuzzUnit(f *testing.F) {
	for _, s := range []string{"0.1 ether", "1.5h", "90s", "-3 gwei", "0.00000000001d", "9223372036.854775807 ether", "18446744073709551615ns"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for unit, ms := range measures {
			n, err := unit.Parse(text)
			if err != nil {
				continue
			}
			number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz ")
			want, ok := new(big.Rat).SetString(number)
			var size uint64
			for _, m := range ms {
				if strings.TrimLeft(text[len(number):], " ") == m.name {
					size = m.size
				}
			}
			if want.Mul(want, new(big.Rat).SetInt(new(big.Int).SetUint64(size))); !ok || !want.IsInt() || want.Num().Cmp(big.NewInt(n)) != 0 {
				t.Fatalf("%q is read as %d, not %s", text, n, want)
			}
			if again, err := unit.Parse(unit.Format(n)); err != nil || again != n {
				t.Fatalf("%d is written %s and read as %d: %v", n, unit.Format(n), again, err)
			}
			if !regexp.MustCompile(unit.pattern(true)).MatchString(text) {
				t.Fatalf("%q does not match the pattern", text)
			}
		}
	})
}

func TestFind(t *testing.T) {
	for path, want := range map[string]string{"guests": "guests", "dish.layers": "dish.layers", "stages": "stages", "stages.1.parts.0.share": "stages.1.parts.0.share",
		"tips.2": "tips.2", "stages.0": "stages.0"} {
		if k, err := Find(recipe{}, path); err != nil || k.Path != want {
			t.Errorf("%s: %+v, %v", path, k, err)
		}
	}
	if k, err := Find(recipe{}, "tips.0"); err != nil || k.Unit != Money || k.List || k.Kind != reflect.Int64 {
		t.Errorf("%+v, %v", k, err)
	}
	for path, want := range map[string]string{"wine": "wine: unknown key, allowed are dish,", "guests.x": "guests is not a section", "stages.name": "stages is a list: want a number",
		"stages.0.wine": "stages.0.wine: unknown key, allowed are name", "tips.0.x": "is not a section", "": "unknown key", "stages.0.parts.x": "is a list"} {
		if _, err := Find(recipe{}, path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}
