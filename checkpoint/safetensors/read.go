package safetensors

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"

	"refute/trainer/tensor"
)

// Tensor is a named tensor with its shape.
type Tensor struct {
	Name  string
	Shape []int64 // row-major; empty for a scalar
	Data  tensor.Tensor
}

// Reader reads a file's tensors one after another, in the order of their data, with none of them in memory.
type Reader struct {
	header *Header
	r      io.Reader
	next   int
	rest   io.LimitedReader // what is left of the current tensor
}

// NewReader reads the header from r.
func NewReader(r io.Reader) (*Reader, error) {
	h, err := ReadHeader(r)
	if err != nil {
		return nil, err
	}
	return &Reader{header: h, r: r}, nil
}

// Header returns the file's header.
func (r *Reader) Header() *Header { return r.header }

// Next returns the next tensor and its bytes, which must be read before Next is called again; what is left of them is
// skipped. After the last tensor it checks that the file ends, and returns io.EOF.
func (r *Reader) Next() (Info, io.Reader, error) {
	if r.next > 0 {
		last := r.header.Tensors[r.next-1]
		if _, err := io.Copy(io.Discard, &r.rest); err != nil {
			return Info{}, nil, cut(where(last.Name), err)
		}
		if r.rest.N > 0 {
			return Info{}, nil, cut(where(last.Name), fmt.Errorf("%d bytes are missing: %w", r.rest.N, io.ErrUnexpectedEOF))
		}
	}
	if r.next == len(r.header.Tensors) {
		var more [1]byte
		if n, err := io.ReadFull(r.r, more[:]); n > 0 {
			return Info{}, nil, wrong("end", "bytes follow the last tensor")
		} else if err != io.EOF {
			return Info{}, nil, &Error{"end", err}
		}
		return Info{}, nil, io.EOF
	}
	t := r.header.Tensors[r.next]
	r.next++
	r.rest = io.LimitedReader{R: r.r, N: int64(t.End - t.Begin)}
	return t, &r.rest, nil
}

// Read reads a whole file into memory, at most limit bytes of tensors. All its tensors must be of dtype F32, U32, U16
// or U8. They come in the order of their data.
func Read(r io.Reader, limit uint64) ([]Tensor, map[string]string, error) {
	f, err := NewReader(r)
	if err != nil {
		return nil, nil, err
	}
	if size := f.header.DataSize(); size > limit {
		return nil, nil, wrong("header", "%d bytes of tensors: the limit is %d", size, limit)
	}
	for _, t := range f.header.Tensors {
		if _, ok := t.DType.Type(); !ok {
			return nil, nil, wrong(where(t.Name), "dtype %s has no tensor type here: convert it to F32, U32, U16 or U8", t.DType)
		}
	}
	tensors := make([]Tensor, 0, len(f.header.Tensors))
	for {
		t, data, err := f.Next()
		if err == io.EOF {
			return tensors, f.header.Metadata, nil
		}
		if err != nil {
			return nil, nil, err
		}
		typ, _ := t.DType.Type()
		x, err := readElements(data, typ, t.Count())
		if err != nil {
			return nil, nil, cut(where(t.Name), err)
		}
		tensors = append(tensors, Tensor{Name: t.Name, Shape: t.Shape, Data: x})
	}
}

// ReadFile is Read for a file by its name; the file's size is the limit.
func ReadFile(path string) ([]Tensor, map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	tensors, metadata, err := Read(bufio.NewReaderSize(f, chunkBytes), uint64(info.Size()))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return tensors, metadata, nil
}

// chunkBytes is how many bytes are read before memory is taken for more.
const chunkBytes = 1 << 20

func readElements(r io.Reader, typ tensor.Type, count uint64) (tensor.Tensor, error) {
	t := tensor.Tensor{Type: typ}
	size := uint64(typ.Size())
	buf := make([]byte, min(chunkBytes, count*size))
	for done := uint64(0); done < count; {
		n := min(count-done, chunkBytes/size)
		b := buf[:n*size]
		if got, err := io.ReadFull(r, b); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return t, fmt.Errorf("ends after %d of %d bytes: %w", done*size+uint64(got), count*size, err)
		}
		switch typ {
		case tensor.U8:
			t.Bytes = append(t.Bytes, b...)
		case tensor.U16:
			t.Halves = slices.Grow(t.Halves, int(n))
			for ; len(b) > 0; b = b[2:] {
				t.Halves = append(t.Halves, binary.LittleEndian.Uint16(b))
			}
		default:
			t.Words = slices.Grow(t.Words, int(n))
			for ; len(b) > 0; b = b[4:] {
				t.Words = append(t.Words, binary.LittleEndian.Uint32(b))
			}
		}
		done += n
	}
	return t, nil
}
