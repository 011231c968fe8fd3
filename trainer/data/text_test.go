package data

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestOpticks(t *testing.T) {
	x, err := Opticks()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(x.Train) + len(x.Validation); n < 560000 || len(x.Validation) != n/10 {
		t.Errorf("%d + %d characters", len(x.Train), len(x.Validation))
	}
	all := Decode(x.Train)
	for _, s := range []string{"TREATISE\n\nOF THE", "Sir _ISAAC NEWTON_, Knt.", "proving the Explanations", "the Phaenomena"} {
		if !strings.Contains(all+Decode(x.Validation), s) {
			t.Errorf("%q does not occur", s)
		}
	}
	if n := strings.Count(all, "?"); n > 300 {
		t.Errorf("%d question marks", n)
	}
	defer func(f []byte) { opticksFile = f }(opticksFile)
	opticksFile = compress([]byte(strings.Repeat("another text ", 10)))
	var sum *ChecksumError
	if _, err := Opticks(); !errors.As(err, &sum) {
		t.Errorf("another text gives %v, want a ChecksumError", err)
	}
}

func TestEncode(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\tc~ ":            "a\nb c~ ",
		"\ufeff“don’t” — a…b":    `"don't" - a...b`,
		"Phænomena Æ 3×4 naïve€": "Phaenomena AE 3x4 na?ve?",
		"\xff\x00\u00a0":         "?? ",
	} {
		if got := Decode(Encode(in)); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	for c := range uint8(Vocabulary) { // every character is its own
		if got := Encode(Decode([]uint8{c})); !slices.Equal(got, []uint8{c}) {
			t.Errorf("character %d becomes %v", c, got)
		}
	}
	if Decode([]uint8{Vocabulary, 255}) != "??" {
		t.Error("what is no character is not shown as ??")
	}
}

func TestTextFile(t *testing.T) {
	dir := t.TempDir()
	text := strings.Repeat("0123456789", 3) + "éé"
	for name, content := range map[string][]byte{"raw.txt": []byte(text), "packed.txt.gz": compress([]byte(text))} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		x, err := TextFile(path)
		if err != nil || x.Name != name || Decode(x.Train) != text[:29] || Decode(x.Validation) != "9??" {
			t.Errorf("%s: %+v, %v", name, x, err)
		}
	}
	if _, err := TextFile(filepath.Join(dir, "none.txt")); err == nil || !strings.Contains(err.Error(), "none.txt") {
		t.Errorf("a missing file gives %v", err)
	}
	for want, in := range map[string][]byte{
		"19 characters, a text needs 20": []byte(text[:19]),
		"unexpected EOF":                 compress([]byte(text))[:30],
		"gzip header":                    {0x1f, 0x8b, 1},
	} {
		path := filepath.Join(dir, "bad")
		if err := os.WriteFile(path, in, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := TextFile(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func FuzzReadText(f *testing.F) {
	f.Add([]byte(strings.Repeat("a text ", 10)))
	f.Add([]byte("\xef\xbb\xbf“\r\n\xff…\xe2\x80"))
	f.Fuzz(func(t *testing.T, in []byte) {
		x, err := ReadText(bytes.NewReader(in), "fuzz")
		if err != nil {
			if x != nil {
				t.Error("a text beside an error")
			}
			return
		}
		all := append(slices.Clone(x.Train), x.Validation...)
		if len(all) < MinText || len(all) > 3*len(in) || len(x.Validation) != len(all)/10 || slices.Max(all) >= Vocabulary {
			t.Errorf("%d bytes become %d + %d characters", len(in), len(x.Train), len(x.Validation))
		}
		if utf8.Valid(in) && !slices.Equal(Encode(string(in)), all) {
			t.Error("Encode differs from ReadText")
		}
		if !slices.Equal(Encode(Decode(all)), all) {
			t.Error("decoded and encoded, the text differs")
		}
	})
}
