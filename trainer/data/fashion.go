package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// FashionMNISTPath is where Debian's package dataset-fashion-mnist puts its files.
const FashionMNISTPath = "/usr/share/datasets/fashion-mnist"

// ErrMissing is the reason when a data set is not on this machine.
var ErrMissing = errors.New("not on this machine")

// idxFile is one file of an IDX data set: its name without .gz, its dimensions, and the SHA-256 of its raw form.
type idxFile struct {
	name string
	dims []int
	sum  [32]byte
}

var fashionMNIST = [4]idxFile{
	{"train-images-idx3-ubyte", []int{60000, 28, 28}, hash("c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888")},
	{"train-labels-idx1-ubyte", []int{60000}, hash("bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9")},
	{"t10k-images-idx3-ubyte", []int{10000, 28, 28}, hash("5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b")},
	{"t10k-labels-idx1-ubyte", []int{10000}, hash("0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")},
}

// FashionMNIST reads Fashion-MNIST (60,000 + 10,000 images of 28 x 28 pixels, ten classes) from the four IDX files of its authors,
// each raw or with .gz, in dir, or, if dir is empty, where Debian's package puts them. Where they are missing the error says
// how to get them and wraps ErrMissing.
func FashionMNIST(dir string) (*Set, error) {
	if dir == "" {
		dir = FashionMNISTPath
	}
	var raw [4][]byte
	for i, f := range fashionMNIST {
		var err error
		if raw[i], err = f.read(dir); err != nil {
			return nil, err
		}
	}
	s := &Set{
		Name: "fashion-mnist", Classes: 10, Max: 255,
		Train: Images{28, 28, raw[0], raw[1]}, Test: Images{28, 28, raw[2], raw[3]},
	}
	for _, m := range []Images{s.Train, s.Test} {
		if err := m.check(s.Classes, s.Max); err != nil {
			return nil, &FormatError{dir, "labels", err}
		}
	}
	return s, nil
}

func (f idxFile) read(dir string) ([]byte, error) {
	var file *os.File
	err := fs.ErrNotExist
	for _, suffix := range []string{".gz", ""} {
		if file, err = os.Open(filepath.Join(dir, f.name+suffix)); err == nil || !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("data: fashion-mnist: %w: no %s or %s.gz in %s: on Debian or Ubuntu, apt-get install dataset-fashion-mnist; elsewhere, put the four files of https://github.com/zalandoresearch/fashion-mnist (data/fashion) into a directory and name it",
			ErrMissing, f.name, f.name, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("data: fashion-mnist: %w", err)
	}
	defer file.Close()
	dims, elements, err := ReadIDX(file, file.Name())
	if err != nil {
		return nil, err
	}
	if !slices.Equal(dims, f.dims) {
		return nil, &FormatError{file.Name(), "dimensions", fmt.Errorf("%v, expected %v", dims, f.dims)}
	}
	h := sha256.New()
	h.Write([]byte{0, 0, 0x08, byte(len(dims))})
	for _, d := range dims {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(d)))
	}
	h.Write(elements)
	if got := [32]byte(h.Sum(nil)); got != f.sum {
		return nil, &ChecksumError{file.Name(), f.sum, got}
	}
	return elements, nil
}

// hash parses a pinned SHA-256.
func hash(s string) (h [32]byte) {
	if n, err := hex.Decode(h[:], []byte(s)); err != nil || n != len(h) {
		panic("data: pinned hash " + s)
	}
	return h
}
