package dispute_test

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/dispute"
)

// every action, with something in each field.
func every() []bisect.Action {
	roots := []bisect.Root{{1}, {2}}
	return []bisect.Action{
		bisect.Descend{Index: 5, Height: 3, Hash: bisect.Root{9}, Proof: roots},
		bisect.Reveal{Children: roots},
		bisect.Step{Before: bisect.Root{8}, Proof: roots},
		bisect.ClaimTrace{Children: roots},
		bisect.AskState{},
		bisect.OpenKernel{Section: []byte{1, 2, 3}, Proof: roots},
		bisect.RevealLeaf{Data: make([]byte, 1024)},
		bisect.Element{Index: 77, Data: make([]byte, 1024)},
		bisect.ClaimSums{Values: []uint32{1, 0xffffffff}},
		bisect.Pick{Part: 2, Values: []uint32{3}},
		bisect.JudgeWindow{Section: []byte{4}, Openings: []byte{5, 6}},
		bisect.JudgeState{Header: []byte{7}, HeaderProof: roots, Source: bisect.Root{6}, SourceProof: roots[:1]},
		bisect.Timeout{},
	}
}

func TestActionsRoundTrip(t *testing.T) {
	spec, err := bisecttest.Job(2, 2).Spec()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range every() {
		b, err := dispute.Encode(spec, a)
		if err != nil {
			t.Fatalf("%s: %v", a.Name(), err)
		}
		got, err := dispute.Decode(b[0])
		if err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("%s: %+v comes back as %+v: %v", a.Name(), a, got, err)
		}
	}
	for _, a := range []bisect.Action{bisect.Descend{Height: -1}, bisect.Descend{Height: 256}, bisect.Element{Index: -1}, bisect.Pick{Part: -1}} {
		if _, err := dispute.Encode(spec, a); err == nil {
			t.Errorf("%+v is encoded", a)
		}
	}
}

// FuzzDecode: whatever decodes encodes to something that decodes to the same; nothing panics.
func FuzzDecode(f *testing.F) {
	spec, err := bisecttest.Job(2, 2).Spec()
	if err != nil {
		f.Fatal(err)
	}
	for _, a := range every() {
		b, err := dispute.Encode(spec, a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[0])
		f.Add(b[0][:len(b[0])/2])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := dispute.Decode(b)
		if err != nil {
			return
		}
		again, err := dispute.Encode(spec, a)
		if err != nil {
			return // out of the contract's ranges
		}
		got, err := dispute.Decode(again[0])
		if err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("%+v comes back as %+v: %v", a, got, err)
		}
	})
}

// FuzzReadTranscript: a transcript that is read can be replayed, to an end or an error, and nothing panics.
func FuzzReadTranscript(f *testing.F) {
	j := bisecttest.Job(2, 2)
	spec, err := j.Spec()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"game":"0x0000000000000000000000000000000000000000000000000000000000000001","epoch":1,"ask":true,"moves":[{"by":"challenger"},{"by":"defender","actions":["0x0a"]}]}`))
	if b, err := os.ReadFile("testdata/transcript.json"); err == nil {
		f.Add(b)
	}
	f.Add([]byte(`{"game":"0x00","correct":"0x12345678"}`))
	f.Add([]byte(`{"game":"0x0000000000000000000000000000000000000000000000000000000000000001","epoch":9,"correct":"0x1234567"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := dispute.ReadTranscript(bytes.NewReader(b))
		if err != nil {
			return
		}
		r.Spec = bisect.Root(spec.Hash())
		_, _ = r.Replay(spec)
	})
}
