//go:build cuda && linux && (amd64 || arm64)

package driver

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ebitengine/purego"
)

// fake is the library of testdata/fake: it logs what it is called with, keeps the card's memory on the host, and fails where it is told to.
type fake struct {
	*library
	log   func() string
	reset func()
	fail  func(name string, in, code int32)
	cards func(n, version, major int32)
	wide  func(i, wide int32)
	taken func() uint64
}

// compile builds the library once for all tests.
var compile = sync.OnceValues(func() (string, error) {
	cc := "cc"
	if c := os.Getenv("CC"); c != "" {
		cc = c
	}
	if _, err := exec.LookPath(cc); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "fake-libcuda-")
	if err != nil {
		return "", err
	}
	lib := filepath.Join(dir, "libcuda.so.1")
	if out, err := exec.Command(cc, "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", lib, "testdata/fake/libcuda.c").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return lib, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if lib, err := compile(); err == nil {
		os.RemoveAll(filepath.Dir(lib))
	}
	os.Exit(code)
}

func newFake(t *testing.T) *fake {
	t.Helper()
	lib, err := compile()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("no C compiler here, which makes the library that stands in for the driver")
	} else if err != nil {
		t.Fatal(err)
	}
	f := new(fake)
	handle, err := purego.Dlopen(lib, purego.RTLD_NOW)
	if err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]any{"fakeLog": &f.log, "fakeReset": &f.reset, "fakeFail": &f.fail, "fakeCards": &f.cards, "fakeWide": &f.wide, "fakeTaken": &f.taken} {
		purego.RegisterLibFunc(to, handle, name)
	}
	f.reset()
	if f.library, err = loadLibrary([]string{lib}); err != nil {
		t.Fatal(err)
	}
	return f
}

// opened returns a card of the fake, of whose opening nothing is in the log.
func opened(t *testing.T) (*fake, *card) {
	t.Helper()
	f := newFake(t)
	d, err := f.open(0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if n := f.taken(); n != 0 {
			t.Errorf("%d bytes of memory were not given back", n)
		}
	})
	f.cleared()
	return f, d.(*card)
}

// cleared returns the log's lines and begins a new one.
func (f *fake) cleared() []string {
	f.lines()
	return nil
}

var seen = map[*fake]int{}

// lines returns what was logged since it was last asked.
func (f *fake) lines() []string {
	all := strings.Split(strings.TrimSuffix(f.log(), "\n"), "\n")
	n := min(seen[f], len(all))
	seen[f] = len(all)
	return all[n:]
}

// expect compares what was logged with lines in which * is anything.
func (f *fake) expect(t *testing.T, want ...string) {
	t.Helper()
	got := f.lines()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(want); i++ {
		ok = regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(want[i]), `\*`, ".*") + "$").MatchString(strings.TrimSpace(got[i]))
	}
	if !ok {
		t.Errorf("called:\n%s\nwanted:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFakeOpen(t *testing.T) {
	f := newFake(t)
	f.expect(t, "cuInit 0", "cuDriverGetVersion")
	d, err := f.open(1)
	if err != nil {
		t.Fatal(err)
	}
	f.expect(t, "cuDeviceGetCount", "cuDeviceGet 1", "cuDeviceGetName 256 41", "cuDeviceTotalMem_v2 41", "cuDeviceGetUuid_v2 41", "cuDeviceGetAttribute 75 41", "cuDeviceGetAttribute 76 41",
		"cuDeviceGetAttribute 16 41", "cuDeviceGetAttribute 97 41", "cuDeviceGetAttribute 13 41", "cuDevicePrimaryCtxRetain 41", "cuCtxGetStreamPriorityRange")
	got := d.Info()
	if !strings.HasSuffix(got.Driver, "CUDA 12.4") {
		t.Errorf("driver %q", got.Driver)
	}
	got.Driver = ""
	want := Info{Name: "Fake 1", Major: 9, Minor: 1, Multiprocessors: 132, Memory: 1 << 20, Shared: 232448, UUID: "GPU-a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf", Clock: 1980}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	f.expect(t, "cuDevicePrimaryCtxRelease_v2 41")
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if _, err := d.Alloc(1); err != errClosed {
		t.Errorf("allocation of a closed card: %v", err)
	}
	f.expect(t)
}

func TestFakeUnfit(t *testing.T) {
	f := newFake(t)
	says := func(err error, is error, text string) {
		t.Helper()
		if !errors.Is(err, is) || !strings.Contains(err.Error(), text) {
			t.Errorf("%v: want %q and %q", err, is, text)
		}
	}
	_, err := f.open(2)
	says(err, ErrNoCard, "cards 0 … 1 are visible")
	f.library.version = 12040
	f.cards(2, 12040, 7)
	_, err = f.open(0)
	says(err, ErrTooOld, "compute capability is 7.1, needed is 8.0")
	if all, err := f.library.cards(); err != nil || len(all) != 2 || all[1].Major != 7 {
		t.Errorf("%v, %v", all, err)
	}
	lib, _ := compile()
	f.cards(2, 11030, 9)
	_, err = loadLibrary([]string{lib})
	says(err, ErrTooOld, "it knows CUDA 11.3, needed is 11.4")
	f.cards(0, 12040, 9)
	_, err = loadLibrary([]string{lib})
	says(err, ErrNoCard, "starting the driver: CUDA_ERROR_NO_DEVICE (100): check that nvidia-smi shows a card")
	_, err = loadLibrary([]string{"no-such-library.so.1", "nor-such.so.1"})
	says(err, ErrNoDriver, "no-such-library.so.1")
	_, err = loadLibrary([]string{"libc.so.6"})
	says(err, ErrTooOld, "it has no cuInit")
}

func TestFakeMemory(t *testing.T) {
	f, d := opened(t)
	s, err := d.NewStream(false)
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.Alloc(1000)
	if err != nil {
		t.Fatal(err)
	}
	q, err := d.Alloc(1000)
	if err != nil {
		t.Fatal(err)
	}
	host := bytes.Repeat([]byte("refute, "), 125)
	back := make([]byte, 1000)
	pinned, err := d.Pinned(2000)
	if err != nil {
		t.Fatal(err)
	}
	f.expect(t, "cuStreamCreateWithPriority 1 0", "cuMemAlloc_v2 1000", "cuMemAlloc_v2 1000", "cuMemHostAlloc 2000 1")
	for _, err := range []error{d.Upload(p, host, s), d.Copy(q, p, 1000, s), d.Download(back, q, s), d.Download(pinned[500:1500], q, s), d.Upload(p, nil, s), d.Copy(q, p, 0, s)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	stream := fmt.Sprintf("%#x", uint64(s))
	f.expect(t, "cuMemcpyHtoDAsync_v2 1000 "+stream, "cuStreamSynchronize "+stream, "cuMemcpyDtoDAsync_v2 1000 "+stream, "cuMemcpyDtoHAsync_v2 1000 "+stream, "cuStreamSynchronize "+stream,
		"cuMemcpyDtoHAsync_v2 1000 "+stream)
	if !bytes.Equal(back, host) || !bytes.Equal(pinned[500:1500], host) {
		t.Error("the bytes that came back are others")
	}
	if free, err := d.Free(); err != nil || free != 1<<20-2000 {
		t.Errorf("%d bytes free, %v", free, err)
	}
	_, err = d.Alloc(1 << 21)
	if !errors.Is(err, ErrMemory) || !strings.Contains(err.Error(), "allocating 2.1 MB of its memory: CUDA_ERROR_OUT_OF_MEMORY (2), out of memory; 1.0 MB of 1.0 MB are free") {
		t.Errorf("allocating too much: %v", err)
	}
	for _, err := range []error{d.Release(q), d.Unpin(pinned)} {
		if err != nil {
			t.Error(err)
		}
	}
	for what, err := range map[string]error{"twice released": d.Release(q), "twice unpinned": d.Unpin(pinned), "unpinned nothing": d.Unpin(nil)} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if _, err := d.Alloc(0); err == nil {
		t.Error("nothing was allocated without an error")
	}
}

func TestFakeModule(t *testing.T) {
	f, d := opened(t)
	fs, err := d.Load(".version 7.4\n", []string{"a", "b"}, 48<<10)
	if err != nil || len(fs) != 2 || fs[0] == fs[1] {
		t.Fatal(fs, err)
	}
	f.expect(t, "cuModuleLoadDataEx .version 7.4", "*", "cuModuleGetFunction 0x* a", "cuModuleGetFunction 0x* b") // the module ends with a new line
	fs, err = d.Load(".version 7.4", []string{"c"}, 48<<10+1)
	if err != nil {
		t.Fatal(err)
	}
	f.expect(t, "cuModuleLoadDataEx .version 7.4", "cuModuleGetFunction 0x* c", fmt.Sprintf("cuFuncSetAttribute %#x 8 49153", uint64(fs[0])))
	_, err = d.Load("nonsense", []string{"a"}, 0)
	if err == nil || !strings.Contains(err.Error(), "CUDA_ERROR_INVALID_PTX") || !strings.Contains(err.Error(), "\nptxas application ptx input, line 1; fatal   : Missing .version directive") {
		t.Errorf("compiling nonsense: %v", err)
	}
	if _, err = d.Load("a\x00b", nil, 0); err == nil {
		t.Error("a zero byte in a module: no error")
	}
	if _, err = d.Load(".version 7.4", nil, 1<<20); err == nil || !strings.Contains(err.Error(), "this card has 232448 for a block") {
		t.Errorf("too much shared memory: %v", err)
	}
	f.lines()
	f.wide(0, 1)
	f.wide(1, 0)
	f.wide(2, 1)
	l := &Launch{Function: fs[0], Grid: [3]int{2, 3, 4}, Block: 5, Shared: 6, Args: []Value{{0x1122334455667788, true}, {0xdeadbeef, false}, {7, true}}}
	s, err := d.NewStream(true)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Launch(l, s); err != nil {
		t.Error(err)
	}
	f.expect(t, "cuStreamCreateWithPriority 1 -5", "arguments 0x1122334455667788 0xdeadbeef 0x7", fmt.Sprintf("cuLaunchKernel %#x 2 3 4 5 1 1 6 %#x 0", uint64(fs[0]), uint64(s)))
	l.Block = 0
	if err := d.Launch(l, s); err == nil {
		t.Error("blocks of no thread: no error")
	}
}

func TestFakeGraph(t *testing.T) {
	f, d := opened(t)
	s, err := d.NewStream(false)
	if err != nil {
		t.Fatal(err)
	}
	f.wide(0, 1)
	f.wide(1, 0)
	f.lines()
	kernel := Launch{Function: 0x77, Grid: [3]int{2, 3, 4}, Block: 5, Shared: 6, Args: []Value{{0x1122334455667788, true}, {9, false}}}
	g, err := d.NewGraph([]Node{{Launch: kernel}, {Dst: 0xd0, Src: 0x50, Bytes: 1<<30 + 5, After: []int{0}}, {Launch: kernel, After: []int{0, 1}}})
	if err != nil {
		t.Fatal(err)
	}
	got := f.lines()
	nodes := regexp.MustCompile(`0x[0-9a-f]+`)
	graph := nodes.FindString(got[1+2])
	f.reset() // of the log alone: what was made counts on
	want := []string{
		"cuGraphCreate 0",
		"after",
		"arguments 0x1122334455667788 0x9",
		"cuGraphAddKernelNode G 0x77 2 3 4 5 1 1 6 0",
		"after A",
		"cuGraphAddMemcpyNode G 2 0x50 2 0xd0 1073741824 1 1 0xc0de",
		"after B",
		"cuGraphAddMemcpyNode G 2 0x40000050 2 0x400000d0 5 1 1 0xc0de",
		"after A C", // the last part of the copy
		"arguments 0x1122334455667788 0x9",
		"cuGraphAddKernelNode G 0x77 2 3 4 5 1 1 6 0",
		"cuGraphInstantiateWithFlags G 0",
		"cuGraphDestroy G",
	}
	// Handles count up by 16: the graph's is followed by those of its nodes.
	var base uint64
	fmt.Sscanf(graph, "0x%x", &base)
	name := func(s string) string {
		for i, n := range []string{"G", "A", "B", "C"} {
			s = regexp.MustCompile(`\b`+n+`\b`).ReplaceAllString(s, fmt.Sprintf("%#x", base+uint64(16*i)))
		}
		return s
	}
	for i := range want {
		want[i] = name(want[i])
	}
	for i := range got {
		got[i] = strings.TrimSpace(got[i])
	}
	if !slices.Equal(got, want) {
		t.Errorf("called:\n%s\nwanted:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := d.Run(g, s); err != nil {
		t.Error(err)
	}
	for what, nodes := range map[string][]Node{
		"which is not before it": {{Launch: kernel, After: []int{0}}},
		"blocks of 2000 threads": {{Launch: Launch{Function: 1, Grid: [3]int{1, 1, 1}, Block: 2000}}},
	} {
		if _, err := d.NewGraph(nodes); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v does not say %q", err, what)
		}
	}
	if err := d.Run(g+1, s); err == nil {
		t.Error("another graph ran")
	}
}

func TestFakeStreams(t *testing.T) {
	f, d := opened(t)
	a, err := d.NewStream(false)
	if err != nil {
		t.Fatal(err)
	}
	e, err := d.NewEvent()
	if err != nil {
		t.Fatal(err)
	}
	e2, err := d.NewEvent()
	if err != nil {
		t.Fatal(err)
	}
	f.lines()
	for _, err := range []error{d.Record(e, a), d.Wait(a, e), d.Sync(a), d.SyncEvent(e)} {
		if err != nil {
			t.Error(err)
		}
	}
	if ms, err := d.Elapsed(e, e2); err != nil || ms != 1.5 {
		t.Error(ms, err)
	}
	h := func(format string, x ...any) string { return fmt.Sprintf(format, x...) }
	f.expect(t, h("cuEventRecord %#x %#x", uint64(e), uint64(a)), h("cuStreamWaitEvent %#x %#x 0", uint64(a), uint64(e)), h("cuStreamSynchronize %#x", uint64(a)), h("cuEventSynchronize %#x", uint64(e)),
		h("cuEventElapsedTime %#x %#x", uint64(e), uint64(e2)))
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	f.expect(t, h("cuStreamSynchronize %#x", uint64(a)), h("cuEventDestroy_v2 %#x", uint64(e)), h("cuEventDestroy_v2 %#x", uint64(e2)), h("cuStreamDestroy_v2 %#x", uint64(a)), "cuDevicePrimaryCtxRelease_v2 40")
}

// TestFakeThreads calls from many of the system's threads: each call must set the context there.
func TestFakeThreads(t *testing.T) {
	_, d := opened(t)
	for range 20 {
		done := make(chan error)
		go func() {
			runtime.LockOSThread() // and end with the thread
			_, err := d.NewEvent()
			done <- err
		}()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

func TestFakeLost(t *testing.T) {
	f, d := opened(t)
	s, err := d.NewStream(false)
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.Alloc(8)
	if err != nil {
		t.Fatal(err)
	}
	f.fail("cuStreamSynchronize", 1, int32(codeIllegalAddress))
	first := d.Sync(s)
	if !errors.Is(first, ErrLost) || !strings.Contains(first.Error(), "CUDA_ERROR_ILLEGAL_ADDRESS (700)") {
		t.Fatal(first)
	}
	f.lines()
	for _, err := range []error{d.Sync(s), d.Upload(p, []byte{1}, s), d.Release(p)} {
		if err != first {
			t.Errorf("afterwards: %v", err)
		}
	}
	f.expect(t)
	f.fail("cuEventCreate", 1, 1) // and an error that is not lasting
	d.lost = nil
	if _, err := d.NewEvent(); err == nil {
		t.Error("no error")
	}
	if _, err := d.NewEvent(); err != nil {
		t.Error(err)
	}
}
