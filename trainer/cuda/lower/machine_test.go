package lower_test

import (
	"encoding/binary"
	"fmt"

	"refute/trainer/cuda/lower"
	"refute/trainer/cuda/ptx"
	"refute/trainer/cuda/ptx/emulate"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// machine runs ops on the emulator: every tensor in memory of its own, outputs and scratch with any content.
type machine struct {
	p         *program.Program
	mem       *emulate.Memory
	step      uint64
	state     []uint64
	consts    []uint64
	outs      []uint64
	functions map[string]*emulate.Function
}

func newMachine(p *program.Program, consts, state []tensor.Tensor, t uint32) (*machine, error) {
	m := &machine{p: p, mem: emulate.NewMemory(1 << 32), functions: map[string]*emulate.Function{}}
	var err error
	if m.step, err = m.put(binary.LittleEndian.AppendUint32(nil, t)); err != nil {
		return nil, err
	}
	for _, x := range []struct {
		from []tensor.Tensor
		to   *[]uint64
	}{{consts, &m.consts}, {state, &m.state}} {
		for _, v := range x.from {
			at, err := m.put(bytesOf(v))
			if err != nil {
				return nil, err
			}
			*x.to = append(*x.to, at)
		}
	}
	for i := range p.Kernels {
		r, err := m.mem.Alloc(4 * p.Kernels[i].Count())
		if err != nil {
			return nil, err
		}
		m.outs = append(m.outs, r.Base)
	}
	return m, nil
}

// put returns memory that kernels must not write.
func (m *machine) put(b []byte) (uint64, error) {
	r, err := m.mem.Alloc(int64(len(b)))
	if err != nil {
		return 0, err
	}
	if err := m.mem.Write(r.Base, b); err != nil {
		return 0, err
	}
	r.ReadOnly = true
	return r.Base, nil
}

func bytesOf(v tensor.Tensor) (b []byte) {
	for i := range v.Len() {
		switch w := v.At(i); v.Type.Size() {
		case 1:
			b = append(b, byte(w))
		case 2:
			b = binary.LittleEndian.AppendUint16(b, uint16(w))
		default:
			b = binary.LittleEndian.AppendUint32(b, w)
		}
	}
	return b
}

// run runs an op.
func (m *machine) run(o *lower.Op) error {
	var scratch, tables, lists []uint64
	for _, n := range o.Scratch {
		r, err := m.mem.Alloc(n)
		if err != nil {
			return err
		}
		scratch = append(scratch, r.Base)
	}
	defer func() {
		for _, at := range append(scratch, lists...) {
			m.mem.Release(at)
		}
	}()
	for _, words := range o.Tables {
		at, err := m.put(bytesOf(tensor.FromU32(words)))
		if err != nil {
			return err
		}
		tables = append(tables, at)
	}
	address := func(a lower.Arg) uint64 {
		return [][]uint64{lower.State: m.state, lower.Const: m.consts, lower.Output: m.outs, lower.Scratch: scratch, lower.Table: tables}[a.From][a.Index]
	}
	for _, list := range o.Lists {
		var b []byte
		for _, a := range list {
			b = binary.LittleEndian.AppendUint64(b, address(a))
		}
		at, err := m.put(b)
		if err != nil {
			return err
		}
		lists = append(lists, at)
	}
	for n := range o.Launches {
		l := &o.Launches[n]
		text := ptx.Module(l.Entry)
		f := m.functions[text]
		if f == nil {
			module, err := emulate.Parse(text)
			if err != nil {
				return fmt.Errorf("launch %d: %w\n%s", n, err, text)
			}
			f = module["k"]
			m.functions[text] = f
		}
		args := make([]uint64, len(l.Args))
		for i, a := range l.Args {
			switch a.From {
			case lower.Number:
				args[i] = uint64(a.Index)
			case lower.Step:
				args[i] = m.step
			case lower.List:
				args[i] = lists[a.Index]
			default:
				args[i] = address(a)
			}
		}
		if _, err := f.Run(m.mem, emulate.Launch{Grid: l.Grid, Block: l.Block, Shared: l.Shared, Args: args}, emulate.Options{}); err != nil {
			return fmt.Errorf("launch %d: %w\n%s", n, err, text)
		}
	}
	return nil
}
