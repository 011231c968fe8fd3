package experiment

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
)

// The journal is a file of frames behind a head:
//
//	head    magic (8 bytes), fingerprint (32), CRC-32C of both (4)
//	frame   length of the body (4), CRC-32C of the body (4), body
//	body    point, run (uvarint), seed (8), events (varint), status (text), values, samples, entries
//
// Numbers of fixed size are little-endian. Values are in the columns' order: Int as varint, Float as 8 bytes. Samples and entries have their number before them, times as
// differences, and each text the number of an earlier one of the frame, or the next number and the text itself.
const (
	journalMagic = "refutesj"
	journalHead  = 8 + 32 + 4
	frameHead    = 8
	// maxFrame bounds a frame's body in bytes.
	maxFrame = 1 << 28
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// journalHeadOf returns the head of an experiment's journal.
func journalHeadOf(fingerprint [32]byte) []byte {
	b := append([]byte(journalMagic), fingerprint[:]...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// entryFrame is a run as it stands in the journal.
type frame struct {
	point  int
	run    uint64
	status string
	record Record
}

// encoder makes frames in a buffer of its own.
type encoder struct {
	buf   []byte
	texts map[string]uint64
}

func (e *encoder) text(s string) {
	if n, ok := e.texts[s]; ok {
		e.buf = binary.AppendUvarint(e.buf, n)
		return
	}
	n := uint64(len(e.texts))
	e.texts[s] = n
	e.buf = binary.AppendUvarint(e.buf, n)
	e.buf = binary.AppendUvarint(e.buf, uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// frame encodes a frame. The bytes are valid until the next one.
func (e *encoder) frame(f *frame, columns []Column) []byte {
	if e.texts == nil {
		e.texts = map[string]uint64{}
	}
	clear(e.texts)
	r := &f.record
	e.buf = append(e.buf[:0], make([]byte, frameHead)...)
	e.buf = binary.AppendUvarint(e.buf, uint64(f.point))
	e.buf = binary.AppendUvarint(e.buf, f.run)
	e.buf = binary.LittleEndian.AppendUint64(e.buf, r.Seed)
	e.buf = binary.AppendVarint(e.buf, r.Events)
	e.text(f.status)
	for i, c := range columns {
		if c.Kind == Float {
			e.buf = binary.LittleEndian.AppendUint64(e.buf, uint64(r.Values[i]))
		} else {
			e.buf = binary.AppendVarint(e.buf, r.Values[i])
		}
	}
	e.buf = binary.AppendUvarint(e.buf, uint64(len(r.Series)))
	last := int64(0)
	for i := range r.Series {
		s := &r.Series[i]
		e.buf = binary.AppendVarint(e.buf, s.Time-last)
		last = s.Time
		e.text(s.Series)
		e.buf = binary.LittleEndian.AppendUint64(e.buf, math.Float64bits(s.Value))
	}
	e.buf = binary.AppendUvarint(e.buf, uint64(len(r.Log)))
	last = 0
	for i := range r.Log {
		l := &r.Log[i]
		e.buf = binary.AppendVarint(e.buf, l.Time-last)
		last = l.Time
		e.text(l.Kind)
		e.text(l.Actor)
		e.buf = binary.AppendVarint(e.buf, l.Task)
		e.buf = binary.AppendVarint(e.buf, l.Amount)
		e.text(l.Note)
	}
	body := e.buf[frameHead:]
	binary.LittleEndian.PutUint32(e.buf, uint32(len(body)))
	binary.LittleEndian.PutUint32(e.buf[4:], crc32.Checksum(body, castagnoli))
	return e.buf
}

var errFrame = errors.New("a frame of the journal is damaged")

// decoder reads frames' bodies.
type decoder struct {
	b     []byte
	bad   bool
	texts []string
}

func (d *decoder) uvarint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) varint() int64 {
	n, size := binary.Varint(d.b)
	if size <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) fixed() uint64 {
	if len(d.b) < 8 {
		d.bad, d.b = true, nil
		return 0
	}
	n := binary.LittleEndian.Uint64(d.b)
	d.b = d.b[8:]
	return n
}

func (d *decoder) text() string {
	n := d.uvarint()
	if n < uint64(len(d.texts)) {
		return d.texts[n]
	}
	size := d.uvarint()
	if n != uint64(len(d.texts)) || size > maxText || size > uint64(len(d.b)) {
		d.bad, d.b = true, nil
		return ""
	}
	s := string(d.b[:size])
	d.b = d.b[size:]
	d.texts = append(d.texts, s)
	return s
}

// count reads a number of things of at least size bytes each.
func (d *decoder) count(size int) int {
	n := d.uvarint()
	if n > MaxKept || n > uint64(len(d.b)/size) {
		d.bad, d.b = true, nil
		return 0
	}
	return int(n)
}

// frame decodes a body into f, whose slices are used again. What is read is canonical but for the lengths of varints and the reuse of texts; the checksum covers both.
func (d *decoder) frame(body []byte, columns []Column, f *frame) error {
	d.b, d.bad, d.texts = body, false, d.texts[:0]
	r := &f.record
	r.reset(len(columns))
	point := d.uvarint()
	f.run = d.uvarint()
	r.Seed = d.fixed()
	r.Events = d.varint()
	f.status = d.text()
	if point >= MaxPoints || f.run >= MaxRuns || len(f.status) > maxStatus || f.status == "" {
		return errFrame
	}
	f.point = int(point)
	for i, c := range columns {
		if c.Kind == Float {
			r.Values[i] = int64(d.fixed())
		} else {
			r.Values[i] = d.varint()
		}
	}
	last := int64(0)
	for range d.count(10) {
		last += d.varint()
		r.Series = append(r.Series, Sample{Time: last, Series: d.text(), Value: math.Float64frombits(d.fixed())})
	}
	last = 0
	for range d.count(6) {
		last += d.varint()
		r.Log = append(r.Log, Entry{Time: last, Kind: d.text(), Actor: d.text(), Task: d.varint(), Amount: d.varint(), Note: d.text()})
	}
	if d.bad || len(d.b) != 0 || r.check(columns) != nil {
		return errFrame
	}
	return nil
}

// scan reads a journal's frames in the order in which they were written, until its end or a damaged frame, and returns where that is: what is before is good. The
// frame that each gets is used again for the next, as are its slices.
func scan(r io.Reader, fingerprint [32]byte, columns []Column, each func(offset int64, size int, f *frame) error) (end int64, err error) {
	in := bufio.NewReaderSize(r, 1<<18)
	head := make([]byte, journalHead)
	if _, err := io.ReadFull(in, head); err != nil || string(head) != string(journalHeadOf(fingerprint)) {
		return 0, errHead
	}
	end = journalHead
	var (
		d    decoder
		f    frame
		body []byte
		fh   [frameHead]byte
	)
	for {
		if _, err := io.ReadFull(in, fh[:]); err != nil {
			return end, ended(err)
		}
		size := int(binary.LittleEndian.Uint32(fh[:]))
		if size > maxFrame {
			return end, nil
		}
		if body, err = readBody(in, body, size); err != nil {
			return end, ended(err)
		}
		if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(fh[4:]) || d.frame(body, columns, &f) != nil {
			return end, nil
		}
		if err := each(end, frameHead+size, &f); err != nil {
			return end, err
		}
		end += frameHead + int64(size)
	}
}

var errHead = errors.New("the journal is not of this experiment")

// readBody reads size bytes, into b if they fit. It allocates no more than twice what is there.
func readBody(r io.Reader, b []byte, size int) ([]byte, error) {
	b = b[:0]
	for len(b) < size {
		n := min(size-len(b), max(1<<16, len(b)))
		if cap(b) < len(b)+n {
			b = append(make([]byte, 0, 2*(len(b)+n)), b...)
		}
		if _, err := io.ReadFull(r, b[len(b):len(b)+n]); err != nil {
			return b, err
		}
		b = b[:len(b)+n]
	}
	return b, nil
}

// ended makes the end of a file, within a frame or between two, no error.
func ended(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return fmt.Errorf("read the journal: %w", err)
}
