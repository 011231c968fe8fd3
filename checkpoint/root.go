package checkpoint

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// RootSize is the size of a root or a leaf hash in bytes.
const RootSize = 32

// Root is a SHA-256 value: a leaf hash, an inner node or the root of a tree.
type Root [RootSize]byte

// String returns the root as 0x and 64 lower-case hexadecimal digits.
func (r Root) String() string { return "0x" + hex.EncodeToString(r[:]) }

// Short returns the first 8 digits of String, for people.
func (r Root) Short() string { return "0x" + hex.EncodeToString(r[:4]) }

// IsZero reports whether all 32 bytes are zero, which is the missing leaf of a [Nodes] tree.
func (r Root) IsZero() bool { return r == Root{} }

// MarshalText implements encoding.TextMarshaler with the form of String.
func (r Root) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; see [ParseRoot].
func (r *Root) UnmarshalText(text []byte) error {
	v, err := ParseRoot(string(text))
	if err != nil {
		return err
	}
	*r = v
	return nil
}

// ParseRoot reads 64 hexadecimal digits of either case, with or without 0x before them.
func ParseRoot(s string) (Root, error) {
	var r Root
	digits := s
	if strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X") {
		digits = s[2:]
	}
	if len(digits) != 2*RootSize {
		return r, fmt.Errorf("root has %d hexadecimal digits: want %d, with or without 0x", len(digits), 2*RootSize)
	}
	if _, err := hex.Decode(r[:], []byte(digits)); err != nil {
		return Root{}, fmt.Errorf("root %q: %w", s, err)
	}
	return r, nil
}
