package selftest

import (
	"fmt"
	"math/rand/v2"

	"refute/trainer/data"
	"refute/trainer/f32"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// Cases returns the programs: every instruction, products whose sides are no multiple of anything, kernels on which short cuts go wrong, and the first
// steps of small models.
func Cases() ([]Case, error) {
	cases := []Case{instructions(), products()}
	for i, kind := range progtest.Kinds {
		cases = append(cases, hostile(kind, uint64(i)))
	}
	for i := range 4 {
		r := rand.New(rand.NewPCG(7, uint64(i)))
		p, consts, state := progtest.Program(r, progtest.Limits{Outputs: 4000, Terms: 300, Body: 20, Operands: 6}, 12)
		cases = append(cases, Case{Name: fmt.Sprint("random program ", i+1), Steps: []*program.Program{p, p}, First: 1, Consts: consts, State: state})
	}
	digits, err := data.Digits()
	if err != nil {
		return nil, err
	}
	text, err := data.Opticks()
	if err != nil {
		return nil, err
	}
	for _, m := range []struct {
		name  string
		build func() (*models.Model, error)
	}{
		{"mlp", func() (*models.Model, error) {
			return models.MLP{Hidden: []int{65}, Training: models.Training{Batch: 33, Rate: 0.2, Momentum: 0.9}}.Build(digits)
		}},
		{"cnn", func() (*models.Model, error) {
			return models.CNN{Filters: []int{5, 9}, Hidden: []int{17}, Training: models.Training{Batch: 9, Optimiser: models.Adam, Rate: 0.01}}.Build(digits)
		}},
		{"gpt", func() (*models.Model, error) {
			return models.GPT{Layers: 2, Width: 36, Heads: 3, Context: 40, Tied: true, Dropout: 0.1, Training: models.Training{Batch: 2, Accumulate: 2, Optimiser: models.AdamW, Rate: 0.001, Decay: 0.1, Clip: 1}}.Build(text)
		}},
		{"gpt, other layers", func() (*models.Model, error) {
			return models.GPT{Layers: 1, Width: 32, Heads: 2, Context: 64, Activation: models.SiLU, Norm: models.RMSNorm, Training: models.Training{Batch: 1, Optimiser: models.AdamW, Rate: 0.001}}.Build(text)
		}},
	} {
		model, err := m.build()
		if err != nil {
			return nil, fmt.Errorf("selftest: %s: %w", m.name, err)
		}
		model.SetSeed(1)
		c := Case{Name: m.name, Consts: model.Consts}
		for t := range uint32(4) {
			c.Steps = append(c.Steps, model.ProgramOf(t))
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// edges are operands at which arithmetic goes wrong: zeros, subnormals, the ends of both ranges, NaNs with payloads, halves between two numbers, and
// what converts to the ends of the integers.
var edges = []uint32{
	0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x807fffff, 0x00800000, 0x80800000, 0x3f7fffff, 0x3f800000, 0xbf800000, 0x3f800001, 0x33800000, 0x34000000,
	0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00001, 0x7f800001, 0x4b000001, 0x4b7fffff, 0x4effffff, 0x4f000000, 0xcf000000, 0x4f7fffff, 0x4f800000,
	0x00000002, 0x0000001f, 0x00000020, 0x00000021, 0x1a000001, 0x20000000, 0x3eaaaaab, 0x40490fdb, 0xc2b17218, 0x7fffffff, 0xffffffff, 0x12345678,
}

// instructions applies every instruction that computes to all combinations of edges, one kernel each.
func instructions() Case {
	n := int64(len(edges))
	p := &program.Program{Kind: program.Init, Consts: []program.Const{{Name: "edges as f32", Type: tensor.F32, Shape: []int64{n}}, {Name: "edges as u32", Type: tensor.U32, Shape: []int64{n}}}}
	add := func(name string, op program.Op, args []tensor.Type, result tensor.Type) {
		k := program.Kernel{Name: name, Type: result, Window: 1}
		for range args {
			k.Out = append(k.Out, n)
		}
		last := program.Instr{Op: op}
		for a, t := range args {
			stride := make([]int64, len(args))
			stride[a] = 1
			o := program.Operand{Space: program.InConst, Type: t, Count: n, Stride: stride, Gather: program.NoGather}
			if t == tensor.U32 {
				o.Tensor = 1
			}
			k.Operands = append(k.Operands, o)
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(a)})
			*[]*uint16{&last.A, &last.B, &last.C}[a] = uint16(a)
		}
		k.Body = append(k.Body, last)
		p.States = append(p.States, program.State{Name: name, Type: result, Shape: k.Out, Kernel: len(p.Kernels)})
		p.Kernels = append(p.Kernels, k)
	}
	for _, op := range program.Ops() {
		if args, result := op.Signature(); len(args) > 0 {
			add(op.String(), op, args, result)
		}
	}
	add("select f32", program.Select, []tensor.Type{tensor.U32, tensor.F32, tensor.F32}, tensor.F32)
	add("select u32", program.Select, []tensor.Type{tensor.U32, tensor.U32, tensor.U32}, tensor.U32)
	return Case{Name: "instructions", Steps: []*program.Program{p}, Consts: []tensor.Tensor{{Type: tensor.F32, Words: edges}, {Type: tensor.U32, Words: edges}}}
}

// products are matrix products in the layouts of a layer's forward pass and of its two gradients.
func products() Case {
	const m, n, k = 193, 131, 259
	p := &program.Program{Kind: program.Init}
	c := Case{Name: "products", Steps: []*program.Program{p}}
	for i, l := range []struct {
		name string
		a, b [3]int64 // strides over row, column, term
	}{
		{"AB", [3]int64{k, 0, 1}, [3]int64{0, 1, n}},
		{"AB transposed", [3]int64{k, 0, 1}, [3]int64{0, k, 1}},
		{"A transposed B", [3]int64{1, 0, m}, [3]int64{0, 1, n}},
	} {
		kernel := program.Kernel{Name: l.name, Type: tensor.F32, Out: []int64{m, n}, Reduce: []int64{k}}
		kernel.Init = 0x80000000 // a sum that is padded by +0 loses it
		for j, s := range [][3]int64{l.a, l.b} {
			count := int64(m * k)
			if j == 1 {
				count = n * k
			}
			kernel.Operands = append(kernel.Operands, program.Operand{Space: program.InConst, Tensor: 2*i + j, Type: tensor.F32, Count: count, Stride: s[:], Gather: program.NoGather})
			p.Consts = append(p.Consts, program.Const{Name: fmt.Sprint(l.name, " ", j), Type: tensor.F32, Shape: []int64{count}})
			c.Consts = append(c.Consts, uniform(int(count), uint64(2*i+j)))
		}
		kernel.Body = []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}
		if err := kernel.ChooseWindow(); err != nil {
			panic(err) // its shape is above
		}
		p.States = append(p.States, program.State{Name: l.name, Type: tensor.F32, Shape: kernel.Out, Kernel: len(p.Kernels)})
		p.Kernels = append(p.Kernels, kernel)
	}
	return c
}

// uniform returns numbers from -1 to below 1.
func uniform(n int, seed uint64) tensor.Tensor {
	r := rand.New(rand.NewPCG(11, seed))
	x := make([]float32, n)
	for i := range x {
		x[i] = f32.From(0x40000000|r.Uint32()>>9) - 3 // exact
	}
	return tensor.FromF32(x)
}

// hostile is a program of several kernels of a kind.
func hostile(kind progtest.Kind, seed uint64) Case {
	r := rand.New(rand.NewPCG(5, seed))
	p := &program.Program{Kind: program.Init}
	c := Case{Name: "kernels of kind " + kind.Name, Steps: []*program.Program{p}}
	for i := range 8 {
		k, consts := progtest.Hostile(r, kind)
		for j := range k.Operands {
			k.Operands[j].Tensor += len(c.Consts)
		}
		for _, t := range consts {
			p.Consts = append(p.Consts, program.Const{Name: fmt.Sprint("c", len(c.Consts)), Type: t.Type, Shape: []int64{int64(t.Len())}})
			c.Consts = append(c.Consts, t)
		}
		k.Name = fmt.Sprint(kind.Name, " ", i+1)
		p.States = append(p.States, program.State{Name: k.Name, Type: k.Type, Shape: k.Out, Kernel: i})
		p.Kernels = append(p.Kernels, k)
	}
	return c
}
