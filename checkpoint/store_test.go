package checkpoint

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"refute/trainer/tensor"
)

func mustStore(t *testing.T, dir string, f Format) *Store {
	t.Helper()
	s, err := OpenStore(dir, f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func save(t *testing.T, s *Store, steps ...uint32) {
	t.Helper()
	for _, step := range steps {
		c := testCheckpoint(s.Format(), step)
		info, err := s.Save(c)
		if err != nil {
			t.Fatal(err)
		}
		if info.Root != c.Root() || info.Step != step || info.Size != s.Format().Size(step) {
			t.Fatalf("Save says %+v", info)
		}
	}
}

func TestStoreKeepsCheckpoints(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := mustStore(t, dir, smallFormat())
	save(t, s, 10, 0, 4294967295, 200)
	for _, name := range []string{"step-12.ckpt", "step-9999999999.ckpt", "step-0000000003.ckptx", "notes", "step-+000000003.ckpt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s = mustStore(t, dir, smallFormat())
	steps, err := s.Steps()
	if err != nil || !slices.Equal(steps, []uint32{0, 10, 200, 4294967295}) {
		t.Fatalf("Steps() = %v, %v", steps, err)
	}
	for _, step := range steps {
		want := testCheckpoint(s.Format(), step)
		got, err := s.Load(step)
		if err != nil {
			t.Fatal(err)
		}
		sameState(t, got, want)
		if _, err := s.LoadExpecting(step, want.Root()); err != nil {
			t.Error(err)
		}
		if _, err := s.LoadExpecting(step, Root{}); err == nil {
			t.Error("another root: no error")
		}
	}
	for _, c := range []struct {
		step, want uint32
	}{{0, 0}, {9, 0}, {10, 10}, {11, 10}, {199, 10}, {4294967295, 4294967295}, {4294967294, 200}} {
		if got, ok, err := s.Nearest(c.step); err != nil || !ok || got != c.want {
			t.Errorf("Nearest(%d) = %d, %v, %v, want %d", c.step, got, ok, err, c.want)
		}
	}
	list, err := s.List()
	if err != nil || len(list) != 4 {
		t.Fatalf("List() = %v, %v", list, err)
	}
	for i, info := range list {
		if info.Err != nil || info.Step != steps[i] || info.Root != testCheckpoint(s.Format(), info.Step).Root() {
			t.Errorf("List()[%d] = %+v", i, info)
		}
	}
	if err := s.Remove(0); err != nil {
		t.Error(err)
	}
	if _, ok, err := s.Nearest(9); ok || err != nil {
		t.Errorf("Nearest below the first: %v, %v", ok, err)
	}
	if _, err := s.Load(0); !errors.Is(err, ErrNoCheckpoint) {
		t.Errorf("Load of a removed step: %v", err)
	}
	if err := s.Remove(0); !errors.Is(err, ErrNoCheckpoint) {
		t.Errorf("Remove of a removed step: %v", err)
	}
}

func TestStoreReplaces(t *testing.T) {
	s := mustStore(t, t.TempDir(), smallFormat())
	save(t, s, 3)
	other := testCheckpoint(s.Format(), 99)
	other.Step = 3
	if _, err := s.Save(other); err != nil {
		t.Fatal(err)
	}
	got, err := s.Load(3)
	if err != nil {
		t.Fatal(err)
	}
	sameState(t, got, other)
}

func TestPrune(t *testing.T) {
	all := []uint32{0, 5, 10, 15, 20, 25, 30}
	for _, c := range []struct {
		keep  int
		every uint32
		want  []uint32
	}{
		{2, 0, []uint32{25, 30}},
		{2, 10, []uint32{0, 10, 20, 25, 30}},
		{0, 20, []uint32{0, 20}},
		{0, 0, nil},
		{-1, 0, nil},
		{100, 0, all},
		{1, 1, all},
	} {
		s := mustStore(t, t.TempDir(), smallFormat())
		save(t, s, all...)
		removed, err := s.Prune(c.keep, c.every)
		if err != nil {
			t.Fatal(err)
		}
		steps, err := s.Steps()
		if err != nil || !slices.Equal(steps, c.want) || len(removed)+len(steps) != len(all) {
			t.Errorf("Prune(%d, %d) left %v, %v, and removed %v, want %v", c.keep, c.every, steps, err, removed, c.want)
		}
	}
}

func TestStoreNamesDamage(t *testing.T) {
	s := mustStore(t, t.TempDir(), smallFormat())
	save(t, s, 1, 2, 3, 4, 5)
	corrupt := func(step uint32, f func([]byte) []byte) {
		t.Helper()
		b, err := os.ReadFile(s.path(step))
		if err == nil {
			err = os.WriteFile(s.path(step), f(b), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	corrupt(1, func(b []byte) []byte { return b[:len(b)-1] })
	corrupt(2, func(b []byte) []byte { b[60] ^= 1; return b })
	corrupt(3, func(b []byte) []byte { b[len(b)-1] ^= 1; return b })
	corrupt(4, func([]byte) []byte { return nil })
	if err := os.Rename(s.path(5), s.path(6)); err != nil {
		t.Fatal(err)
	}
	for step, want := range map[uint32]string{1: "file: ", 2: "manifest: ", 3: "tensor 1 of step 3: ", 4: "head: ", 6: "holds step 5"} {
		_, err := s.Load(step)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), fileName(step)) {
			t.Errorf("step %d: %v, want something about %q and the file's name", step, err, want)
		}
	}
	list, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range list {
		// List does not read tensors, so it cannot see what is wrong with step 3.
		if (info.Err == nil) != (info.Step == 3) {
			t.Errorf("List: step %d: %v", info.Step, info.Err)
		}
	}
	if err := os.Mkdir(s.path(8), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(8); err == nil {
		t.Error("a directory in the place of a file: no error")
	}
}

// faultyFiles fails at the n-th operation. A crash also fails every operation after it, and writes half of what the
// n-th would have written.
type faultyFiles struct {
	disk
	left  int
	crash bool
	hit   bool
}

var errInjected = errors.New("injected fault")

func (f *faultyFiles) fault() bool {
	f.left--
	if f.left == 0 || f.crash && f.left < 0 {
		f.hit = true
		return true
	}
	return false
}

type faultyFile struct {
	tempFile
	faults *faultyFiles
}

func (f *faultyFiles) createTemp(dir, prefix string) (tempFile, error) {
	if f.fault() {
		return nil, errInjected
	}
	file, err := f.disk.createTemp(dir, prefix)
	return faultyFile{file, f}, err
}

func (f *faultyFiles) rename(from, to string) error {
	if f.fault() {
		return errInjected
	}
	return f.disk.rename(from, to)
}

func (f *faultyFiles) remove(path string) error {
	if f.fault() {
		return errInjected
	}
	return f.disk.remove(path)
}

func (f *faultyFiles) syncDir(dir string) error {
	if f.fault() {
		return errInjected
	}
	return f.disk.syncDir(dir)
}

func (f faultyFile) Write(p []byte) (int, error) {
	if f.faults.fault() {
		n := 0
		if f.faults.left == 0 {
			n, _ = f.tempFile.Write(p[:len(p)/2])
		}
		return n, errInjected
	}
	return f.tempFile.Write(p)
}

func (f faultyFile) Sync() error {
	if f.faults.fault() {
		return errInjected
	}
	return f.tempFile.Sync()
}

func (f faultyFile) Close() error {
	err := f.tempFile.Close() // A process that is gone has no open files either.
	if f.faults.fault() {
		return errInjected
	}
	return err
}

// Whatever operation of a save fails, and whether the process goes on or not: what was there before is there, the new
// checkpoint is there whole or not at all, and nothing else is left after the next opening.
func TestSaveSurvivesEveryFault(t *testing.T) {
	for _, replace := range []bool{false, true} {
		for _, crash := range []bool{false, true} {
			for n := 1; ; n++ {
				if n > 50 {
					t.Fatal("a save has no end")
				}
				what := fmt.Sprintf("replace=%v crash=%v, fault at operation %d", replace, crash, n)
				dir := t.TempDir()
				save(t, mustStore(t, dir, smallFormat()), 1, 2)
				faults := &faultyFiles{left: n, crash: crash}
				s := &Store{dir: dir, format: smallFormat(), files: faults}
				c := testCheckpoint(s.format, 77)
				if c.Step = 3; replace {
					c.Step = 2
				}
				_, err := s.Save(c)
				if faults.hit && err == nil {
					t.Fatalf("%s: no error", what)
				}
				s = mustStore(t, dir, smallFormat())
				list, listErr := s.List()
				if listErr != nil {
					t.Fatal(listErr)
				}
				for _, info := range list {
					got, err := s.Load(info.Step)
					if err != nil {
						t.Fatalf("%s: %v", what, err)
					}
					old := testCheckpoint(s.format, info.Step)
					if got.Root() != c.Root() && got.Root() != old.Root() {
						t.Fatalf("%s: step %d is neither the old nor the new one", what, info.Step)
					}
					if info.Step != c.Step && got.Root() != old.Root() {
						t.Fatalf("%s: step %d changed", what, info.Step)
					}
				}
				if len(list) < 2 || list[0].Step != 1 || list[1].Step != 2 {
					t.Fatalf("%s: a checkpoint was lost: %v", what, list)
				}
				entries, _ := os.ReadDir(dir)
				if len(entries) != len(list) {
					t.Fatalf("%s: something is left over: %v", what, entries)
				}
				if !faults.hit {
					if err != nil {
						t.Fatalf("%s: %v", what, err)
					}
					if got, err := s.Load(c.Step); err != nil || got.Root() != c.Root() {
						t.Fatalf("%s: not saved: %v", what, err)
					}
					break // Every operation has had its turn.
				}
			}
		}
	}
}

// BenchmarkStore measures durable saves and verified loads of a state of 16 MiB.
func BenchmarkStore(b *testing.B) {
	f := Format{Decls: []Decl{{tensor.F32, 1 << 22}}}
	s, err := OpenStore(b.TempDir(), f)
	if err != nil {
		b.Fatal(err)
	}
	c := testCheckpoint(f, 1)
	for name, op := range map[string]func() error{
		"Save": func() error { _, err := s.Save(c); return err },
		"Load": func() error { _, err := s.Load(1); return err },
	} {
		if _, err := s.Save(c); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(16 << 20)
			for b.Loop() {
				if err := op(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	n := min(len(p), d.room)
	d.room -= n
	if n < len(p) {
		return n, errors.New("no space left on device")
	}
	return n, nil
}

func TestWriteStopsAtAFullDisk(t *testing.T) {
	f := smallFormat()
	for room := range int(f.Size(7)) {
		if _, err := f.Write(&fullDisk{room}, testCheckpoint(f, 7)); err == nil {
			t.Fatalf("room for %d bytes: no error", room)
		}
	}
	if _, err := f.Write(&fullDisk{int(f.Size(7))}, testCheckpoint(f, 7)); err != nil {
		t.Error(err)
	}
}

const (
	killedDir  = "REFUTE_TEST_KILLED_DIR"
	killedWhat = "REFUTE_TEST_KILLED_WHAT"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(killedDir); dir != "" {
		if os.Getenv(killedWhat) == "log" {
			logForever(dir)
		}
		saveForever(dir)
	}
	os.Exit(m.Run())
}

func saveForever(dir string) {
	s, err := OpenStore(dir, smallFormat())
	for step := uint32(0); err == nil; step++ {
		_, err = s.Save(testCheckpoint(s.format, step%5))
		fmt.Println(step % 5)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// killedProcess runs this binary on dir, kills it after it has written for a while, and returns what it printed.
func killedProcess(t *testing.T, dir, what string, after time.Duration) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), killedDir+"="+dir, killedWhat+"="+what)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var problem strings.Builder
	cmd.Stderr = &problem
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// The first line says that the process is under way; the time counts from there.
	head := make([]byte, 1)
	if _, err := io.ReadFull(out, head); err != nil {
		t.Fatalf("%v: %s", err, problem.String())
	}
	time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	rest, err := io.ReadAll(out)
	_ = cmd.Wait() // Killed: its status says so.
	if err != nil || problem.Len() > 0 {
		t.Fatalf("%v: %s", err, problem.String())
	}
	return string(head) + string(rest)
}

func TestStoreSurvivesKill(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(4, 4))
	for range 12 {
		printed := killedProcess(t, dir, "store", time.Duration(r.IntN(20_000))*time.Microsecond)
		s := mustStore(t, dir, smallFormat())
		list, err := s.List()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Fields(printed) {
			if !slices.ContainsFunc(list, func(i Info) bool { return fmt.Sprint(i.Step) == line }) {
				t.Fatalf("step %s was reported as saved and is not there: %v", line, list)
			}
		}
		for _, info := range list {
			if _, err := s.LoadExpecting(info.Step, testCheckpoint(s.format, info.Step).Root()); err != nil {
				t.Fatal(err)
			}
		}
		entries, _ := os.ReadDir(dir)
		if len(entries) != len(list) {
			t.Fatalf("something is left over: %v", entries)
		}
	}
}
