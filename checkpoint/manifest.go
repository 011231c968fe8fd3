package checkpoint

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Decl declares one tensor of a state: what is known of it from the program, before any file is read.
type Decl struct {
	Type  tensor.Type
	Count uint64
}

// Bytes returns the size of the tensor's elements.
func (d Decl) Bytes() uint64 { return d.Count * uint64(d.Type.Size()) }

// Decls returns the declarations of a valid program's state tensors.
func Decls(p *program.Program) []Decl {
	decls := make([]Decl, len(p.States))
	for i, s := range p.States {
		decls[i] = Decl{Type: s.Type, Count: uint64(s.Count())}
	}
	return decls
}

// Manifest says what a checkpoint file holds. It travels before the tensors, so that a reader can refuse the file
// before it reads them.
type Manifest struct {
	Spec  Root // hash of the job's spec: whose state this is
	Step  uint32
	Root  Root // state root after the step
	Decls []Decl
	Roots []Root // tensor roots, as many as Decls
}

// manifestVersion is the only version that there is.
const manifestVersion = 1

// maxManifest bounds a manifest: at most program.MaxStates entries of at most 46 bytes, and a head below 128.
const maxManifest = 46*program.MaxStates + 128

// Check returns an error unless the manifest can be one of a valid program and its root is that of its tensor roots.
func (m *Manifest) Check() error {
	if len(m.Decls) == 0 || len(m.Decls) > program.MaxStates {
		return fmt.Errorf("manifest: %d tensors: want 1 to %d", len(m.Decls), program.MaxStates)
	}
	if len(m.Roots) != len(m.Decls) {
		return fmt.Errorf("manifest: %d roots for %d tensors", len(m.Roots), len(m.Decls))
	}
	for i, d := range m.Decls {
		if d.Type != tensor.F32 && d.Type != tensor.U32 {
			return fmt.Errorf("manifest: tensor %d is of %s: state tensors are f32 or u32", i, d.Type)
		}
		if d.Count == 0 || d.Count >= program.MaxCount {
			return fmt.Errorf("manifest: tensor %d has %d elements: want 1 to 2^40-1", i, d.Count)
		}
	}
	if got := NodeRoot(m.Roots); got != m.Root {
		return fmt.Errorf("manifest: %w", &RootError{What: fmt.Sprintf("state after step %d", m.Step), Want: m.Root, Got: got})
	}
	return nil
}

// Encode returns the manifest as msgpack: a map of v, spec, step, root and tensors in this order, tensors being
// triples of type code, count and root; integers in their shortest form.
func (m *Manifest) Encode() []byte {
	var b bytes.Buffer
	e := msgpack.NewEncoder(&b)
	// Errors come from the writer alone, and a bytes.Buffer has none.
	_ = e.EncodeMapLen(5)
	_ = e.EncodeString("v")
	_ = e.EncodeUint(manifestVersion)
	_ = e.EncodeString("spec")
	_ = e.EncodeBytes(m.Spec[:])
	_ = e.EncodeString("step")
	_ = e.EncodeUint(uint64(m.Step))
	_ = e.EncodeString("root")
	_ = e.EncodeBytes(m.Root[:])
	_ = e.EncodeString("tensors")
	_ = e.EncodeArrayLen(len(m.Decls))
	for i, d := range m.Decls {
		_ = e.EncodeArrayLen(3)
		_ = e.EncodeUint(uint64(d.Type))
		_ = e.EncodeUint(d.Count)
		_ = e.EncodeBytes(m.Roots[i][:])
	}
	return b.Bytes()
}

// DecodeManifest reads what Encode wrote, and nothing else: not another order, a longer integer or a byte after the
// end. The result is [Manifest.Check]ed.
func DecodeManifest(b []byte) (*Manifest, error) {
	if len(b) > maxManifest {
		return nil, fmt.Errorf("manifest has %d bytes: want at most %d", len(b), maxManifest)
	}
	d := manifestDecoder{Decoder: msgpack.NewDecoder(bytes.NewReader(b))}
	m := new(Manifest)
	d.mapOf(5)
	d.key("v")
	if v := d.uint("v"); d.err == nil && v != manifestVersion {
		return nil, fmt.Errorf("manifest of version %d: this program reads version %d", v, manifestVersion)
	}
	d.key("spec")
	d.root("spec", &m.Spec)
	d.key("step")
	step := d.uint("step")
	if m.Step = uint32(step); d.err == nil && uint64(m.Step) != step {
		return nil, fmt.Errorf("manifest: step %d: want at most 2^32-1", step)
	}
	d.key("root")
	d.root("root", &m.Root)
	d.key("tensors")
	n := d.arrayLen("tensors")
	if d.err == nil && (n < 1 || n > program.MaxStates) {
		return nil, fmt.Errorf("manifest: %d tensors: want 1 to %d", n, program.MaxStates)
	}
	for i := 0; d.err == nil && i < n; i++ {
		what := fmt.Sprintf("tensor %d", i)
		if k := d.arrayLen(what); d.err == nil && k != 3 {
			return nil, fmt.Errorf("manifest: %s has %d fields: want type, count, root", what, k)
		}
		code := d.uint(what + "'s type")
		count := d.uint(what + "'s count")
		var root Root
		d.root(what+"'s root", &root)
		if d.err == nil && code > uint64(tensor.U16) {
			return nil, fmt.Errorf("manifest: %s has unknown type %d", what, code)
		}
		m.Decls = append(m.Decls, Decl{Type: tensor.Type(code), Count: count})
		m.Roots = append(m.Roots, root)
	}
	if d.err != nil {
		return nil, fmt.Errorf("manifest: %w", d.err)
	}
	if !bytes.Equal(m.Encode(), b) {
		return nil, errors.New("manifest is not in its one encoding: shortest integers, nothing after the end")
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	return m, nil
}

// manifestDecoder keeps the first error; after it every call returns a zero value.
type manifestDecoder struct {
	*msgpack.Decoder
	err error
}

func (d *manifestDecoder) fail(what string, err error) {
	if d.err == nil {
		d.err = fmt.Errorf("%s: %w", what, err)
	}
}

func (d *manifestDecoder) mapOf(n int) {
	got, err := d.DecodeMapLen()
	if err == nil && got != n {
		err = fmt.Errorf("map of %d entries: want %d", got, n)
	}
	if err != nil {
		d.fail("head", err)
	}
}

func (d *manifestDecoder) arrayLen(what string) int {
	if d.err != nil {
		return 0
	}
	n, err := d.DecodeArrayLen()
	if err != nil {
		d.fail(what, err)
		return 0
	}
	return n
}

func (d *manifestDecoder) key(want string) {
	if d.err != nil {
		return
	}
	// The length is checked before anything is read, so a hostile one allocates nothing.
	n, err := d.DecodeBytesLen()
	if err == nil && n != len(want) {
		err = fmt.Errorf("key of %d bytes", n)
	}
	if err == nil {
		got := make([]byte, n)
		if err = d.ReadFull(got); err == nil && string(got) != want {
			err = fmt.Errorf("key %q", got)
		}
	}
	if err != nil {
		d.fail(fmt.Sprintf("where %q belongs", want), err)
	}
}

func (d *manifestDecoder) uint(what string) uint64 {
	if d.err != nil {
		return 0
	}
	v, err := d.DecodeUint64()
	if err != nil {
		d.fail(what, err)
	}
	return v
}

func (d *manifestDecoder) root(what string, r *Root) {
	if d.err != nil {
		return
	}
	n, err := d.DecodeBytesLen()
	if err == nil && n != RootSize {
		err = fmt.Errorf("%d bytes: want %d", n, RootSize)
	}
	if err == nil {
		err = d.ReadFull(r[:])
	}
	if err != nil {
		d.fail(what, err)
	}
}
