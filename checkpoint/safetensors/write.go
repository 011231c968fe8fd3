package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"refute/checkpoint"
	"refute/trainer/tensor"
)

// alignment is what a header's length is padded to with spaces, so that the data begin aligned for every dtype.
const alignment = 8

// Write writes a file. The tensors are laid out by falling element size, then by name, so each is aligned in a file
// that is mapped into memory and the same tensors give the same bytes whatever their order.
func Write(w io.Writer, tensors []Tensor, metadata map[string]string) error {
	order := slices.Clone(tensors)
	slices.SortStableFunc(order, func(a, b Tensor) int {
		return cmp.Or(cmp.Compare(b.Data.Type.Size(), a.Data.Type.Size()), cmp.Compare(a.Name, b.Name))
	})
	header, err := encodeHeader(order, metadata)
	if err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return fmt.Errorf("safetensors: write header: %w", err)
	}
	for _, t := range order {
		if err := writeElements(w, t.Data); err != nil {
			return fmt.Errorf("safetensors: write %s: %w", where(t.Name), err)
		}
	}
	return nil
}

// WriteFile writes a file atomically; see [Write] and [checkpoint.WriteFile].
func WriteFile(path string, tensors []Tensor, metadata map[string]string) error {
	return checkpoint.WriteFile(path, func(w io.Writer) error { return Write(w, tensors, metadata) })
}

// encodeHeader returns the length and the header of tensors in the order of their data.
func encodeHeader(order []Tensor, metadata map[string]string) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 8))
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	encode := func(v any) error {
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("safetensors: %w", err)
		}
		b.Truncate(b.Len() - 1) // Encode ends with a line feed.
		return nil
	}
	b.WriteByte('{')
	comma := ""
	if len(metadata) > 0 {
		for key, value := range metadata {
			if !utf8.ValidString(key) || !utf8.ValidString(value) {
				return nil, wrong(metadataKey, "%.64q is not UTF-8", key+": "+value)
			}
		}
		fmt.Fprintf(b, "%q:", metadataKey)
		if err := encode(metadata); err != nil { // A map is written in the order of its keys.
			return nil, err
		}
		comma = ","
	}
	names := map[string]bool{metadataKey: true}
	var begin uint64
	for _, t := range order {
		at := where(t.Name)
		if !utf8.ValidString(t.Name) {
			return nil, wrong(at, "its name is not UTF-8")
		}
		if names[t.Name] {
			return nil, wrong(at, "its name is taken")
		}
		names[t.Name] = true
		dtype, ok := dtypeOf(t.Data.Type)
		if !ok {
			return nil, wrong(at, "unknown %s", t.Data.Type)
		}
		if len(t.Shape) > MaxRank {
			return nil, wrong(at, "rank %d: want at most %d", len(t.Shape), MaxRank)
		}
		for _, extent := range t.Shape {
			if extent < 0 {
				return nil, wrong(at, "shape %v has a negative extent", t.Shape)
			}
		}
		size, err := byteSize(dtype, t.Shape)
		if err != nil {
			return nil, &Error{at, err}
		}
		if have := uint64(t.Data.Len()) * dtype.Size(); have != size {
			return nil, wrong(at, "has %d elements: shape %v takes %d", t.Data.Len(), t.Shape, size/dtype.Size())
		}
		b.WriteString(comma)
		if err := encode(t.Name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		shape := t.Shape
		if shape == nil {
			shape = []int64{}
		}
		if err := encode(struct {
			DType   DType     `json:"dtype"`
			Shape   []int64   `json:"shape"`
			Offsets [2]uint64 `json:"data_offsets"`
		}{dtype, shape, [2]uint64{begin, begin + size}}); err != nil {
			return nil, err
		}
		begin += size
		comma = ","
	}
	b.WriteByte('}')
	for b.Len()%alignment != 0 {
		b.WriteByte(' ')
	}
	n := b.Len() - 8
	if n > MaxHeader {
		return nil, wrong("header", "%d bytes: want at most %d", n, MaxHeader)
	}
	out := b.Bytes()
	binary.LittleEndian.PutUint64(out, uint64(n))
	return out, nil
}

func writeElements(w io.Writer, t tensor.Tensor) error {
	if t.Type == tensor.U8 {
		_, err := w.Write(t.Bytes)
		return err
	}
	size := t.Type.Size()
	buf := make([]byte, 0, min(chunkBytes, t.Len()*size))
	for i := range t.Len() {
		if size == 2 {
			buf = binary.LittleEndian.AppendUint16(buf, t.Halves[i])
		} else {
			buf = binary.LittleEndian.AppendUint32(buf, t.Words[i])
		}
		if len(buf) == cap(buf) {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err := w.Write(buf)
	return err
}
