package data

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // Opticks
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Text is a text as characters 0 … Vocabulary-1, split into what a job trains on and what nobody trains on.
type Text struct {
	Name       string
	Train      []uint8
	Validation []uint8
}

// Vocabulary is how many characters there are: 0 is the newline, 1 … 95 are the printable ones of ASCII, from the space to the tilde.
const Vocabulary = 96

const (
	// MaxText is the most characters that a text may have.
	MaxText = 1 << 28
	// MinText is the fewest: a tenth of it is for validation.
	MinText = 20
)

// opticksFile is Newton's Opticks: see README.md of this directory for its origin.
//
//go:embed opticks.txt.gz
var opticksFile []byte

// opticksSum is the SHA-256 of the uncompressed text.
var opticksSum = hash("d4a9ac22462b35e7821a4f2706c211093da678620a8f9997989ee7cf8d507bbd")

// Opticks returns the text that travels in the binary: Isaac Newton's "Opticks", fourth edition, 1730.
func Opticks() (*Text, error) {
	const name = "opticks.txt.gz"
	z, err := gzip.NewReader(bytes.NewReader(opticksFile))
	if err != nil {
		return nil, &FormatError{name, "header", err}
	}
	h := sha256.New()
	t, err := ReadText(io.TeeReader(z, h), "opticks")
	if err != nil {
		return nil, err
	}
	if got := [32]byte(h.Sum(nil)); got != opticksSum {
		return nil, &ChecksumError{name, opticksSum, got}
	}
	return t, nil
}

// TextFile reads a text file, raw or in gzip. Its name is the file's, without the directory.
func TextFile(path string) (*Text, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("data: text: %w", err)
	}
	defer f.Close()
	name := filepath.Base(path)
	b := bufio.NewReader(f)
	if head, _ := b.Peek(2); len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, &FormatError{name, "gzip header", err}
		}
		return ReadText(z, name)
	}
	return ReadText(b, name)
}

// ReadText reads a text in UTF-8 to its end and splits it: the last tenth of its characters is for validation. See Encode for what becomes of characters
// beyond the vocabulary. Memory grows with what is read.
func ReadText(r io.Reader, name string) (*Text, error) {
	var all []uint8
	in := bufio.NewReader(r)
	for {
		c, _, err := in.ReadRune()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &FormatError{name, fmt.Sprintf("character %d", len(all)), err}
		}
		all = appendRune(all, c)
		if len(all) > MaxText {
			return nil, &FormatError{name, "end", fmt.Errorf("more than %d characters", MaxText)}
		}
	}
	if len(all) < MinText {
		return nil, &FormatError{name, "end", fmt.Errorf("%d characters, a text needs %d", len(all), MinText)}
	}
	n := len(all) - len(all)/10
	return &Text{name, all[:n:n], all[n:]}, nil
}

// Encode returns a text's characters. A carriage return is left out, a tab is a space; typographic quotes, dashes and spaces, the ellipsis, the
// ligature ae and the times sign are what a typewriter makes of them; whatever else is not in the vocabulary, and bytes that are not UTF-8, are question marks.
func Encode(s string) []uint8 {
	var t []uint8
	for _, c := range s {
		t = appendRune(t, c)
	}
	return t
}

func appendRune(t []uint8, c rune) []uint8 {
	switch {
	case c == '\n':
		return append(t, 0)
	case c >= ' ' && c <= '~':
		return append(t, uint8(c-' '+1))
	}
	switch c {
	case '\r', '\ufeff': // the latter marks the beginning of some files
		return t
	case '\u2028', '\u2029': // separators of lines and paragraphs
		return append(t, 0)
	case '\t', '\u00a0', '\u2002', '\u2003', '\u2009', '\u202f', '\u3000':
		return append(t, 1)
	case '\u00b4', '\u2018', '\u2019', '\u201a', '\u2032':
		return append(t, '\''-' '+1)
	case '\u201c', '\u201d', '\u201e', '\u2033', '\u00ab', '\u00bb':
		return append(t, '"'-' '+1)
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212':
		return append(t, '-'-' '+1)
	case '\u2026':
		return append(t, '.'-' '+1, '.'-' '+1, '.'-' '+1)
	case '\u00d7':
		return append(t, 'x'-' '+1)
	case '\u00e6':
		return append(t, 'a'-' '+1, 'e'-' '+1)
	case '\u00c6':
		return append(t, 'A'-' '+1, 'E'-' '+1)
	}
	return append(t, '?'-' '+1)
}

// Decode returns the text of characters. Those that are none are question marks.
func Decode(t []uint8) string {
	b := make([]byte, len(t))
	for i, c := range t {
		switch {
		case c == 0:
			b[i] = '\n'
		case c < Vocabulary:
			b[i] = c - 1 + ' '
		default:
			b[i] = '?'
		}
	}
	return string(b)
}
