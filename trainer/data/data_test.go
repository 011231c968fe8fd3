package data

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDigits(t *testing.T) {
	s, err := Digits() // checks the SHA-256 of the content
	if err != nil {
		t.Fatal(err)
	}
	if s.Train.Len() != 1498 || s.Test.Len() != 299 || s.Train.Size() != 64 {
		t.Fatalf("%d + %d images of %d pixels", s.Train.Len(), s.Test.Len(), s.Train.Size())
	}
	for _, m := range []Images{s.Train, s.Test} {
		if err := m.check(s.Classes, s.Max); err != nil {
			t.Error(err)
		}
	}
	if want := []uint8{0, 0, 5, 13, 9, 1, 0, 0}; !bytes.Equal(s.Train.Pixels[:8], want) {
		t.Errorf("the first row is %v, want %v", s.Train.Pixels[:8], want)
	}
	var count [10]int
	for _, l := range append(append([]uint8(nil), s.Train.Labels...), s.Test.Labels...) {
		count[l]++
	}
	if want := [10]int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}; count != want { // as the data set's description has them
		t.Errorf("labels occur %v times, want %v", count, want)
	}
}

func TestDigitsFileIsPinned(t *testing.T) {
	file := append([]byte(nil), digitsFile...)
	defer func(f []byte) { digitsFile = f }(digitsFile)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(strings.Repeat("0,", 64) + "1\n"))
	z.Close()
	digitsFile = b.Bytes()
	var sum *ChecksumError
	if _, err := Digits(); !errors.As(err, &sum) {
		t.Errorf("another file gives %v, want a ChecksumError", err)
	}
	digitsFile = file[:len(file)/2]
	if _, err := Digits(); err == nil {
		t.Error("half of the file is read without an error")
	}
}

func TestReadDigitsNamesTheFault(t *testing.T) {
	good := strings.Repeat("16,", 64) + "9\n"
	if m, err := ReadDigits(strings.NewReader(good+good), "x.csv"); err != nil || m.Len() != 2 || m.Pixels[127] != 16 || m.Labels[1] != 9 {
		t.Fatalf("%v, %v", m, err)
	}
	for in, want := range map[string]string{
		"":                                       "x.csv: line 1: no line",
		good + strings.Repeat("17,", 64) + "9\n": `line 2: column 1 is "17", allowed are 0 to 16`,
		good + strings.Repeat("1,", 64) + "10":   `line 2: column 65 is "10", allowed are 0 to 9`,
		strings.Repeat("1,", 63) + "1":           "line 1: 64 columns, expected 65",
		strings.Repeat("01,", 64) + "1":          `column 1 is "01"`,
		strings.Repeat("+1,", 64) + "1":          `column 1 is "+1"`,
		strings.Repeat("1", 4000):                "line 1: bufio.Scanner: token too long",
	} {
		if _, err := ReadDigits(strings.NewReader(in), "x.csv"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: error %v, want one with %q", in, err, want)
		}
	}
}

// idx returns an IDX file.
func idx(elements []byte, dims ...uint32) []byte {
	b := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	return append(b, elements...)
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

func TestReadIDX(t *testing.T) {
	file := idx([]byte("abcdef"), 2, 3)
	for name, in := range map[string][]byte{"raw": file, "gzip": compress(file)} {
		dims, elements, err := ReadIDX(bytes.NewReader(in), name)
		if err != nil || len(dims) != 2 || dims[1] != 3 || string(elements) != "abcdef" {
			t.Errorf("%s: %v %q %v", name, dims, elements, err)
		}
	}
	for want, in := range map[string][]byte{
		"magic: the file ends here":                    file[:3],
		"dimension 1: the file ends here":              file[:10],
		"element 5: the file ends":                     file[:17],
		"end: bytes follow":                            append(file, 0),
		"00 00 09":                                     {0, 0, 9, 1, 0, 0, 0, 1, 0},
		"0 dimensions, allowed are 1 to 4":             {0, 0, 8, 0},
		"dimension 0: 0, allowed":                      idx(nil, 0),
		"dimension 1: 4294967295, allowed":             idx(nil, 2, 4294967295),
		"dimension 0: 4294967295, allowed are 1 or mo": idx(nil, 4294967295),
		"gzip header":                                  {0x1f, 0x8b, 1},
		"unexpected EOF":                               compress(file)[:20],
	} {
		_, _, err := ReadIDX(bytes.NewReader(in), "x")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func TestReadIDXPromisesAreNotAllocated(t *testing.T) {
	file := idx([]byte("abc"), MaxIDX) // promises 256 MiB, has 3 bytes
	allocs := testing.Benchmark(func(b *testing.B) {
		for range b.N {
			ReadIDX(bytes.NewReader(file), "x")
		}
	})
	if n := allocs.AllocedBytesPerOp(); n > 1<<16 {
		t.Errorf("a file of %d bytes takes %d bytes of memory", len(file), n)
	}
}

func TestFashionMNISTSaysHowToGetIt(t *testing.T) {
	dir := t.TempDir()
	_, err := FashionMNIST(dir)
	if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "dataset-fashion-mnist") || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v", err)
	}
	name := filepath.Join(dir, fashionMNIST[0].name)
	if err := os.WriteFile(name, idx(make([]byte, 60000*28*28), 60000, 28, 28), 0o644); err != nil {
		t.Fatal(err)
	}
	var sum *ChecksumError
	if _, err := FashionMNIST(dir); !errors.As(err, &sum) {
		t.Errorf("black images give %v, want a ChecksumError", err)
	}
	if err := os.WriteFile(name, idx([]byte{1}, 1, 1, 1), 0o644); err != nil {
		t.Fatal(err)
	}
	var format *FormatError
	if _, err := FashionMNIST(dir); !errors.As(err, &format) || !strings.Contains(err.Error(), "expected [60000 28 28]") {
		t.Errorf("one image gives %v", err)
	}
}

func FuzzReadIDX(f *testing.F) {
	f.Add(idx([]byte("abcdef"), 2, 3))
	f.Add(compress(idx([]byte("abcdef"), 2, 3)))
	f.Add(idx(nil, 1<<28))
	f.Fuzz(func(t *testing.T, in []byte) {
		dims, elements, err := ReadIDX(bytes.NewReader(in), "fuzz")
		if err != nil {
			return
		}
		var d []uint32
		for _, n := range dims {
			d = append(d, uint32(n))
		}
		if !bytes.HasPrefix(in, []byte{0x1f, 0x8b}) && !bytes.Equal(idx(elements, d...), in) {
			t.Errorf("%x reads as %v %x", in, dims, elements)
		}
	})
}

func FuzzReadDigits(f *testing.F) {
	f.Add([]byte(strings.Repeat("16,", 64) + "9\n"))
	f.Add([]byte(strings.Repeat("0,", 64) + "0"))
	f.Add([]byte("\r\n,"))
	f.Fuzz(func(t *testing.T, in []byte) {
		m, err := ReadDigits(bytes.NewReader(in), "fuzz")
		if err == nil {
			err = m.check(10, 16)
		} else if m.Len() != 0 {
			t.Error("images beside an error")
			return
		} else {
			return
		}
		if err != nil {
			t.Error(err)
		}
	})
}
