package commit_test

import (
	"bytes"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/vmihailenco/msgpack/v5"

	"refute/checkpoint"
	"refute/checkpoint/commit"
)

var (
	domain = commit.Domain{ChainID: 1337, Jobs: common.HexToAddress("0x00000000000000000000000000000000000000aa")}
	key, _ = crypto.ToECDSA(crypto.Keccak256([]byte("test key")))
)

func commitment(t testing.TB) *commit.Commitment {
	t.Helper()
	c := &commit.Commitment{Job: [32]byte{1}, Attempt: 2, Step: 300, Prev: checkpoint.Root{3}, Root: checkpoint.Root{4}}
	if err := c.Sign(domain, key); err != nil {
		t.Fatal(err)
	}
	return c
}

func announcement(t testing.TB) *commit.Checkpoint {
	t.Helper()
	c := &commit.Checkpoint{Job: [32]byte{1}, Attempt: 2, Step: 300, Root: checkpoint.Root{4}, Object: "2-300", Size: 1 << 33}
	if err := c.Sign(domain, key); err != nil {
		t.Fatal(err)
	}
	return c
}

// The digests are those of another implementation of EIP-712.
func TestDigestIsEIP712(t *testing.T) {
	field := func(name, kind string) apitypes.Type { return apitypes.Type{Name: name, Type: kind} }
	data := apitypes.TypedData{
		Types: apitypes.Types{
			"EIP712Domain": {field("name", "string"), field("version", "string"), field("chainId", "uint256"), field("verifyingContract", "address")},
			"Commitment":   {field("job", "bytes32"), field("step", "uint32"), field("root", "bytes32")},
			"Checkpoint":   {field("job", "bytes32"), field("attempt", "uint32"), field("step", "uint32"), field("root", "bytes32"), field("object", "string"), field("size", "uint64")},
		},
		Domain: apitypes.TypedDataDomain{Name: "refute", Version: "1", ChainId: math.NewHexOrDecimal256(1337), VerifyingContract: domain.Jobs.Hex()},
	}
	c, a := commitment(t), announcement(t)
	data.PrimaryType = "Commitment"
	data.Message = apitypes.TypedDataMessage{"job": c.Job[:], "step": big.NewInt(300), "root": c.Root[:]}
	want, _, err := apitypes.TypedDataAndHash(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := domain.Digest(c.Job, c.Step, c.Root); !bytes.Equal(got[:], want) {
		t.Errorf("commitment's digest %x, want %x", got, want)
	}
	data.PrimaryType = "Checkpoint"
	data.Message = apitypes.TypedDataMessage{"job": a.Job[:], "attempt": big.NewInt(2), "step": big.NewInt(300), "root": a.Root[:], "object": a.Object, "size": new(big.Int).SetUint64(a.Size)}
	if want, _, err = apitypes.TypedDataAndHash(data); err != nil {
		t.Fatal(err)
	}
	// The digest of the announcement is not exported: who recovers the signer from the other implementation's gets the same one.
	got, err := commit.Recover(common.BytesToHash(want), a.Sig)
	if err != nil || got != crypto.PubkeyToAddress(key.PublicKey) {
		t.Errorf("announcement's signer by the other implementation's digest: %s, %v", got, err)
	}
}

func TestSignatureBinds(t *testing.T) {
	want := crypto.PubkeyToAddress(key.PublicKey)
	c := commitment(t)
	if got, err := c.Signer(domain); err != nil || got != want {
		t.Fatalf("signer %s, %v", got, err)
	}
	changed := []struct {
		what   string
		change func(*commit.Commitment, *commit.Domain)
	}{
		{"chain", func(_ *commit.Commitment, d *commit.Domain) { d.ChainID++ }},
		{"contract", func(_ *commit.Commitment, d *commit.Domain) { d.Jobs[0]++ }},
		{"job", func(c *commit.Commitment, _ *commit.Domain) { c.Job[31]++ }},
		{"step", func(c *commit.Commitment, _ *commit.Domain) { c.Step++ }},
		{"root", func(c *commit.Commitment, _ *commit.Domain) { c.Root[0] ^= 1 }},
	}
	for _, x := range changed {
		c, d := *c, domain
		x.change(&c, &d)
		if got, err := c.Signer(d); err == nil && got == want {
			t.Errorf("the signature holds with another %s", x.what)
		}
	}
	a := announcement(t)
	if got, err := a.Signer(domain); err != nil || got != want {
		t.Fatalf("signer %s, %v", got, err)
	}
	for i, change := range []func(*commit.Checkpoint){
		func(a *commit.Checkpoint) { a.Object += "x" }, func(a *commit.Checkpoint) { a.Size++ }, func(a *commit.Checkpoint) { a.Attempt++ },
	} {
		a := *a
		change(&a)
		if got, err := a.Signer(domain); err == nil && got == want {
			t.Errorf("announcement's signature holds after change %d", i)
		}
	}
}

func TestSecondFormIsRefused(t *testing.T) {
	c := commitment(t)
	n := crypto.S256().Params().N
	s := new(big.Int).Sub(n, new(big.Int).SetBytes(c.Sig[32:64]))
	s.FillBytes(c.Sig[32:64])
	c.Sig[64] ^= 27 ^ 28
	if _, err := c.Signer(domain); !errors.Is(err, commit.ErrSignature) {
		t.Errorf("signature with s in the upper half: %v", err)
	}
	for _, v := range []byte{0, 1, 26, 29, 255} {
		c := commitment(t)
		c.Sig[64] = v
		if _, err := c.Signer(domain); !errors.Is(err, commit.ErrSignature) {
			t.Errorf("v = %d: %v", v, err)
		}
	}
	c = commitment(t)
	clear(c.Sig[:32])
	if _, err := c.Signer(domain); !errors.Is(err, commit.ErrSignature) {
		t.Errorf("r = 0: %v", err)
	}
}

func TestWire(t *testing.T) {
	c := commitment(t)
	got, err := commit.DecodeCommitment(c.Encode())
	if err != nil || *got != *c {
		t.Errorf("%+v, %v", got, err)
	}
	a := announcement(t)
	got2, err := commit.DecodeCheckpoint(a.Encode())
	if err != nil || *got2 != *a {
		t.Errorf("%+v, %v", got2, err)
	}
}

func TestWireRefuses(t *testing.T) {
	c := commitment(t)
	good := c.Encode()
	pack := func(v any) []byte {
		b, err := msgpack.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	replace := func(from, to string) []byte {
		b := bytes.Replace(good, []byte(from), []byte(to), 1)
		if bytes.Equal(b, good) {
			t.Fatalf("%q is not in the message", from)
		}
		return b
	}
	first := *c
	first.Step = 0
	bad := map[string]struct {
		message []byte
		want    string
	}{
		"empty":           {nil, "head"},
		"not a map":       {pack("x"), "head"},
		"truncated":       {good[:len(good)-1], "sig"},
		"trailing":        {append(bytes.Clone(good), 0), "one encoding"},
		"unknown field":   {replace("\xa4step", "\xa4stop"), `key "stop"`},
		"doubled field":   {replace("\xa4root", "\xa4prev"), `key "prev"`},
		"missing field":   {replace("\x87", "\x86"), "6 fields"},
		"other version":   {replace("\xa1v\x01", "\xa1v\x02"), "version 2"},
		"long integer":    {replace("\xa7attempt\x02", "\xa7attempt\xcd\x00\x02"), "one encoding"},
		"step too large":  {replace("\xa4step\xcd\x01\x2c", "\xa4step\xcf\x00\x00\x00\x01\x00\x00\x00\x00"), "2^32-1"},
		"hostile length":  {replace("\xa3job\xc4\x20", "\xa3job\xc6\xff\xff\xff\xff"), "job"},
		"short root":      {replace("\xa4root\xc4\x20", "\xa4root\xc4\x1f"), "31 bytes"},
		"too long":        {make([]byte, commit.MaxMessage+1), "at most"},
		"root before all": {first.Encode(), "step 0"},
	}
	for name, x := range bad {
		if _, err := commit.DecodeCommitment(x.message); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, x.want)
		}
	}
	for _, name := range []string{"", "a b", "ä", strings.Repeat("x", commit.MaxObject+1)} {
		a := announcement(t)
		a.Object = name
		if _, err := commit.DecodeCheckpoint(a.Encode()); err == nil {
			t.Errorf("object's name %q was taken", name)
		}
	}
}

func FuzzDecodeCommitment(f *testing.F) {
	f.Add(commitment(f).Encode())
	f.Add([]byte{0x87, 0xa1, 'v', 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := commit.DecodeCommitment(b)
		if err != nil {
			return
		}
		if !bytes.Equal(c.Encode(), b) {
			t.Error("decoding and encoding gives other bytes")
		}
		if a, err := c.Signer(domain); err == nil && a == (common.Address{}) {
			t.Error("signed by nobody")
		}
	})
}

func FuzzDecodeCheckpoint(f *testing.F) {
	f.Add(announcement(f).Encode())
	f.Add([]byte{0x88, 0xa1, 'v', 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := commit.DecodeCheckpoint(b)
		if err != nil {
			return
		}
		if !bytes.Equal(c.Encode(), b) {
			t.Error("decoding and encoding gives other bytes")
		}
	})
}

func FuzzDecodeOpening(f *testing.F) {
	f.Add((&commit.Question{Game: [32]byte{1}, Step: 3, Kind: 2, Kernel: 7, Level: 6, Index: 1 << 40, Down: 6}).Encode())
	f.Add((&commit.Answer{Data: []byte{1, 2, 3}}).Encode())
	f.Add((&commit.Answer{Refusal: "not shown"}).Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		if q, err := commit.DecodeQuestion(b); err == nil && !bytes.Equal(q.Encode(), b) {
			t.Error("a question decoded and encoded gives other bytes")
		}
		if a, err := commit.DecodeAnswer(b); err == nil && !bytes.Equal(a.Encode(), b) {
			t.Error("an answer decoded and encoded gives other bytes")
		}
	})
}

func TestOpeningWire(t *testing.T) {
	q := &commit.Question{Game: [32]byte{1}, Step: 3, Kind: 2, Kernel: 7, Level: 6, Index: 1 << 40, Down: 6}
	if got, err := commit.DecodeQuestion(q.Encode()); err != nil || *got != *q {
		t.Errorf("%+v, %v", got, err)
	}
	for _, a := range []commit.Answer{{Data: []byte{1}}, {Data: []byte{}, Refusal: "busy"}} {
		got, err := commit.DecodeAnswer(a.Encode())
		if err != nil || !bytes.Equal(got.Data, a.Data) || got.Refusal != a.Refusal {
			t.Errorf("%+v, %v", got, err)
		}
	}
	for _, a := range []commit.Answer{{}, {Data: []byte{1}, Refusal: "both"}, {Data: make([]byte, commit.MaxAnswer+1)}} {
		if _, err := commit.DecodeAnswer(a.Encode()); err == nil {
			t.Errorf("an answer of %d bytes and refusal %q was taken", len(a.Data), a.Refusal)
		}
	}
}
