package checkpoint

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"refute/trainer/tensor"
)

// testFormat is a job with three state tensors, one of them above 1 MiB, so that conversion in parts has more than one.
func testFormat() Format {
	return Format{
		Spec:  Root{0xaa, 1},
		Decls: []Decl{{tensor.F32, 700}, {tensor.U32, 1}, {tensor.F32, chunkBytes/4 + 300}},
	}
}

func smallFormat() Format {
	return Format{Spec: Root{0xbb}, Decls: []Decl{{tensor.F32, 5}, {tensor.U32, 300}}}
}

func testCheckpoint(f Format, step uint32) *Checkpoint {
	c := &Checkpoint{Step: step}
	for i, d := range f.Decls {
		c.State = append(c.State, randomTensor(d.Type, int(d.Count), uint64(step)*100+uint64(i)))
	}
	return c
}

func encodeCheckpoint(t testing.TB, f Format, c *Checkpoint) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := f.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sameState(t *testing.T, got, want *Checkpoint) {
	t.Helper()
	if got.Step != want.Step || len(got.State) != len(want.State) {
		t.Fatalf("step %d with %d tensors, want step %d with %d", got.Step, len(got.State), want.Step, len(want.State))
	}
	for i, x := range want.State {
		for j, w := range x.Words {
			if got.State[i].Words[j] != w {
				t.Fatalf("tensor %d, element %d: %#x, want %#x", i, j, got.State[i].Words[j], w)
			}
		}
	}
}

func TestCheckpointComesBack(t *testing.T) {
	f := testFormat()
	c := testCheckpoint(f, 42)
	b := encodeCheckpoint(t, f, c)
	if int64(len(b)) != f.Size(42) {
		t.Errorf("file has %d bytes, Size says %d", len(b), f.Size(42))
	}
	got, err := f.Read(iotest.HalfReader(bytes.NewReader(b)))
	if err != nil {
		t.Fatal(err)
	}
	sameState(t, got, c)
	if got.Root() != StateRoot(c.State) {
		t.Error("root differs")
	}
	if _, err := f.ReadExpecting(bytes.NewReader(b), 42, c.Root()); err != nil {
		t.Error(err)
	}
	var re *RootError
	if _, err := f.ReadExpecting(bytes.NewReader(b), 42, Root{1}); !errors.As(err, &re) {
		t.Errorf("another root: %v", err)
	}
	if _, err := f.ReadExpecting(bytes.NewReader(b), 43, c.Root()); err == nil {
		t.Error("another step: no error")
	}
	again := encodeCheckpoint(t, f, got)
	if !bytes.Equal(again, b) {
		t.Error("written again, the file differs")
	}
}

func TestConvertedTensorsAreTheSameBytes(t *testing.T) {
	for _, typ := range []tensor.Type{tensor.F32, tensor.U16, tensor.U8} {
		x := randomTensor(typ, chunkBytes/typ.Size()+77, 3)
		var fast, slow bytes.Buffer
		if err := errors.Join(writeTensor(&fast, x), writeConverted(&slow, x)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(fast.Bytes(), slow.Bytes()) {
			t.Errorf("%s: conversion gives other bytes than memory", typ)
		}
		back := tensor.New(typ, x.Len())
		if err := readConverted(bytes.NewReader(slow.Bytes()), back); err != nil {
			t.Fatal(err)
		}
		if TensorRoot(back) != TensorRoot(x) {
			t.Errorf("%s: comes back changed", typ)
		}
		if err := readConverted(bytes.NewReader(slow.Bytes()[:slow.Len()-1]), back); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: a missing byte: %v", typ, err)
		}
	}
}

func TestWriteRefusesAnotherState(t *testing.T) {
	f := smallFormat()
	good := testCheckpoint(f, 1)
	for what, c := range map[string]*Checkpoint{
		"a tensor too few": {State: good.State[:1]},
		"another type":     {State: []tensor.Tensor{tensor.New(tensor.U32, 5), good.State[1]}},
		"another count":    {State: []tensor.Tensor{tensor.New(tensor.F32, 6), good.State[1]}},
		"a root too few":   {State: good.State, Roots: []Root{{}}},
	} {
		if _, err := f.Write(io.Discard, c); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	empty := Format{Decls: []Decl{{tensor.F32, 0}}}
	if _, err := empty.Write(io.Discard, &Checkpoint{State: []tensor.Tensor{tensor.New(tensor.F32, 0)}, Roots: []Root{{}}}); err == nil {
		t.Error("an empty tensor: no error")
	}
}

// Every single-bit change and every truncation of a checkpoint is refused.
func TestReadRefusesEveryDamage(t *testing.T) {
	f := smallFormat()
	b := encodeCheckpoint(t, f, testCheckpoint(f, 7))
	for i := range b {
		for bit := range 8 {
			c := bytes.Clone(b)
			c[i] ^= 1 << bit
			if _, err := f.Read(bytes.NewReader(c)); err == nil {
				t.Fatalf("bit %d of byte %d changed: no error", bit, i)
			}
		}
	}
	for n := range b {
		_, err := f.Read(bytes.NewReader(b[:n]))
		var d *DamageError
		if !errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &d) {
			t.Fatalf("cut to %d of %d bytes: %v", n, len(b), err)
		}
	}
	if _, err := f.Read(bytes.NewReader(append(b, 0))); err == nil || !strings.Contains(err.Error(), "follow") {
		t.Errorf("a byte more: %v", err)
	}
	if _, err := f.Read(iotest.ErrReader(errors.New("broken disk"))); err == nil || !strings.Contains(err.Error(), "broken disk") {
		t.Errorf("broken disk: %v", err)
	}
}

func TestDamageIsNamed(t *testing.T) {
	f := smallFormat()
	b := encodeCheckpoint(t, f, testCheckpoint(f, 7))
	c := bytes.Clone(b)
	c[len(c)-1] ^= 1
	_, err := f.Read(bytes.NewReader(c))
	var re *RootError
	if !errors.As(err, &re) || !strings.Contains(err.Error(), "tensor 1 of step 7") {
		t.Errorf("last tensor damaged: %v", err)
	}
	_, err = f.Read(bytes.NewReader(b[:len(b)-3]))
	if err == nil || !strings.Contains(err.Error(), "tensor 1 of step 7: after 1197 of 1200 bytes") {
		t.Errorf("last tensor cut: %v", err)
	}
	_, err = f.Read(bytes.NewReader(b[:len(b)-1200]))
	if err == nil || !strings.Contains(err.Error(), "tensor 1 of step 7: after 0 of 1200 bytes") {
		t.Errorf("last tensor missing: %v", err)
	}
	other := f
	other.Spec[0]++
	if _, err := other.Read(bytes.NewReader(b)); err == nil || !strings.Contains(err.Error(), "job") {
		t.Errorf("another job: %v", err)
	}
	other = f
	other.Decls = []Decl{{tensor.F32, 6}, f.Decls[1]}
	if _, err := other.Read(bytes.NewReader(b)); err == nil || !strings.Contains(err.Error(), "tensor 0 is f32[5]: the program declares f32[6]") {
		t.Errorf("another program: %v", err)
	}
}

func TestManifestRefusesOtherEncodings(t *testing.T) {
	f := smallFormat()
	c := testCheckpoint(f, 7)
	m, err := f.manifest(c)
	if err != nil {
		t.Fatal(err)
	}
	good := m.Encode()
	if _, err := DecodeManifest(good); err != nil {
		t.Fatal(err)
	}
	replace := func(from, to string) []byte {
		out := bytes.Replace(good, []byte(from), []byte(to), 1)
		if bytes.Equal(out, good) {
			t.Fatalf("%q is not in the manifest", from)
		}
		return out
	}
	for what, b := range map[string][]byte{
		"empty":                  {},
		"a byte more":            append(bytes.Clone(good), 0xc0),
		"version 2":              replace("\xa1v\x01", "\xa1v\x02"),
		"a longer integer":       replace("\xa1v\x01", "\xa1v\xcc\x01"),
		"another key":            replace("\xa4spec", "\xa4spek"),
		"one key too many":       replace("\x85\xa1v", "\x86\xa1v"),
		"a key of 4 GiB":         replace("\xa4spec", "\xdb\xff\xff\xff\xff"),
		"a spec of 4 GiB":        replace("\xa4spec\xc4\x20", "\xa4spec\xc6\xff\xff\xff\xff"),
		"nil for the step":       replace("\xa4step\x07", "\xa4step\xc0"),
		"a negative step":        replace("\xa4step\x07", "\xa4step\xff"),
		"a step of 64 bits":      replace("\xa4step\x07", "\xa4step\xcf\x01\x00\x00\x00\x00\x00\x00\x00"),
		"no tensors":             replace("\xa7tensors\x92", "\xa7tensors\x90"),
		"4 G tensors":            replace("\xa7tensors\x92", "\xa7tensors\xdd\xff\xff\xff\xff"),
		"nil for the tensors":    replace("\xa7tensors\x92", "\xa7tensors\xc0"),
		"a tensor of two fields": replace("\xa7tensors\x92\x93", "\xa7tensors\x92\x92"),
		"another root":           replace("\xa4root\xc4\x20"+string(m.Root[:1]), "\xa4root\xc4\x20"+string([]byte{m.Root[0] ^ 1})),
		"too long":               make([]byte, maxManifest+1),
	} {
		if _, err := DecodeManifest(b); err == nil {
			t.Errorf("%s: no error", what)
		} else if !strings.Contains(err.Error(), "manifest") {
			t.Errorf("%s: the error does not say what is wrong: %v", what, err)
		}
	}
	// The longest manifest that there can be is within the bound.
	most := Manifest{Step: 1<<32 - 1}
	for range 4096 {
		most.Decls = append(most.Decls, Decl{tensor.U32, 1<<40 - 1})
		most.Roots = append(most.Roots, Root{})
	}
	most.Root = NodeRoot(most.Roots)
	if b := most.Encode(); len(b) > maxManifest {
		t.Errorf("the longest manifest has %d bytes, the bound is %d", len(b), maxManifest)
	} else if _, err := DecodeManifest(b); err != nil {
		t.Error(err)
	}
}

// A file that declares more than the program does is refused before memory is taken for it.
func TestHostileCountsTakeNoMemory(t *testing.T) {
	f := smallFormat()
	m := &Manifest{Spec: f.Spec, Step: 1, Decls: []Decl{{tensor.F32, 1<<40 - 1}, {tensor.F32, 1<<40 - 1}}, Roots: make([]Root, 2)}
	m.Root = NodeRoot(m.Roots)
	if _, err := f.Read(bytes.NewReader(encodeHead(m))); err == nil {
		t.Error("4 TiB: no error")
	}
	head := encodeHead(m)
	binary.BigEndian.PutUint32(head[8:], 1<<32-1)
	if _, err := ReadManifest(bytes.NewReader(head)); err == nil {
		t.Error("a manifest of 4 GiB: no error")
	}
}

func FuzzDecodeManifest(f *testing.F) {
	format := smallFormat()
	m, err := format.manifest(testCheckpoint(format, 7))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(m.Encode())
	f.Add([]byte{})
	f.Add([]byte("\x85\xa1v\x01\xa4spec\xc6\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := DecodeManifest(b)
		if err != nil {
			return
		}
		if !bytes.Equal(m.Encode(), b) {
			t.Fatal("decoded and encoded again, the manifest differs")
		}
	})
}

func FuzzReadCheckpoint(f *testing.F) {
	format := smallFormat()
	r := rand.New(rand.NewPCG(1, 1))
	for step := range uint32(2) {
		b := encodeCheckpoint(f, format, testCheckpoint(format, step))
		f.Add(b)
		f.Add(b[:r.IntN(len(b))])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := format.Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		if !bytes.Equal(encodeCheckpoint(t, format, c), b) {
			t.Fatal("read and written again, the checkpoint differs")
		}
		if StateRoot(c.State) != c.Root() {
			t.Fatal("a checkpoint was read whose root is wrong")
		}
	})
}
