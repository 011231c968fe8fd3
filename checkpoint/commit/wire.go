package commit

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"refute/checkpoint"
)

// MaxMessage is the largest message that is read, in bytes.
const MaxMessage = 64 << 10

// version is the only version of the messages.
const version = 1

// Encode returns the wire form, a msgpack map of v, job, attempt, step, prev, root and sig in this order; integers in their shortest form.
func (c *Commitment) Encode() []byte {
	e := newEncoder(7)
	e.bytes("job", c.Job[:])
	e.uint("attempt", uint64(c.Attempt))
	e.uint("step", uint64(c.Step))
	e.bytes("prev", c.Prev[:])
	e.bytes("root", c.Root[:])
	e.bytes("sig", c.Sig[:])
	return e.Bytes()
}

// DecodeCommitment reads what Encode wrote, and nothing else: no field may be missing, twice there, unknown or in another place,
// no integer longer than it must be, and nothing may follow. The signature was not checked.
func DecodeCommitment(b []byte) (*Commitment, error) {
	c := new(Commitment)
	d, err := newDecoder(b, 7)
	if err != nil {
		return nil, fmt.Errorf("commit: commitment: %w", err)
	}
	d.bytes("job", c.Job[:])
	c.Attempt = d.uint32("attempt")
	c.Step = d.uint32("step")
	d.bytes("prev", c.Prev[:])
	d.bytes("root", c.Root[:])
	d.bytes("sig", c.Sig[:])
	if err := d.end(c.Encode); err != nil {
		return nil, fmt.Errorf("commit: commitment: %w", err)
	}
	if c.Step == 0 && c.Prev != (checkpoint.Root{}) {
		return nil, errors.New("commit: commitment: step 0 has a root before it")
	}
	return c, nil
}

// Encode returns the wire form, a msgpack map of v, job, attempt, step, root, object, size and sig in this order.
func (c *Checkpoint) Encode() []byte {
	e := newEncoder(8)
	e.bytes("job", c.Job[:])
	e.uint("attempt", uint64(c.Attempt))
	e.uint("step", uint64(c.Step))
	e.bytes("root", c.Root[:])
	e.string("object", c.Object)
	e.uint("size", c.Size)
	e.bytes("sig", c.Sig[:])
	return e.Bytes()
}

// DecodeCheckpoint reads what Encode wrote, and nothing else; see [DecodeCommitment].
func DecodeCheckpoint(b []byte) (*Checkpoint, error) {
	c := new(Checkpoint)
	d, err := newDecoder(b, 8)
	if err != nil {
		return nil, fmt.Errorf("commit: checkpoint: %w", err)
	}
	d.bytes("job", c.Job[:])
	c.Attempt = d.uint32("attempt")
	c.Step = d.uint32("step")
	d.bytes("root", c.Root[:])
	c.Object = d.string("object", MaxObject)
	c.Size = d.uint("size")
	d.bytes("sig", c.Sig[:])
	if err := d.end(c.Encode); err != nil {
		return nil, fmt.Errorf("commit: checkpoint: %w", err)
	}
	if err := checkObject(c.Object); err != nil {
		return nil, fmt.Errorf("commit: checkpoint: %w", err)
	}
	return c, nil
}

func checkObject(name string) error {
	if len(name) == 0 || len(name) > MaxObject {
		return fmt.Errorf("object's name has %d bytes: want 1 to %d", len(name), MaxObject)
	}
	for i := range len(name) {
		if name[i] <= ' ' || name[i] > '~' {
			return fmt.Errorf("object's name has byte 0x%02x: want printable ASCII without spaces", name[i])
		}
	}
	return nil
}

// encoder writes a map with the version first. Errors come from the writer alone, and a bytes.Buffer has none.
type encoder struct {
	bytes.Buffer
	e *msgpack.Encoder
}

func newEncoder(fields int) *encoder {
	e := new(encoder)
	e.e = msgpack.NewEncoder(&e.Buffer)
	_ = e.e.EncodeMapLen(fields)
	e.uint("v", version)
	return e
}

func (e *encoder) uint(key string, v uint64) {
	_ = e.e.EncodeString(key)
	_ = e.e.EncodeUint(v)
}

func (e *encoder) bytes(key string, v []byte) {
	_ = e.e.EncodeString(key)
	_ = e.e.EncodeBytes(v)
}

func (e *encoder) string(key, v string) {
	_ = e.e.EncodeString(key)
	_ = e.e.EncodeString(v)
}

// decoder reads the fields of a map in their order and keeps the first error; after it every call returns a zero value. A length is
// checked before anything of it is read.
type decoder struct {
	raw []byte
	d   *msgpack.Decoder
	err error
}

func newDecoder(b []byte, fields int) (*decoder, error) {
	if len(b) > MaxMessage {
		return nil, fmt.Errorf("%d bytes: want at most %d", len(b), MaxMessage)
	}
	d := &decoder{raw: b, d: msgpack.NewDecoder(bytes.NewReader(b))}
	n, err := d.d.DecodeMapLen()
	if err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	if n != fields {
		return nil, fmt.Errorf("%d fields: want %d", n, fields)
	}
	if v := d.uint("v"); d.err == nil && v != version {
		return nil, fmt.Errorf("version %d: this program reads version %d", v, version)
	}
	return d, d.err
}

func (d *decoder) fail(what string, err error) {
	if d.err == nil && err != nil {
		d.err = fmt.Errorf("%s: %w", what, err)
	}
}

func (d *decoder) raws(what string, least, most int) []byte {
	if d.err != nil {
		return nil
	}
	n, err := d.d.DecodeBytesLen()
	if err == nil && (n < least || n > most) {
		err = fmt.Errorf("%d bytes: want %d to %d", n, least, most)
	}
	if err != nil {
		d.fail(what, err)
		return nil
	}
	b := make([]byte, n)
	d.fail(what, d.d.ReadFull(b))
	return b
}

func (d *decoder) key(want string) {
	if got := d.raws("where "+want+" belongs", len(want), len(want)); d.err == nil && string(got) != want {
		d.fail("where "+want+" belongs", fmt.Errorf("key %q", got))
	}
}

func (d *decoder) uint(key string) uint64 {
	d.key(key)
	if d.err != nil {
		return 0
	}
	v, err := d.d.DecodeUint64()
	d.fail(key, err)
	return v
}

func (d *decoder) uint32(key string) uint32 {
	v := d.uint(key)
	if v>>32 != 0 {
		d.fail(key, fmt.Errorf("%d: want at most 2^32-1", v))
	}
	return uint32(v)
}

func (d *decoder) uint8(key string) uint8 {
	v := d.uint(key)
	if v>>8 != 0 {
		d.fail(key, fmt.Errorf("%d: want at most 255", v))
	}
	return uint8(v)
}

func (d *decoder) bytes(key string, dst []byte) {
	d.key(key)
	copy(dst, d.raws(key, len(dst), len(dst)))
}

func (d *decoder) string(key string, most int) string {
	d.key(key)
	return string(d.raws(key, 0, most))
}

// end checks that the message is the one encoding of what was read.
func (d *decoder) end(encode func() []byte) error {
	if d.err != nil {
		return d.err
	}
	if !bytes.Equal(encode(), d.raw) {
		return errors.New("not in its one encoding: fields in order, shortest integers, nothing after the end")
	}
	return nil
}
