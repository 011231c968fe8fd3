package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strconv"
	"unicode/utf8"

	"refute/trainer/tensor"
)

const (
	// MaxHeader is the greatest length of a header, 100 MB as in the published format.
	MaxHeader = 100_000_000
	// MaxRank is the greatest rank that is read, that of NumPy.
	MaxRank = 64

	metadataKey = "__metadata__"
)

// DType is the name of an element type in a header.
type DType string

// The dtypes that have a tensor type here.
const (
	F32 DType = "F32"
	U32 DType = "U32"
	U16 DType = "U16"
	U8  DType = "U8"
)

// sizes are the bytes of one element of each dtype of the format.
var sizes = map[DType]uint64{
	"BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "F8_E8M0": 1,
	"I16": 2, "U16": 2, "F16": 2, "BF16": 2,
	"I32": 4, "U32": 4, "F32": 4,
	"I64": 8, "U64": 8, "F64": 8, "C64": 8,
}

// Size returns the bytes of one element, 0 for an unknown dtype.
func (d DType) Size() uint64 { return sizes[d] }

// Type returns the tensor type of the dtype, and false if there is none.
func (d DType) Type() (tensor.Type, bool) {
	switch d {
	case F32:
		return tensor.F32, true
	case U32:
		return tensor.U32, true
	case U16:
		return tensor.U16, true
	case U8:
		return tensor.U8, true
	}
	return 0, false
}

func dtypeOf(t tensor.Type) (DType, bool) {
	for _, d := range []DType{F32, U32, U16, U8} {
		if got, _ := d.Type(); got == t {
			return d, true
		}
	}
	return "", false
}

// Info describes one tensor of a file.
type Info struct {
	Name       string
	DType      DType
	Shape      []int64 // empty for a scalar; an extent may be 0
	Begin, End uint64  // bytes, from the end of the header
}

// Count returns the number of elements: the product of the shape, 1 for a scalar.
func (i Info) Count() uint64 { return (i.End - i.Begin) / i.DType.Size() }

// Header is what a file says of itself.
type Header struct {
	Metadata map[string]string // nil if there is none
	Tensors  []Info            // in the order of their data
}

// DataSize returns the bytes that follow the header.
func (h *Header) DataSize() uint64 {
	if len(h.Tensors) == 0 {
		return 0
	}
	return h.Tensors[len(h.Tensors)-1].End
}

// Error says what is wrong with a file, and where.
type Error struct {
	Where string
	Err   error
}

func (e *Error) Error() string { return "safetensors: " + e.Where + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func wrong(where, format string, args ...any) error {
	return &Error{where, fmt.Errorf(format, args...)}
}

func cut(where string, err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return &Error{where, err}
}

// ReadHeader reads and checks a header, up to where the data begin.
func ReadHeader(r io.Reader) (*Header, error) {
	var size [8]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, cut("header length", err)
	}
	n := binary.LittleEndian.Uint64(size[:])
	if n > MaxHeader {
		return nil, wrong("header length", "%d bytes: want at most %d", n, MaxHeader)
	}
	b, err := io.ReadAll(io.LimitReader(r, int64(n)))
	if err == nil && uint64(len(b)) < n {
		err = fmt.Errorf("ends after %d of %d bytes: %w", len(b), n, io.ErrUnexpectedEOF)
	}
	if err != nil {
		return nil, cut("header", err)
	}
	return parseHeader(b)
}

// parseHeader reads the JSON of a header.
func parseHeader(b []byte) (*Header, error) {
	if len(b) == 0 || b[0] != '{' {
		return nil, wrong("header", "begins with %.8q: want {", b)
	}
	b = bytes.TrimRight(b, " ")
	switch {
	case b[len(b)-1] != '}':
		return nil, wrong("header", "ends with %.8q: want } and spaces", b[max(0, len(b)-8):])
	case !utf8.Valid(b):
		return nil, wrong("header", "is not UTF-8")
	case !json.Valid(b):
		return nil, wrong("header", "is not JSON: %v", jsonFault(b))
	}
	if at := loneSurrogate(b); at >= 0 {
		return nil, wrong("header", "half of a surrogate pair is escaped at byte %d", at)
	}
	p := parser{json.NewDecoder(bytes.NewReader(b))}
	p.UseNumber()
	h := new(Header)
	err := p.object("header", func(key string) error {
		if key == metadataKey {
			h.Metadata = map[string]string{}
			return p.object(metadataKey, func(key string) error {
				value, err := p.text(fmt.Sprintf("%s: %q", metadataKey, key))
				h.Metadata[key] = value
				return err
			})
		}
		info, err := p.info(key)
		h.Tensors = append(h.Tensors, info)
		return err
	})
	if err != nil {
		return nil, err
	}
	return h, h.arrange()
}

// arrange puts the tensors into the order of their data and checks that they cover it.
func (h *Header) arrange() error {
	slices.SortFunc(h.Tensors, func(a, b Info) int {
		return cmp.Or(cmp.Compare(a.Begin, b.Begin), cmp.Compare(a.End, b.End), cmp.Compare(a.Name, b.Name))
	})
	var end uint64
	for i, t := range h.Tensors {
		if t.Begin < end {
			return wrong(where(t.Name), "its data begin at %d, inside %s, which end at %d", t.Begin, where(h.Tensors[i-1].Name), end)
		}
		if t.Begin > end {
			return wrong(where(t.Name), "its data begin at %d: bytes %d to %d belong to no tensor", t.Begin, end, t.Begin)
		}
		end = t.End
	}
	return nil
}

func where(name string) string {
	const most = 64
	if len(name) > most {
		return fmt.Sprintf("tensor %.64q…", name)
	}
	return fmt.Sprintf("tensor %q", name)
}

// byteSize returns the bytes of a shape's elements, or an error if a product on the way, from the left, does not fit
// 63 bits.
func byteSize(d DType, shape []int64) (uint64, error) {
	size := d.Size()
	for _, extent := range shape {
		hi, lo := bits.Mul64(size, uint64(extent))
		if hi != 0 || lo > 1<<63-1 {
			return 0, fmt.Errorf("shape %v of %s: its size does not fit 63 bits", shape, d)
		}
		size = lo
	}
	return size, nil
}

// parser reads the tokens of JSON that is known to be valid.
type parser struct{ *json.Decoder }

// object calls member for each key of an object; member reads the value.
func (p parser) object(where string, member func(key string) error) error {
	if err := p.open(where, '{'); err != nil {
		return err
	}
	seen := map[string]struct{}{}
	for p.More() {
		token, err := p.Token()
		if err != nil {
			return &Error{where, err}
		}
		key, _ := token.(string) // A key of valid JSON is a string.
		if _, twice := seen[key]; twice {
			return wrong(where, "key %.64q occurs twice", key)
		}
		seen[key] = struct{}{}
		if err := member(key); err != nil {
			return err
		}
	}
	_, err := p.Token()
	return err
}

func (p parser) open(where string, want json.Delim) error {
	token, err := p.Token()
	if err != nil {
		return &Error{where, err}
	}
	if token != want {
		return wrong(where, "is %s: want %s", describe(token), map[json.Delim]string{'{': "an object", '[': "an array"}[want])
	}
	return nil
}

func (p parser) text(where string) (string, error) {
	token, err := p.Token()
	if err != nil {
		return "", &Error{where, err}
	}
	s, ok := token.(string)
	if !ok {
		return "", wrong(where, "is %s: want a string", describe(token))
	}
	return s, nil
}

// integers reads an array of at most most numbers from 0 to 2^63-1.
func (p parser) integers(where string, most int) ([]int64, error) {
	if err := p.open(where, '['); err != nil {
		return nil, err
	}
	list := []int64{}
	for p.More() {
		token, err := p.Token()
		if err != nil {
			return nil, &Error{where, err}
		}
		number, ok := token.(json.Number)
		if !ok {
			return nil, wrong(where, "holds %s: want integers", describe(token))
		}
		v, err := strconv.ParseUint(string(number), 10, 63)
		if err != nil {
			return nil, wrong(where, "holds %.32s: want an integer from 0 to 2^63-1", number)
		}
		if len(list) == most {
			return nil, wrong(where, "has more than %d numbers", most)
		}
		list = append(list, int64(v))
	}
	_, err := p.Token()
	return list, err
}

// info reads the description of a tensor.
func (p parser) info(name string) (Info, error) {
	at := where(name)
	t := Info{Name: name}
	var offsets []int64
	err := p.object(at, func(key string) (err error) {
		field := at + ": " + key
		switch key {
		case "dtype":
			var s string
			s, err = p.text(field)
			if t.DType = DType(s); err == nil && t.DType.Size() == 0 {
				err = wrong(field, "%.32q is unknown", s)
			}
		case "shape":
			t.Shape, err = p.integers(field, MaxRank)
		case "data_offsets":
			offsets, err = p.integers(field, 2)
		default:
			err = wrong(at, "unknown field %.64q", key)
		}
		return err
	})
	if err != nil {
		return t, err
	}
	if t.DType == "" || t.Shape == nil || len(offsets) != 2 {
		return t, wrong(at, "want dtype, shape and two data_offsets")
	}
	t.Begin, t.End = uint64(offsets[0]), uint64(offsets[1])
	if t.Begin > t.End {
		return t, wrong(at, "its data begin at %d, after their end at %d", t.Begin, t.End)
	}
	size, err := byteSize(t.DType, t.Shape)
	if err != nil {
		return t, &Error{at, err}
	}
	if t.End-t.Begin != size {
		return t, wrong(at, "has %d bytes of data: %s of shape %v takes %d", t.End-t.Begin, t.DType, t.Shape, size)
	}
	return t, nil
}

func describe(t json.Token) string {
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return "an object"
		}
		return "an array"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case bool:
		return "a truth value"
	}
	return "null"
}

// jsonFault returns the error with which the JSON is not valid.
func jsonFault(b []byte) error {
	var v json.RawMessage
	err := json.Unmarshal(b, &v)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("%w at byte %d", err, syntax.Offset)
	}
	return err
}

// loneSurrogate returns where valid JSON escapes half of a surrogate pair alone, or -1. The JSON decoder would put
// U+FFFD in its place without a word, and a name would not be the one that is written.
func loneSurrogate(b []byte) int {
	unit := func(i int) (uint64, bool) {
		if i+6 > len(b) || b[i] != '\\' || b[i+1] != 'u' {
			return 0, false
		}
		v, err := strconv.ParseUint(string(b[i+2:i+6]), 16, 16)
		return v, err == nil
	}
	// In valid JSON a backslash occurs only in strings, and what follows it is one escape.
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		v, ok := unit(i)
		switch {
		case !ok:
			i++ // A short escape; its second byte may be a backslash.
		case v>>10 == 0xd800>>10:
			if low, ok := unit(i + 6); !ok || low>>10 != 0xdc00>>10 {
				return i
			}
			i += 11
		case v>>10 == 0xdc00>>10:
			return i
		default:
			i += 5
		}
	}
	return -1
}
