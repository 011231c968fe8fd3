package isa

import "testing"

func TestUse(t *testing.T) {
	before := Active()
	for _, l := range Levels() {
		restore := Use(l)
		if Active() != l {
			t.Errorf("active is %s, want %s", Active(), l)
		}
		if got, err := Parse(l.String()); err != nil || got != l {
			t.Errorf("parse %s: %s, %v", l, got, err)
		}
		restore()
	}
	if Active() != before {
		t.Errorf("active is %s after all were restored, want %s", Active(), before)
	}
	if _, err := Parse("sse9"); err == nil {
		t.Error("an unknown name is accepted")
	}
}
