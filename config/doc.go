// Package config reads the files that people write by hand: jobs, and whatever else is described in YAML. The Go struct is the format;
// its tags are the documentation, the defaults and the bounds, and the JSON schema is made from them, so that the four cannot differ.
//
//	type Rate struct {
//		Peak   float32 `yaml:"peak" default:"0.1" min:"0" max:"1000" doc:"The largest learning rate."`
//		Warmup int     `yaml:"warmup" default:"0" min:"0" max:"1000000" doc:"Steps in which it rises from 0."`
//	}
//
//	yaml      the key
//	doc       what it means, one sentence, with its unit
//	default   its value where the file is silent, as it would be written in YAML
//	required  "true": the file may not be silent
//	min, max  the least and the largest value of a number; of a list, that of its elements
//	most      how many elements a list may have, or bytes a string
//	oneof     the allowed strings, separated by spaces
//	only      "kind=a b": the key is refused unless the key kind of the same section is a or b or, if that is a list, has a or b
//	unit      "time" or "money", of an int64: the value is written with its unit, "1.5h" or "0.5 ether", and read exactly; so are default, min and max
//
// A field is a struct (a section), an int, int64, uint32, uint64, float32, float64, bool or string, or a slice of these.
//
// Reading is strict, since a misspelt key that is passed over trains another model: unknown keys, keys given twice, values of another
// type or out of bounds are errors that name the line. Anchors, aliases, tags and merge keys of YAML are refused: a file is
// short enough to be written out, and cannot unfold to more than it shows.
package config
