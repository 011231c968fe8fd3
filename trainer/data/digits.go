package data

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // the digits
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// digitsFile is the test set of the UCI data set "Optical Recognition of Handwritten Digits", unchanged, as CSV in gzip:
// see README.md of this directory for its origin and licence.
//
//go:embed digits.csv.gz
var digitsFile []byte

// The digits' shape and split.
const (
	DigitsRows    = 1797
	DigitsEvery   = 6 // of so many rows the last one is for the test: 299 rows in all
	digitsSide    = 8
	digitsMax     = 16
	digitsColumns = digitsSide*digitsSide + 1
	maxDigitsRows = 1 << 20
	maxDigitsLine = 4 * digitsColumns
)

// digitsSum is the SHA-256 of the uncompressed CSV.
var digitsSum = hash("6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8")

// Digits returns the handwritten digits that travel in the binary: 1,797 images of 8 x 8 pixels of 0 … 16, ten classes. Every
// sixth row is a test image (299 of them), the other 1,498 are for training. Both hold images by the same writers, so the accuracy
// says nothing about writers never seen.
func Digits() (*Set, error) {
	z, err := gzip.NewReader(bytes.NewReader(digitsFile))
	if err != nil {
		return nil, &FormatError{"digits.csv.gz", "header", err}
	}
	h := sha256.New()
	all, err := ReadDigits(io.TeeReader(z, h), "digits.csv.gz")
	if err != nil {
		return nil, err
	}
	if got := [32]byte(h.Sum(nil)); got != digitsSum {
		return nil, &ChecksumError{"digits.csv.gz", digitsSum, got}
	}
	if all.Len() != DigitsRows {
		return nil, &FormatError{"digits.csv.gz", "end", fmt.Errorf("%d rows, expected %d", all.Len(), DigitsRows)}
	}
	s := &Set{Name: "digits", Classes: 10, Max: digitsMax}
	s.Train, s.Test = Images{Height: digitsSide, Width: digitsSide}, Images{Height: digitsSide, Width: digitsSide}
	for i := range all.Len() {
		to := &s.Train
		if i%DigitsEvery == DigitsEvery-1 {
			to = &s.Test
		}
		row := all.Slice(i, i+1)
		to.Pixels, to.Labels = append(to.Pixels, row.Pixels...), append(to.Labels, row.Labels...)
	}
	return s, nil
}

// ReadDigits reads digits in CSV: a line an image, 64 pixels of 0 … 16 row by row and the label 0 … 9, decimal without sign or
// superfluous zeros, and nothing else. It reads to the end and takes at most 2^20 lines. name is for errors.
func ReadDigits(r io.Reader, name string) (Images, error) {
	m := Images{Height: digitsSide, Width: digitsSide}
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, maxDigitsLine), maxDigitsLine)
	for s.Scan() {
		fail := func(err error) (Images, error) {
			return Images{}, &FormatError{name, fmt.Sprintf("line %d", m.Len()+1), err}
		}
		if m.Len() == maxDigitsRows {
			return fail(fmt.Errorf("more than %d lines", maxDigitsRows))
		}
		fields := strings.Split(s.Text(), ",")
		if len(fields) != digitsColumns {
			return fail(fmt.Errorf("%d columns, expected %d", len(fields), digitsColumns))
		}
		for i, f := range fields {
			most := uint64(digitsMax)
			if i == digitsColumns-1 {
				most = 9
			}
			v, err := strconv.ParseUint(f, 10, 8)
			if err != nil || v > most || strconv.FormatUint(v, 10) != f {
				return fail(fmt.Errorf("column %d is %q, allowed are 0 to %d", i+1, f, most))
			}
			if i == digitsColumns-1 {
				m.Labels = append(m.Labels, uint8(v))
			} else {
				m.Pixels = append(m.Pixels, uint8(v))
			}
		}
	}
	if err := s.Err(); err != nil {
		return Images{}, &FormatError{name, fmt.Sprintf("line %d", m.Len()+1), err}
	}
	if m.Len() == 0 {
		return Images{}, &FormatError{name, "line 1", errors.New("no line")}
	}
	return m, nil
}
