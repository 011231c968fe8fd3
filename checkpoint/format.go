package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"refute/trainer/tensor"
)

// Checkpoint is the state after one step.
type Checkpoint struct {
	Step  uint32
	State []tensor.Tensor
	// Roots are the tensor roots of State. They may be left nil before a write, which then computes them; a read
	// fills them in.
	Roots []Root
}

// Root returns the state root, from Roots if they are there.
func (c *Checkpoint) Root() Root {
	if c.Roots == nil {
		return StateRoot(c.State)
	}
	return NodeRoot(c.Roots)
}

// Format reads and writes the checkpoint files of one job:
//
//	offset  size  field
//	0       8     "refute\x00\x02"
//	8       4     m, length of the manifest, big-endian
//	12      32    SHA-256 of the manifest
//	44      m     manifest, msgpack
//	44+m    …     the tensors' elements, little-endian, one tensor after the other, nothing between or after them
//
// The tensors' lengths come from the declarations, which a reader has from the job's program: a file cannot make it
// allocate more.
type Format struct {
	Spec  Root   // hash of the job's spec
	Decls []Decl // the state's tensors
}

const (
	checkpointMagic = "refute\x00\x02"
	headSize        = len(checkpointMagic) + 4 + RootSize
)

// DamageError says that a checkpoint, or the log, does not hold what was written, and where that shows.
type DamageError struct {
	What string // the part of the file
	Err  error
}

func (e *DamageError) Error() string { return e.What + ": " + e.Err.Error() }

// Unwrap returns the cause: a *[RootError] where a hash is wrong, io.ErrUnexpectedEOF where something is missing.
func (e *DamageError) Unwrap() error { return e.Err }

func damage(what string, err error) error {
	return &DamageError{What: what, Err: unexpected(err)}
}

// unexpected turns the end of a file that goes on into the error of one that does not.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// manifest describes a checkpoint that is about to be written.
func (f Format) manifest(c *Checkpoint) (*Manifest, error) {
	if len(c.State) != len(f.Decls) {
		return nil, fmt.Errorf("state has %d tensors: the program declares %d", len(c.State), len(f.Decls))
	}
	for i, t := range c.State {
		if got := (Decl{t.Type, uint64(t.Len())}); got != f.Decls[i] {
			return nil, fmt.Errorf("state tensor %d is %s[%d]: the program declares %s[%d]",
				i, got.Type, got.Count, f.Decls[i].Type, f.Decls[i].Count)
		}
	}
	roots := c.Roots
	if roots == nil {
		roots = TensorRoots(c.State)
	}
	if len(roots) == 0 || len(roots) != len(c.State) {
		return nil, fmt.Errorf("checkpoint has %d roots for %d tensors", len(roots), len(c.State))
	}
	m := &Manifest{Spec: f.Spec, Step: c.Step, Root: NodeRoot(roots), Decls: f.Decls, Roots: roots}
	return m, m.Check()
}

// Write writes a checkpoint and returns its manifest. Roots that the checkpoint brings along are believed here;
// [Format.Read] does not.
func (f Format) Write(w io.Writer, c *Checkpoint) (*Manifest, error) {
	m, err := f.manifest(c)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(encodeHead(m)); err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	for i, t := range c.State {
		if err := writeTensor(w, t); err != nil {
			return nil, fmt.Errorf("write tensor %d: %w", i, err)
		}
	}
	return m, nil
}

func encodeHead(m *Manifest) []byte {
	body := m.Encode()
	sum := sha256.Sum256(body)
	head := append([]byte(checkpointMagic), 0, 0, 0, 0)
	binary.BigEndian.PutUint32(head[len(checkpointMagic):], uint32(len(body)))
	head = append(head, sum[:]...)
	return append(head, body...)
}

// ReadManifest reads the head of a checkpoint, up to where the tensors begin.
func ReadManifest(r io.Reader) (*Manifest, error) {
	var head [headSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, damage("head", err)
	}
	if !bytes.HasPrefix(head[:], []byte(checkpointMagic)) {
		return nil, damage("head", fmt.Errorf("begins with %q: not a checkpoint of version 2", head[:len(checkpointMagic)]))
	}
	n := binary.BigEndian.Uint32(head[len(checkpointMagic):])
	if n > maxManifest {
		return nil, damage("head", fmt.Errorf("manifest of %d bytes: want at most %d", n, maxManifest))
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, damage("manifest", err)
	}
	if want, got := Root(head[headSize-RootSize:]), Root(sha256.Sum256(body)); want != got {
		return nil, damage("manifest", &RootError{What: "manifest", Want: want, Got: got})
	}
	m, err := DecodeManifest(body)
	if err != nil {
		return nil, damage("manifest", err)
	}
	return m, nil
}

// Read reads a checkpoint to the end of r. It refuses one of another job, one whose declarations are not the
// program's, and one whose tensors do not have the roots that the manifest names. That the state root is the right
// one for the step is the caller's to check, by [Format.ReadExpecting] or against the history.
func (f Format) Read(r io.Reader) (*Checkpoint, error) {
	return f.read(r, func(*Manifest) error { return nil })
}

// ReadExpecting is Read for a known step and state root; anything else is refused before a tensor is read.
func (f Format) ReadExpecting(r io.Reader, step uint32, root Root) (*Checkpoint, error) {
	return f.read(r, func(m *Manifest) error {
		if m.Step != step {
			return fmt.Errorf("checkpoint is of step %d: want step %d", m.Step, step)
		}
		if m.Root != root {
			return &RootError{What: fmt.Sprintf("checkpoint of step %d", step), Want: root, Got: m.Root}
		}
		return nil
	})
}

func (f Format) read(r io.Reader, check func(*Manifest) error) (*Checkpoint, error) {
	m, err := ReadManifest(r)
	if err != nil {
		return nil, err
	}
	if err := f.match(m); err != nil {
		return nil, err
	}
	if err := check(m); err != nil {
		return nil, err
	}
	c := &Checkpoint{Step: m.Step, Roots: m.Roots, State: make([]tensor.Tensor, len(m.Decls))}
	for i, d := range m.Decls {
		what := fmt.Sprintf("tensor %d of step %d", i, m.Step)
		if c.State[i], err = readTensor(r, d); err != nil {
			return nil, damage(what, err)
		}
		if got := TensorRoot(c.State[i]); got != m.Roots[i] {
			return nil, damage(what, &RootError{What: what, Want: m.Roots[i], Got: got})
		}
	}
	var more [1]byte
	if n, err := io.ReadFull(r, more[:]); n > 0 {
		return nil, damage("end", fmt.Errorf("bytes follow the last tensor of step %d", m.Step))
	} else if err != io.EOF {
		return nil, damage("end", err)
	}
	return c, nil
}

// match refuses a manifest of another job or program.
func (f Format) match(m *Manifest) error {
	if m.Spec != f.Spec {
		return fmt.Errorf("checkpoint is of the job with spec %s: this one has %s", m.Spec, f.Spec)
	}
	if len(m.Decls) != len(f.Decls) {
		return fmt.Errorf("checkpoint has %d tensors: the program declares %d", len(m.Decls), len(f.Decls))
	}
	for i, d := range m.Decls {
		if d != f.Decls[i] {
			return fmt.Errorf("checkpoint's tensor %d is %s[%d]: the program declares %s[%d]",
				i, d.Type, d.Count, f.Decls[i].Type, f.Decls[i].Count)
		}
	}
	return nil
}

// Size returns the size of a checkpoint file in bytes; step is its step, whose digits the manifest holds in their
// shortest form.
func (f Format) Size(step uint32) int64 {
	m := Manifest{Step: step, Decls: f.Decls, Roots: make([]Root, len(f.Decls))}
	size := int64(headSize + len(m.Encode()))
	for _, d := range f.Decls {
		size += int64(d.Bytes())
	}
	return size
}

// chunkBytes is how many bytes are converted, or asked for, at a time.
const chunkBytes = 1 << 20

func writeTensor(w io.Writer, t tensor.Tensor) error {
	if littleEndian {
		_, err := w.Write(t.Memory())
		return err
	}
	return writeConverted(w, t)
}

func writeConverted(w io.Writer, t tensor.Tensor) error {
	size := t.Type.Size()
	buf := make([]byte, min(chunkBytes, t.Len()*size))
	for first := 0; first < t.Len(); {
		end := min(first+chunkBytes/size, t.Len())
		b := buf[:(end-first)*size]
		putElements(b, t, first, end)
		if _, err := w.Write(b); err != nil {
			return err
		}
		first = end
	}
	return nil
}

// readTensor reads a declared tensor.
func readTensor(r io.Reader, d Decl) (tensor.Tensor, error) {
	t := tensor.New(d.Type, int(d.Count))
	if littleEndian {
		n, err := io.ReadFull(r, t.Memory())
		if err != nil {
			err = fmt.Errorf("after %d of %d bytes: %w", n, d.Bytes(), unexpected(err))
		}
		return t, err
	}
	return t, readConverted(r, t)
}

func readConverted(r io.Reader, t tensor.Tensor) error {
	size := t.Type.Size()
	buf := make([]byte, min(chunkBytes, t.Len()*size))
	for first := 0; first < t.Len(); {
		end := min(first+chunkBytes/size, t.Len())
		b := buf[:(end-first)*size]
		if n, err := io.ReadFull(r, b); err != nil {
			return fmt.Errorf("after %d of %d bytes: %w", first*size+n, t.Len()*size, unexpected(err))
		}
		takeElements(t, first, end, b)
		first = end
	}
	return nil
}
