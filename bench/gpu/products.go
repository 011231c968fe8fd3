package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/lower"
	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Product is a matrix product: rows by columns, sums of terms. How says how the operands lie: "ab" row by row, aT and bT transposed.
type Product struct {
	Rows    int64   `json:"rows"`
	Columns int64   `json:"columns"`
	Terms   int64   `json:"terms"`
	How     string  `json:"how"`
	MS      float64 `json:"ms"`
	TFLOPS  float64 `json:"tflops"`
}

//go:embed peers/products.json
var productsJSON []byte

func productList() (list []Product, err error) {
	var file struct{ Products [][4]any }
	if err := json.Unmarshal(productsJSON, &file); err != nil {
		return nil, fmt.Errorf("products.json: %w", err)
	}
	for _, p := range file.Products {
		n := [3]int64{}
		for i := range n {
			x, _ := p[i].(float64)
			n[i] = int64(x)
		}
		how, _ := p[3].(string)
		list = append(list, Product{Rows: n[0], Columns: n[1], Terms: n[2], How: how})
	}
	return list, nil
}

// kernel is the program's kernel of a product.
func (p *Product) kernel() program.Kernel {
	a, b := []int64{p.Terms, 0, 1}, []int64{0, 1, p.Columns}
	if strings.HasPrefix(p.How, "aT") {
		a = []int64{1, 0, p.Rows}
	}
	if strings.HasSuffix(p.How, "bT") {
		b = []int64{0, p.Terms, 1}
	}
	return program.Kernel{Name: "product", Type: tensor.F32, Out: []int64{p.Rows, p.Columns}, Reduce: []int64{p.Terms},
		Operands: []program.Operand{{Space: program.InConst, Type: tensor.F32, Count: p.Rows * p.Terms, Stride: a, Gather: program.NoGather},
			{Space: program.InConst, Tensor: 1, Type: tensor.F32, Count: p.Columns * p.Terms, Stride: b, Gather: program.NoGather}},
		Body: []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}}
}

// products times the products as the executor computes them.
func (b *bench) products(context.Context) error {
	list, err := productList()
	if err != nil {
		return err
	}
	b.results.Products = nil
	return withTimer(b.card, func(t *timer) error {
		for _, p := range list {
			if err := t.product(&p, 7, 50); err != nil {
				return fmt.Errorf("%d × %d × %d %s: %w", p.Rows, p.Columns, p.Terms, p.How, err)
			}
			b.say("  %d × %d × %d %s: %.4f ms, %.2f TFLOP/s", p.Rows, p.Columns, p.Terms, p.How, p.MS, p.TFLOPS)
			b.results.Products = append(b.results.Products, p)
		}
		return nil
	})
}

// product times a product in some rounds of at most so many runs.
func (t *timer) product(p *Product, rounds, runs int) error {
	k := p.kernel()
	if err := k.ChooseWindow(); err != nil {
		return err
	}
	prog := &program.Program{Kind: program.Init, Kernels: []program.Kernel{k}, States: []program.State{{Name: "y", Type: k.Type, Shape: k.Out}},
		Consts: []program.Const{{Name: "a", Type: tensor.F32, Shape: []int64{k.Operands[0].Count}}, {Name: "b", Type: tensor.F32, Shape: []int64{k.Operands[1].Count}}}}
	if err := prog.Validate(); err != nil {
		return err
	}
	var at [3]driver.Ptr
	var err error
	for i := range 2 {
		if at[i], err = t.put(uniform(k.Operands[i].Count, uint64(i))); err != nil {
			return err
		}
	}
	if at[2], err = t.take(4 * k.Count()); err != nil {
		return err
	}
	var launches []driver.Launch
	for _, op := range lower.Plan(prog, true, t.shape()) {
		l, err := t.launches(&op, func(a lower.Arg) driver.Ptr {
			if a.From == lower.Output {
				return at[2]
			}
			return at[a.Index]
		})
		if err != nil {
			return err
		}
		launches = append(launches, l...)
	}
	work := 2e-9 * float64(p.Rows) * float64(p.Columns) * float64(p.Terms) // GFLOP
	if p.MS, err = t.time(launches, rounds, max(1, min(runs, int(400/work)))); err != nil {
		return err
	}
	p.TFLOPS = work / p.MS
	return t.free()
}

// uniform returns the bits of numbers from -1 to below 1.
func uniform(n int64, seed uint64) []uint32 {
	r := rand.New(rand.NewPCG(13, seed))
	x := make([]uint32, n)
	for i := range x {
		x[i] = f32.Bits(f32.From(0x40000000|r.Uint32()>>9) - 3)
	}
	return x
}
