package main

import "testing"

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		line  string
		width int
		want  string
	}{
		{"one two three four five six", 0, "one two three four five six"},
		{"one two three four five six", 27, "one two three four five six"},
		{"one two three four five six", 26, "one two three four five\n    six"},
		{"one two three four five six", 13, "one two three\n    four five\n    six"},
		{"  x  one two three", 14, "  x  one two\n      three"},
		{"élan élan élan", 14, "élan élan élan"},
		{"a-word-that-is-wider-than-it", 12, "a-word-that-is-wider-than-it"},
		{"a and-a-word-wider-than-the-rest of it", 12, "a and-a-word-wider-than-the-rest of it"},
		{"", 80, ""},
	} {
		if got := wrap(c.line, c.width); got != c.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.line, c.width, got, c.want)
		}
	}
}
