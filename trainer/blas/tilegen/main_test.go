package main

import (
	"bytes"
	"os"
	"testing"
)

// The committed files are what the generator writes.
func TestFiles(t *testing.T) {
	for name, want := range files() {
		if got, err := os.ReadFile("../" + name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what tilegen writes: run make tiles (%v)", name, err)
		}
	}
}
