package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var logID = Root{0xcc}

func entryOf(step uint32) Entry {
	e := Entry{Step: step, Root: Root{1, byte(step), byte(step >> 8)}}
	if step%3 != 0 {
		e.Sig = bytes.Repeat([]byte{byte(step)}, int(step)%MaxSignature+1)
	}
	return e
}

func mustLog(t *testing.T, path string) *Log {
	t.Helper()
	l, err := OpenLog(path, logID)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// fill makes a log with the steps first … last and returns its bytes.
func fillLog(t *testing.T, path string, first, last uint32) []byte {
	t.Helper()
	l := mustLog(t, path)
	for step := first; step <= last; step++ {
		if err := l.Append(entryOf(step)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func checkLog(t *testing.T, l *Log, first uint32, n int64) {
	t.Helper()
	if l.Len() != n {
		t.Fatalf("log has %d entries, want %d", l.Len(), n)
	}
	for i := range n {
		want := entryOf(first + uint32(i))
		got, err := l.At(want.Step)
		if err != nil || got.Root != want.Root || !bytes.Equal(got.Sig, want.Sig) || got.Step != want.Step {
			t.Fatalf("entry of step %d is %+v, %v, want %+v", want.Step, got, err, want)
		}
	}
}

func TestLogKeepsEntries(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	l := mustLog(t, path)
	if _, ok := l.First(); ok {
		t.Error("an empty log has a first step")
	}
	if _, ok, err := l.Last(); ok || err != nil {
		t.Errorf("an empty log has a last entry: %v", err)
	}
	if err := l.Append(entryOf(64), entryOf(65), entryOf(66)); err != nil {
		t.Fatal(err)
	}
	if err := l.Append(entryOf(65), entryOf(66), entryOf(67)); err != nil {
		t.Fatalf("entries that are there already: %v", err)
	}
	if err := l.Append(); err != nil {
		t.Error(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = mustLog(t, path)
	checkLog(t, l, 64, 4)
	if first, ok := l.First(); !ok || first != 64 {
		t.Errorf("first step %d, %v", first, ok)
	}
	if last, ok, err := l.Last(); err != nil || !ok || last.Step != 67 {
		t.Errorf("last entry %+v, %v, %v", last, ok, err)
	}
	roots, err := l.Roots(65, 67)
	if err != nil || len(roots) != 3 || roots[0] != entryOf(65).Root || roots[2] != entryOf(67).Root {
		t.Errorf("Roots(65, 67) = %v, %v", roots, err)
	}
	for _, r := range [][2]uint32{{63, 65}, {66, 68}, {67, 66}, {0, 4294967295}} {
		if _, err := l.Roots(r[0], r[1]); err == nil {
			t.Errorf("Roots(%d, %d): no error", r[0], r[1])
		}
	}
	for _, step := range []uint32{0, 63, 68, 4294967295} {
		if _, err := l.At(step); err == nil {
			t.Errorf("At(%d): no error", step)
		}
	}
}

func TestLogRefuses(t *testing.T) {
	l := mustLog(t, filepath.Join(t.TempDir(), "history"))
	if err := l.Append(entryOf(5), entryOf(6)); err != nil {
		t.Fatal(err)
	}
	other := entryOf(6)
	other.Root[31] = 9
	var conflict *ConflictError
	if err := l.Append(entryOf(7), other); !errors.As(err, &conflict) || conflict.Step != 6 || conflict.Have != entryOf(6).Root || conflict.Got != other.Root {
		t.Errorf("a second root: %v", err)
	}
	seven := entryOf(7)
	seven.Root[0] = 9
	if err := l.Append(entryOf(7), seven); !errors.As(err, &conflict) {
		t.Errorf("two roots at once: %v", err)
	}
	if err := l.Append(entryOf(8)); err == nil {
		t.Error("a gap: no error")
	}
	if err := l.Append(entryOf(4)); err == nil {
		t.Error("before the first: no error")
	}
	if err := l.Append(Entry{Step: 7, Sig: make([]byte, MaxSignature+1)}); err == nil {
		t.Error("a long signature: no error")
	}
	checkLog(t, l, 5, 2) // None of it was logged, the good entries before the bad ones neither.
}

func TestLogIsLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	l := mustLog(t, path)
	if _, err := OpenLog(path, logID); !errors.Is(err, ErrLocked) {
		t.Errorf("open twice: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Append(entryOf(1)); err == nil {
		t.Error("append to a closed log: no error")
	}
	mustLog(t, path)
}

// A crash may leave any beginning of the last records, or zeros, or nonsense. All that was durable before is there,
// and the log goes on.
func TestLogDropsTornEnd(t *testing.T) {
	dir := t.TempDir()
	whole := fillLog(t, filepath.Join(dir, "whole"), 3, 6)
	path := filepath.Join(dir, "torn")
	check := func(what string, b []byte, records int64, dropped int64) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		l := mustLog(t, path)
		defer l.Close()
		if l.Dropped() != dropped {
			t.Fatalf("%s: dropped %d bytes, want %d", what, l.Dropped(), dropped)
		}
		checkLog(t, l, 3, records)
		for step := 3 + uint32(records); step <= 7; step++ {
			if err := l.Append(entryOf(step)); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		checkLog(t, l, 3, 5)
	}
	for n := logHeadSize; n <= len(whole); n++ {
		rest := n - logHeadSize
		check(fmt.Sprintf("cut to %d bytes", n), whole[:n], int64(rest/recordSize), int64(rest%recordSize))
	}
	zeros := append(bytes.Clone(whole[:recordOffset(2)]), make([]byte, 3*recordSize-9)...)
	check("zeros at the end", zeros, 2, 3*int64(recordSize)-9)
	flipped := bytes.Clone(whole)
	flipped[recordOffset(3)+50] ^= 4
	check("the last record changed", flipped, 3, int64(recordSize))
}

func TestLogRefusesDamage(t *testing.T) {
	dir := t.TempDir()
	whole := fillLog(t, filepath.Join(dir, "whole"), 3, 6)
	path := filepath.Join(dir, "damaged")
	check := func(what string, b []byte, want string) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		l, err := OpenLog(path, logID)
		if err == nil {
			l.Close()
			t.Fatalf("%s: no error", what)
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want something about %q", what, err, want)
		}
		after, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(after, b) {
			t.Errorf("%s: the damaged file was changed", what)
		}
	}
	for n := range logHeadSize {
		check(fmt.Sprintf("cut to %d bytes", n), whole[:n], "head")
	}
	for i := range logHeadSize {
		b := bytes.Clone(whole)
		b[i] ^= 0x10
		check(fmt.Sprintf("byte %d of the head changed", i), b, "head")
	}
	for r := range int64(3) {
		for i := range int64(recordSize) {
			b := bytes.Clone(whole)
			b[recordOffset(r)+i] ^= 0x10
			check(fmt.Sprintf("byte %d of record %d changed", i, r), b, fmt.Sprintf("record %d", r))
		}
	}
	// A record twice, which has the wrong number, and before a good one.
	b := bytes.Clone(whole)
	copy(b[recordOffset(1):], whole[:recordOffset(1)][logHeadSize:])
	check("a record moved", b, "record 1")
	// Records that are good in themselves but of the wrong steps.
	b = bytes.Clone(whole)
	jump := encodeRecord(3, entryOf(9))
	copy(b[recordOffset(3):], jump[:])
	check("a step left out", b, "want step 6")
	other := fillLog(t, filepath.Join(dir, "other"), 4294967295, 4294967295-1) // No steps.
	last, wrapped := encodeRecord(0, entryOf(4294967295)), encodeRecord(1, entryOf(0))
	check("steps that wrap around", append(append(other, last[:]...), wrapped[:]...), "want step 4294967296")
	if _, err := OpenLog(filepath.Join(dir, "whole"), Root{1}); err == nil || !strings.Contains(err.Error(), "belongs to") {
		t.Errorf("another id: %v", err)
	}
}

func TestLogAfterFailedSync(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	l := mustLog(t, path)
	if err := l.Append(entryOf(1)); err != nil {
		t.Fatal(err)
	}
	l.sync = func(*os.File) error { return errInjected }
	if err := l.Append(entryOf(2)); !errors.Is(err, errInjected) {
		t.Fatalf("failed sync: %v", err)
	}
	l.sync = (*os.File).Sync
	if err := l.Append(entryOf(2)); err == nil {
		t.Fatal("append after a failed sync, whose outcome nobody knows: no error")
	}
	checkLog(t, l, 1, 1)
	l.Close()
	l = mustLog(t, path)
	if err := l.Append(entryOf(2)); err != nil {
		t.Fatal(err)
	}
	checkLog(t, l, 1, 2)
}

func logForever(dir string) {
	l, err := OpenLog(filepath.Join(dir, "history"), logID)
	var next uint32
	if err == nil {
		next = uint32(l.Len())
	}
	for ; err == nil; next += 2 {
		err = l.Append(entryOf(next), entryOf(next+1))
		fmt.Println(next + 1)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func TestLogSurvivesKill(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(5, 5))
	for range 8 {
		lines := strings.Fields(killedProcess(t, dir, "log", time.Duration(r.IntN(20_000))*time.Microsecond))
		l := mustLog(t, filepath.Join(dir, "history"))
		checkLog(t, l, 0, l.Len())
		var reported int64
		if _, err := fmt.Sscan(lines[len(lines)-1], &reported); err != nil {
			t.Fatal(err)
		}
		if l.Len() <= reported {
			t.Fatalf("step %d was reported as logged; the log has %d entries", reported, l.Len())
		}
		l.Close()
	}
}

func FuzzScanLog(f *testing.F) {
	b := encodeLogHead(logID)
	f.Add(b)
	for i := range int64(3) {
		record := encodeRecord(i, entryOf(uint32(i)+7))
		b = append(b, record[:]...)
		f.Add(bytes.Clone(b))
		f.Add(bytes.Clone(b[:len(b)-5]))
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := scanLog(bytes.NewReader(b), logID)
		if err != nil {
			return
		}
		if int64(len(b)) != recordOffset(s.records)+s.torn {
			t.Fatalf("%d bytes read as %d records and %d torn bytes", len(b), s.records, s.torn)
		}
		// What is good encodes to the same bytes.
		out := encodeLogHead(logID)
		for i := range s.records {
			e, ok := decodeRecord(i, (*[recordSize]byte)(b[recordOffset(i):]))
			if !ok || e.Step != s.first+uint32(i) {
				t.Fatalf("record %d was taken for good", i)
			}
			record := encodeRecord(i, e)
			out = append(out, record[:]...)
		}
		if !bytes.HasPrefix(b, out) {
			t.Fatal("decoded and encoded again, the log differs")
		}
	})
}

// BenchmarkLogAppend measures durable appends, one entry at a time: a solver's step waits for one.
func BenchmarkLogAppend(b *testing.B) {
	l, err := OpenLog(filepath.Join(b.TempDir(), "history"), logID)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	for step := uint32(0); b.Loop(); step++ {
		if err := l.Append(entryOf(step)); err != nil {
			b.Fatal(err)
		}
	}
}
