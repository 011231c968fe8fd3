package data

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// MaxIDX is the most elements that an IDX file may have: beyond any data set of this package, within any machine's memory.
const MaxIDX = 1 << 28

// maxIDXRank is the most dimensions that an IDX file may have.
const maxIDXRank = 4

// ReadIDX reads an IDX file of unsigned bytes, raw or in gzip, to its end: two zero bytes, the type 0x08, the number of
// dimensions, each dimension as a big-endian u32, then the elements, row-major. Memory grows with what is read, not with what
// the header promises. name is for errors.
func ReadIDX(r io.Reader, name string) (dims []int, elements []byte, err error) {
	fail := func(where string, err error) ([]int, []byte, error) { return nil, nil, &FormatError{name, where, err} }
	b := bufio.NewReader(r)
	if head, _ := b.Peek(2); len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(b)
		if err != nil {
			return fail("gzip header", err)
		}
		b = bufio.NewReader(z)
	}
	var head [4]byte
	if _, err := io.ReadFull(b, head[:]); err != nil {
		return fail("magic", short(err))
	}
	if head[0] != 0 || head[1] != 0 || head[2] != 0x08 {
		return fail("magic", fmt.Errorf("% x, expected 00 00 08 and the number of dimensions", head))
	}
	if head[3] < 1 || head[3] > maxIDXRank {
		return fail("magic", fmt.Errorf("%d dimensions, allowed are 1 to %d", head[3], maxIDXRank))
	}
	count := 1
	for i := range int(head[3]) {
		var d [4]byte
		if _, err := io.ReadFull(b, d[:]); err != nil {
			return fail(fmt.Sprintf("dimension %d", i), short(err))
		}
		n := int64(binary.BigEndian.Uint32(d[:]))
		if n < 1 || n*int64(count) > MaxIDX {
			return fail(fmt.Sprintf("dimension %d", i), fmt.Errorf("%d, allowed are 1 or more and %d elements in all", n, MaxIDX))
		}
		count *= int(n)
		dims = append(dims, int(n))
	}
	var buf bytes.Buffer
	n, err := io.Copy(&buf, io.LimitReader(b, int64(count)+1))
	switch {
	case err != nil:
		return fail(fmt.Sprintf("element %d", n), err)
	case n < int64(count):
		return fail(fmt.Sprintf("element %d", n), fmt.Errorf("the file ends, dimensions %v have %d elements", dims, count))
	case n > int64(count):
		return fail("end", fmt.Errorf("bytes follow the %d elements of dimensions %v", count, dims))
	}
	return dims, buf.Bytes(), nil
}

func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends here")
	}
	return err
}
