package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"refute/trainer/blas"
	"refute/trainer/isa"
)

// product is C (m, n) = op(A) op(B), over k.
type product struct {
	name    string
	m, n, k int
	ta, tb  bool
}

func (p product) String() string {
	op := func(t bool) string {
		if t {
			return "ᵀ"
		}
		return ""
	}
	return fmt.Sprintf("%s: %d × %d × %d, A%s·B%s", p.name, p.m, p.n, p.k, op(p.ta), op(p.tb))
}

func (p product) flops() float64 { return 2 * float64(p.m) * float64(p.n) * float64(p.k) }

// products are squares, and the largest of the three jobs': forward (A·Bᵀ, weights being (outputs, inputs)), gradient of the input (A·B) and of the
// weights (Aᵀ·B).
func products(long bool) []product {
	p := []product{{"square", 256, 256, 256, false, false}, {"square", 512, 512, 512, false, false}, {"square", 1024, 1024, 1024, false, false},
		{"square", 2048, 2048, 2048, false, false}, {"square", 1024, 1024, 1024, false, true}, {"square", 1024, 1024, 1024, true, false}}
	layers := []struct {
		name            string
		rows, in, outer int
	}{{"mlp 1", 128, 784, 512}, {"cnn dense", 64, 1568, 128}, {"gpt up", 1024, 256, 1024}}
	if long {
		p = append(p, product{"square", 1024, 1024, 1024, true, true})
		layers = append(layers, []struct {
			name            string
			rows, in, outer int
		}{{"mlp 2", 128, 512, 256}, {"gpt down", 1024, 1024, 256}, {"gpt query", 1024, 256, 256}}...)
	}
	for _, l := range layers {
		p = append(p, product{l.name + " forward", l.rows, l.outer, l.in, false, true}, product{l.name + " input gradient", l.rows, l.in, l.outer, false, false},
			product{l.name + " weight gradient", l.outer, l.in, l.rows, true, false})
	}
	return p
}

// sgemm is a running peer.
type sgemm struct {
	about string
	in    io.WriteCloser
	out   *bufio.Reader
	wait  func() error
}

// startSgemm starts OpenBLAS' side with so many threads. core names kernels, empty: those it chooses.
func (b *bench) startSgemm(build string, threads int, core string) (*sgemm, error) {
	settings := []string{fmt.Sprintf("OPENBLAS_NUM_THREADS=%d", threads), fmt.Sprintf("OMP_NUM_THREADS=%d", threads),
		"LD_LIBRARY_PATH=" + filepath.Join(libraries(), build)}
	if core != "" {
		settings = append(settings, "OPENBLAS_CORETYPE="+core)
	}
	c := exec.Command(filepath.Join(b.work, "gemm"))
	c.Env = environment(settings...)
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	s := &sgemm{in: in, out: bufio.NewReader(out), wait: c.Wait}
	about, err := s.out.ReadString('\n')
	s.about = build + ": " + strings.TrimSpace(about)
	return s, err
}

// time returns the seconds of one product.
func (s *sgemm) time(p product, repeats int) (float64, error) {
	bit := map[bool]int{true: 1}
	if _, err := fmt.Fprintln(s.in, p.m, p.n, p.k, bit[p.ta], bit[p.tb], repeats); err != nil {
		return 0, err
	}
	line, err := s.out.ReadString('\n')
	if err != nil {
		return 0, err
	}
	ns, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	return float64(ns) / 1e9 / float64(repeats), err
}

func (s *sgemm) close() {
	s.in.Close()
	_ = s.wait()
}

// ours is a product on our side, ready to be timed.
type ours struct {
	plan    *blas.Plan
	threads int
	a, b, c []float32
}

func newOurs(p product, threads int) *ours {
	r := rand.New(rand.NewPCG(1, 2))
	values := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = 2*r.Float32() - 1
		}
		return x
	}
	// A's outer index is the row, B's the column; both inner ones the term.
	operand := func(rows, cols int, outerIsRow bool) *blas.Matrix {
		if outerIsRow {
			return &blas.Matrix{Outer: blas.Index{Stride: cols}, Inner: blas.Index{Stride: 1}}
		}
		return &blas.Matrix{Outer: blas.Index{Stride: 1}, Inner: blas.Index{Stride: cols}}
	}
	a, b := operand(p.m, p.k, true), operand(p.k, p.n, false)
	if p.ta {
		a = operand(p.k, p.m, false)
	}
	if p.tb {
		b = operand(p.n, p.k, true)
	}
	plan := blas.NewPlan(blas.Product{Count: 1, M: p.m, N: p.n, K: p.k, A: a, B: b, C: blas.Place{Rows: blas.Index{Stride: p.n}, Cols: blas.Index{Stride: 1}}}, threads)
	o := &ours{plan, threads, values(p.m * p.k), values(p.k * p.n), make([]float32, p.m*p.n)}
	o.time(1)
	return o
}

func (o *ours) time(repeats int) float64 {
	begin := time.Now()
	for range repeats {
		o.plan.RunAll(o.threads, o.a, o.b, o.c)
	}
	return time.Since(begin).Seconds() / float64(repeats)
}

// settle is how long the threads of the side that was measured may look for more work: those of OpenBLAS do so for about 30 ms, busily.
const settle = 60 * time.Millisecond

// gemm compares products with OpenBLAS, each level of instructions with the kernels of OpenBLAS for it, interleaved.
func (b *bench) gemm() error {
	if err := b.run("gcc", "-O2", "-o", filepath.Join(b.work, "gemm"), filepath.Join("bench", "peers", "gemm.c"), "-lopenblas"); err != nil {
		return err
	}
	threads := []int{1}
	if n := runtime.NumCPU(); n > 1 {
		threads = append(threads, n)
	}
	cores := map[isa.Level]string{isa.AVX512: "", isa.AVX2: "Haswell", isa.NEON: ""}
	rounds, share := 5, 0.02 // seconds of a round
	if b.long {
		rounds, share = 11, 0.05
	}
	for _, level := range isa.Levels() {
		core, ok := cores[level]
		if !ok || level != isa.Best() && !b.long && level != isa.AVX2 {
			continue
		}
		for _, n := range threads {
			if err := b.gemmAt(level, core, n, rounds, share); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) gemmAt(level isa.Level, core string, threads, rounds int, share float64) error {
	defer isa.Use(level)()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
	var peers []*sgemm
	for _, build := range []string{"openblas-pthread", "openblas-openmp"} {
		s, err := b.startSgemm(build, threads, core)
		if err != nil {
			b.skip("gemm: %s: %v", build, err)
			continue
		}
		defer s.close()
		peers = append(peers, s)
	}
	if len(peers) == 0 {
		return fmt.Errorf("no build of OpenBLAS runs")
	}
	for _, p := range products(b.long) {
		if level != isa.Best() && !b.long && (p.name != "square" || p.ta || p.tb) {
			continue
		}
		o := newOurs(p, threads)
		repeats := max(1, int(share/o.time(1)))
		var mine []float64
		theirs := make([][]float64, len(peers))
		for range rounds {
			time.Sleep(settle)
			o.time(1)
			mine = append(mine, p.flops()/o.time(repeats)/1e9)
			for i, s := range peers {
				time.Sleep(settle)
				t, err := s.time(p, repeats)
				if err != nil {
					return err
				}
				theirs[i] = append(theirs[i], p.flops()/t/1e9)
			}
		}
		best := 0
		for i := range peers {
			if median(theirs[i]) > median(theirs[best]) {
				best = i
			}
		}
		b.add(Figure{Section: fmt.Sprintf("Matrix products, %s, %s", level, plural(threads, "thread")), Name: p.String(), Unit: "GFLOP/s", Ours: sample(mine), Peer: sample(theirs[best]),
			PeerIs: peers[best].about, Ratio: median(ratios(mine, theirs[best])), Goal: 0.97, AtLeast: true})
	}
	return nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
