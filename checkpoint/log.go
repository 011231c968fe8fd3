package checkpoint

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"sync"

	"github.com/gofrs/flock"
)

// Entry is one line of a [Log]: the state root after a step, and its signature if there is one.
type Entry struct {
	Step uint32
	Root Root
	Sig  []byte // at most MaxSignature bytes; nil if there is none
}

// MaxSignature is the longest signature that an entry holds: r, s and v of secp256k1.
const MaxSignature = 65

// Log is an append-only file of the state roots of consecutive steps:
//
//	offset  size  field
//	0       8     "refute\x00\x03"
//	8       32    id of what the log belongs to
//	40      4     CRC-32C of the bytes before
//	44      108·n records:
//	              step u32 · root 32 · signature's length u8 · signature 65, then zeros · 0 u16 · check u32
//
// Integers are big-endian. A record's check is the CRC-32C of its number in the file, as u64, and its bytes, so that
// a record that is moved, or left over from another file, is not taken for a good one.
//
// A crash can tear only the end of the file. Opening drops a torn end; a bad record that has a good one after it is
// damage, which opening refuses to repair.
//
// A log holds one root per step for good: a second root for a step is a [ConflictError]. A solver that logs before it
// publishes can therefore not equivocate, even after a crash. The file is locked while it is open. Methods may be
// called by many goroutines.
type Log struct {
	path    string
	id      Root
	dropped int64

	mu     sync.Mutex
	file   *os.File
	lock   *flock.Flock
	n      int64 // records
	first  uint32
	broken error // set when the end of the file is in doubt
	sync   func(*os.File) error
}

const (
	logMagic    = "refute\x00\x03"
	logHeadSize = len(logMagic) + RootSize + 4
	recordSize  = 4 + RootSize + 1 + MaxSignature + 2 + 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ConflictError is an attempt to log a second root for a step. Whoever signs both loses its bond.
type ConflictError struct {
	Step      uint32
	Have, Got Root
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("step %d is logged with root %s: refusing root %s; one of the two was computed wrongly", e.Step, e.Have, e.Got)
}

// ErrLocked says that another process, or another Log in this one, has the file open.
var ErrLocked = errors.New("log is in use: stop the other process first")

// OpenLog opens the log at path, or makes one. The id (a job's or a spec's hash) must be the one that it was made with.
func OpenLog(path string, id Root) (*Log, error) {
	l, err := openLog(path, id)
	if err != nil {
		return nil, fmt.Errorf("open log %s: %w", path, err)
	}
	return l, nil
}

func openLog(path string, id Root) (l *Log, err error) {
	lock := flock.New(path + ".lock")
	held, err := lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !held {
		return nil, ErrLocked
	}
	var file *os.File
	defer func() {
		if err != nil {
			if file != nil {
				err = errors.Join(err, file.Close())
			}
			err = errors.Join(err, lock.Close())
		}
	}()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := writeAtomically(disk{}, path, func(w io.Writer) error {
			_, err := w.Write(encodeLogHead(id))
			return err
		}); err != nil {
			return nil, err
		}
	}
	if file, err = os.OpenFile(path, os.O_RDWR, 0); err != nil {
		return nil, err
	}
	scan, err := scanLog(bufio.NewReaderSize(file, chunkBytes), id)
	if err != nil {
		return nil, err
	}
	l = &Log{path: path, id: id, file: file, lock: lock, n: scan.records, first: scan.first, dropped: scan.torn, sync: (*os.File).Sync}
	if scan.torn > 0 {
		if err := errors.Join(file.Truncate(recordOffset(l.n)), file.Sync()); err != nil {
			return nil, fmt.Errorf("drop the torn end: %w", err)
		}
	}
	return l, nil
}

func encodeLogHead(id Root) []byte {
	head := append([]byte(logMagic), id[:]...)
	return binary.BigEndian.AppendUint32(head, crc32.Checksum(head, castagnoli))
}

func recordOffset(i int64) int64 { return int64(logHeadSize) + i*int64(recordSize) }

// encodeRecord returns the record of an entry at a place in the file.
func encodeRecord(number int64, e Entry) [recordSize]byte {
	var b [recordSize]byte
	binary.BigEndian.PutUint32(b[:], e.Step)
	copy(b[4:], e.Root[:])
	b[4+RootSize] = byte(len(e.Sig))
	copy(b[5+RootSize:], e.Sig)
	binary.BigEndian.PutUint32(b[recordSize-4:], recordCheck(number, &b))
	return b
}

func recordCheck(number int64, b *[recordSize]byte) uint32 {
	var place [8]byte
	binary.BigEndian.PutUint64(place[:], uint64(number))
	return crc32.Update(crc32.Checksum(place[:], castagnoli), castagnoli, b[:recordSize-4])
}

// decodeRecord reads the record at a place in the file; false means that the bytes are no record of that place.
func decodeRecord(number int64, b *[recordSize]byte) (Entry, bool) {
	if binary.BigEndian.Uint32(b[recordSize-4:]) != recordCheck(number, b) {
		return Entry{}, false
	}
	e := Entry{Step: binary.BigEndian.Uint32(b[:]), Root: Root(b[4 : 4+RootSize])}
	n := int(b[4+RootSize])
	if n > MaxSignature {
		return Entry{}, false
	}
	if n > 0 {
		e.Sig = bytes.Clone(b[5+RootSize : 5+RootSize+n])
	}
	return e, encodeRecord(number, e) == *b
}

// logScan is what a pass over a log found.
type logScan struct {
	records int64  // good ones, from the beginning
	first   uint32 // step of the first record, if there is one
	torn    int64  // bytes after them that a crash left
}

// scanLog reads a log to its end with one record in memory at a time.
func scanLog(r io.Reader, id Root) (logScan, error) {
	var s logScan
	var head [logHeadSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return s, damage("head", fmt.Errorf("%w: the file was cut; restore it from a copy", unexpected(err)))
	}
	body := head[:logHeadSize-4]
	if !bytes.HasPrefix(body, []byte(logMagic)) {
		return s, damage("head", fmt.Errorf("begins with %q: not a log of version 3", body[:len(logMagic)]))
	}
	if crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(head[len(body):]) {
		return s, damage("head", errors.New("checksum is wrong"))
	}
	if got := Root(body[len(logMagic):]); got != id {
		return s, fmt.Errorf("log belongs to %s, not to %s", got.Short(), id.Short())
	}
	var b [recordSize]byte
	for i := int64(0); ; i++ {
		n, err := io.ReadFull(r, b[:])
		if err == io.EOF {
			return s, nil
		}
		if err == io.ErrUnexpectedEOF {
			s.torn += int64(n)
			return s, nil
		}
		if err != nil {
			return s, fmt.Errorf("record %d: %w", i, err)
		}
		e, ok := decodeRecord(i, &b)
		switch {
		case !ok:
			s.torn += int64(recordSize)
		case s.torn > 0:
			return s, damage(fmt.Sprintf("record %d at byte %d", s.records, recordOffset(s.records)),
				fmt.Errorf("checksum is wrong, yet record %d after it is good: the disk or somebody changed it; restore the file from a copy", i))
		case s.records == 0:
			s.first, s.records = e.Step, 1
		case uint64(e.Step) != uint64(s.first)+uint64(s.records):
			return s, damage(fmt.Sprintf("record %d at byte %d", i, recordOffset(i)),
				fmt.Errorf("is of step %d: want step %d", e.Step, uint64(s.first)+uint64(s.records)))
		default:
			s.records++
		}
	}
}

// Append writes entries for the next steps and returns when they are durable. The first entry of an empty log may be
// of any step; after it each step follows the one before. An entry of a step that is logged already is passed over if
// the root is the same, and is a *[ConflictError] otherwise; then, and on any other error, none of the entries is
// logged.
func (l *Log) Append(entries ...Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return fmt.Errorf("append to log %s: an earlier write failed (%w): open the log again", l.path, l.broken)
	}
	var b []byte
	n, first := l.n, l.first
	var pending []Entry
	for _, e := range entries {
		if len(e.Sig) > MaxSignature {
			return fmt.Errorf("append step %d to log: signature of %d bytes: want at most %d", e.Step, len(e.Sig), MaxSignature)
		}
		if n == 0 {
			first = e.Step
		}
		at := int64(e.Step) - int64(first)
		switch {
		case at < 0 || at > n:
			return fmt.Errorf("append step %d to log: it holds steps %d to %d; the next is %d", e.Step, first, int64(first)+n-1, int64(first)+n)
		case at < n:
			have, err := l.earlier(at, pending)
			if err != nil {
				return err
			}
			if have.Root != e.Root {
				return &ConflictError{Step: e.Step, Have: have.Root, Got: e.Root}
			}
			continue
		}
		record := encodeRecord(n, e)
		b = append(b, record[:]...)
		pending = append(pending, e)
		n++
	}
	if len(b) == 0 {
		return nil
	}
	_, err := l.file.WriteAt(b, recordOffset(l.n))
	if err == nil {
		err = l.sync(l.file)
	}
	if err != nil {
		// Whether the records are on the disk is unknown, after a failed fsync for good. Nothing may follow them
		// before a scan.
		l.broken = err
		_ = l.file.Truncate(recordOffset(l.n))
		return fmt.Errorf("append to log %s: %w", l.path, err)
	}
	l.n, l.first = n, first
	return nil
}

// earlier returns the record at a place that is in the file or among the pending entries.
func (l *Log) earlier(at int64, pending []Entry) (Entry, error) {
	if at >= l.n {
		return pending[at-l.n], nil
	}
	return l.read(at)
}

func (l *Log) read(at int64) (Entry, error) {
	var b [recordSize]byte
	if _, err := l.file.ReadAt(b[:], recordOffset(at)); err != nil {
		return Entry{}, fmt.Errorf("read log %s, record %d: %w", l.path, at, err)
	}
	e, ok := decodeRecord(at, &b)
	if !ok {
		return Entry{}, fmt.Errorf("read log %s: %w", l.path,
			damage(fmt.Sprintf("record %d at byte %d", at, recordOffset(at)), errors.New("checksum is wrong")))
	}
	return e, nil
}

// Len returns the number of entries.
func (l *Log) Len() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

// Dropped returns how many bytes of a torn end were dropped when the log was opened.
func (l *Log) Dropped() int64 { return l.dropped }

// First returns the step of the first entry, and false if the log is empty.
func (l *Log) First() (uint32, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first, l.n > 0
}

// Last returns the last entry, and false if the log is empty.
func (l *Log) Last() (Entry, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.n == 0 {
		return Entry{}, false, nil
	}
	e, err := l.read(l.n - 1)
	return e, err == nil, err
}

// At returns the entry of a step.
func (l *Log) At(step uint32) (Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at(step)
}

func (l *Log) at(step uint32) (Entry, error) {
	at := int64(step) - int64(l.first)
	if l.n == 0 {
		return Entry{}, fmt.Errorf("log %s is empty: it has no step %d", l.path, step)
	}
	if at < 0 || at >= l.n {
		return Entry{}, fmt.Errorf("log %s has no step %d: it holds steps %d to %d", l.path, step, l.first, int64(l.first)+l.n-1)
	}
	return l.read(at)
}

// Roots returns the state roots of the steps first … last: what an epoch's [Anchor] is over.
func (l *Log) Roots(first, last uint32) ([]Root, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if first > last {
		return nil, fmt.Errorf("log: steps %d to %d asked for: the first is after the last", first, last)
	}
	// Both ends exist before anything is allocated for what lies between.
	for _, step := range []uint32{first, last} {
		if _, err := l.at(step); err != nil {
			return nil, err
		}
	}
	roots := make([]Root, 0, int64(last)-int64(first)+1)
	for step := first; ; step++ {
		e, err := l.at(step)
		if err != nil {
			return nil, err
		}
		if roots = append(roots, e.Root); step == last {
			return roots, nil
		}
	}
}

// Close closes the file and releases its lock. What was appended is durable already.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken == nil {
		l.broken = fs.ErrClosed
	}
	return errors.Join(l.file.Close(), l.lock.Close())
}
