package contracts_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"testing"

	"refute/bisect"
	"refute/contracts"
	"refute/contracts/bindings"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// agree compares the contract's opinion of a kernel with the Go side's: valid or not, and what it says.
func agree(t *testing.T, c *contracts.Referee, section []byte, at bisect.Place) (valid bool) {
	t.Helper()
	facts, err := c.Check(section, bindings.Place(at))
	if err != nil {
		t.Fatalf("check of %x: %v", section, err)
	}
	k, err := bisect.CheckKernel(section, at)
	if facts.Valid != (err == nil) {
		t.Fatalf("contract: valid %v, Go: %v\n%x at %+v", facts.Valid, err, section, at)
	}
	want := bindings.Facts{}
	if err == nil {
		want = bindings.Facts{
			Valid: true, Kind: uint8(k.Type), Window: uint16(k.Window), Init: k.Init,
			Count: uint64(k.Count()), Terms: uint64(k.Terms()), Windows: uint64(k.Windows()),
		}
	}
	if facts != want {
		t.Fatalf("facts %+v, want %+v", facts, want)
	}
	return err == nil
}

// extreme are 64-bit fields at the edges of the rules.
var extreme = []int64{0, 1, -1, 1 << 40, 1<<40 + 1, 1<<40 - 1, -1 << 40, -1<<40 - 1, 1 << 62, 1<<63 - 1, -1 << 63, 1<<32 - 1, 1 << 30, 1 << 22, -1 << 22}

// mutate changes a kernel's section a little, by its form or blindly.
func mutate(r *rand.Rand, section []byte) []byte {
	b := bytes.Clone(section)
	for range 1 + r.IntN(2) {
		switch at := r.IntN(len(b)); r.IntN(9) {
		case 0:
			b[at] ^= 1 << r.IntN(8)
		case 1:
			b[at] = byte(r.IntN(256))
		case 2:
			b[r.IntN(min(12, len(b)))] = byte(r.IntN(10))
		case 3:
			b = b[:at]
		case 4:
			b = append(b, make([]byte, r.IntN(9))...)
		case 5:
			if at+8 <= len(b) {
				binary.BigEndian.PutUint64(b[at:], uint64(extreme[r.IntN(len(extreme))]))
			}
		case 6:
			if at+4 <= len(b) {
				copy(b[at:], []byte{0x7f, 0xc0, 0, byte(r.IntN(2))})
			}
		case 7: // an instruction's fields
			if n := len(b) / 8; n > 4 {
				b[len(b)-1-r.IntN(8*min(n-2, 8))] = byte(r.IntN(20))
			}
		case 8: // an extent
			if len(b) >= 16 {
				binary.BigEndian.PutUint32(b[12+4*r.IntN(min(8, (len(b)-12)/4)):], []uint32{0, 1, 1 << 20, 1<<20 - 1, 1 << 31, 1<<32 - 1}[r.IntN(6)])
			}
		}
		if len(b) == 0 {
			return b
		}
	}
	return b
}

// The contract and the Go side agree on which kernels are valid, at any place.
func TestCheckAgrees(t *testing.T) {
	c, err := contracts.NewReferee()
	if err != nil {
		t.Fatal(err)
	}
	n := 20_000
	if os.Getenv("REFUTE_HEAVY") != "" {
		n = 1_000_000
	}
	valid := 0
	for i := range n {
		r := rand.New(rand.NewPCG(2, uint64(i)))
		k, read := progtest.Kernel(r, progtest.Small)
		s := spread(r, &k, read)
		q := s.query(&k, 0, 0, 0)
		if !agree(t, c, q.Section, q.Place) {
			t.Fatal("a generated kernel is not valid")
		}
		section, at := q.Section, q.Place
		if r.IntN(4) > 0 {
			section = mutate(r, section)
		}
		switch r.IntN(10) {
		case 0:
			at.Init = true
		case 1:
			at.Position = uint32(r.IntN(int(at.Position) + 1))
		case 2:
			at.States = uint32(r.IntN(int(at.States) + 1))
		case 3:
			at.Consts = uint32(r.IntN(int(at.Consts) + 1))
		case 4:
			at.Kernels = uint32(r.IntN(int(at.Kernels) + 1))
		}
		if agree(t, c, section, at) {
			valid++
		}
	}
	if valid < n/50 || valid > n-n/5 {
		t.Errorf("%d of %d mutants are valid: too few of one kind to mean much", valid, n)
	}
}

// Each limit, at it and one beyond.
func TestCheckLimits(t *testing.T) {
	c, err := contracts.NewReferee()
	if err != nil {
		t.Fatal(err)
	}
	at := bisect.Place{Position: 3, States: 2, Consts: 2, Kernels: 4}
	load := []program.Instr{{Op: program.Load}, {Op: program.Acc}, {Op: program.FAdd, A: 0, B: 1}}
	base := func() program.Kernel {
		return program.Kernel{
			Type: tensor.F32, Out: []int64{3}, Reduce: []int64{4}, Window: 4,
			Operands: []program.Operand{{Space: program.InConst, Type: tensor.F32, Count: 12, Stride: []int64{4, 1}, Gather: program.NoGather}},
			Body:     load,
		}
	}
	gathered := func(stride int64) func(*program.Kernel) {
		return func(k *program.Kernel) {
			o := k.Operands[0]
			o.Gather, o.GatherStride = 0, stride
			k.Operands[0].Type = tensor.U8
			k.Operands = append(k.Operands, o)
			k.Body = []program.Instr{{Op: program.Load, A: 1}}
		}
	}
	bounded := func(b program.Bound, n int) func(*program.Kernel) {
		return func(k *program.Kernel) {
			for range n {
				k.Operands[0].Bounds = append(k.Operands[0].Bounds, b)
			}
		}
	}
	for _, x := range []struct {
		name   string
		change func(k *program.Kernel)
		valid  bool
	}{
		{"as it is", func(*program.Kernel) {}, true},
		{"8 iterators", func(k *program.Kernel) {
			k.Reduce = []int64{1, 1, 1, 1, 1, 1, 4}
			k.Operands[0].Stride = make([]int64, 8)
		}, true},
		{"9 iterators", func(k *program.Kernel) {
			k.Reduce = []int64{1, 1, 1, 1, 1, 1, 1, 4}
			k.Operands[0].Stride = make([]int64, 9)
		}, false},
		{"no iterators", func(k *program.Kernel) {
			k.Out, k.Reduce = nil, nil
			k.Operands[0].Stride = nil
		}, true},
		{"extent 0", func(k *program.Kernel) { k.Out[0] = 0 }, false},
		{"2^40 - 1 outputs", func(k *program.Kernel) { k.Out[0] = 1<<32 - 1; k.Operands[0].Stride[0] = 1 }, true},
		{"2^40 terms", func(k *program.Kernel) {
			k.Reduce = []int64{1 << 20, 1 << 20}
			k.Operands[0].Stride = make([]int64, 3)
		}, false},
		{"just below 2^40 terms", func(k *program.Kernel) {
			k.Reduce = []int64{1 << 20, 1<<20 - 1}
			k.Operands[0].Stride = make([]int64, 3)
		}, true},
		{"init NaN", func(k *program.Kernel) { k.Init = 0x7fc00000 }, true},
		{"init another NaN", func(k *program.Kernel) { k.Init = 0x7fc00001 }, false},
		{"fill NaN", func(k *program.Kernel) { k.Operands[0].Fill = 0x7fc00000 }, true},
		{"fill another NaN", func(k *program.Kernel) { k.Operands[0].Fill = 0xffc00000 }, false},
		{"offset 2^40", func(k *program.Kernel) { k.Operands[0].Offset = -1 << 40 }, true},
		{"offset over", func(k *program.Kernel) { k.Operands[0].Offset = -1<<40 - 1 }, false},
		{"offset -2^63", func(k *program.Kernel) { k.Operands[0].Offset = -1 << 63 }, false},
		{"address below 2^62", func(k *program.Kernel) {
			k.Out[0], k.Reduce[0] = 1<<22, 1
			k.Operands[0].Stride = []int64{1 << 40, 0}
		}, true},
		{"address 2^62", func(k *program.Kernel) {
			k.Out[0], k.Reduce[0] = 1<<22+1, 1
			k.Operands[0].Stride = []int64{1 << 40, 0}
		}, false},
		{"address 2^62 by the offset", func(k *program.Kernel) {
			k.Out[0], k.Reduce[0] = 1<<22, 2
			k.Operands[0].Stride = []int64{1 << 40, -1 << 40}
		}, false},
		{"count 2^40 - 1", func(k *program.Kernel) { k.Operands[0].Count = 1<<40 - 1 }, true},
		{"count 2^40", func(k *program.Kernel) { k.Operands[0].Count = 1 << 40 }, false},
		{"count 0", func(k *program.Kernel) { k.Operands[0].Count = 0 }, false},
		{"u8 state", func(k *program.Kernel) {
			k.Operands[0].Space, k.Operands[0].Type = program.InState, tensor.U8
			k.Body = []program.Instr{{Op: program.Load}, {Op: program.U2F}}
		}, false},
		{"u8 constant", func(k *program.Kernel) {
			k.Operands[0].Type = tensor.U8
			k.Body = []program.Instr{{Op: program.Load}, {Op: program.U2F}}
		}, true},
		{"type 4", func(k *program.Kernel) { k.Operands[0].Type = 4 }, false},
		{"space 3", func(k *program.Kernel) { k.Operands[0].Space = 3 }, false},
		{"constant 2 of 2", func(k *program.Kernel) { k.Operands[0].Tensor = 2 }, false},
		{"an earlier kernel", func(k *program.Kernel) { k.Operands[0].Space, k.Operands[0].Tensor = program.InKernel, 2 }, true},
		{"itself", func(k *program.Kernel) { k.Operands[0].Space, k.Operands[0].Tensor = program.InKernel, 3 }, false},
		{"gather", gathered(1 << 29), true},
		{"gather 2^62", gathered(1 << 30), true},
		{"gather over 2^62", gathered(1<<30 + 1), false},
		{"gather through itself", func(k *program.Kernel) { k.Operands[0].Gather = 0 }, false},
		{"gather stride without gather", func(k *program.Kernel) { k.Operands[0].GatherStride = 1 }, false},
		{"4 bounds", bounded(program.Bound{Stride: []int64{1, 0}, Hi: 2}, 4), true},
		{"5 bounds", bounded(program.Bound{Stride: []int64{1, 0}, Hi: 2}, 5), false},
		{"bound's limit", bounded(program.Bound{Stride: []int64{1, 0}, Lo: -1 << 40, Hi: 1 << 40}, 1), true},
		{"bound's limit over", bounded(program.Bound{Stride: []int64{1, 0}, Hi: 1<<40 + 1}, 1), false},
		{"bound's stride over", bounded(program.Bound{Stride: []int64{-1<<40 - 1, 0}}, 1), false},
		{"unread operand", func(k *program.Kernel) { k.Operands = append(k.Operands, k.Operands[0]) }, false},
		{"forward reference", func(k *program.Kernel) { k.Body = append(k.Body, program.Instr{Op: program.FAdd, A: 3, B: 0}) }, false},
		{"wrong type", func(k *program.Kernel) { k.Body = append(k.Body, program.Instr{Op: program.FEq, A: 0, B: 1}) }, false},
		{"unused field", func(k *program.Kernel) { k.Body = append(k.Body, program.Instr{Op: program.FNeg, A: 0, B: 1}) }, false},
		{"code 0x1d", func(k *program.Kernel) { k.Body = append(k.Body, program.Instr{Op: 0x1d, A: 0, B: 1}) }, false},
		{"code 0x40", func(k *program.Kernel) { k.Body = append(k.Body, program.Instr{Op: 0x40, A: 0, B: 1}) }, false},
		{"512 instructions", func(k *program.Kernel) {
			for len(k.Body) < 512 {
				k.Body = append(k.Body, program.Instr{Op: program.FAdd, A: 0, B: uint16(len(k.Body) - 1)})
			}
		}, true},
		{"513 instructions", func(k *program.Kernel) {
			for len(k.Body) < 513 {
				k.Body = append(k.Body, program.Instr{Op: program.FAdd, A: 0, B: 1})
			}
		}, false},
		{"no instruction", func(k *program.Kernel) { k.Operands, k.Body = nil, nil }, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			k := base()
			k.Body = append([]program.Instr{}, k.Body...)
			x.change(&k)
			if got := agree(t, c, k.Encode(), at); got != x.valid {
				t.Errorf("valid %v, want %v", got, x.valid)
			}
		})
	}
}

// FuzzCheck compares the contract with the Go side on any bytes.
func FuzzCheck(f *testing.F) {
	c, err := contracts.NewReferee()
	if err != nil {
		f.Fatal(err)
	}
	for i := range 8 {
		k, _ := progtest.Kernel(rand.New(rand.NewPCG(5, uint64(i))), progtest.Small)
		f.Add(k.Encode(), uint32(3))
	}
	f.Add([]byte{}, uint32(0))
	f.Fuzz(func(t *testing.T, section []byte, n uint32) {
		agree(t, c, section, bisect.Place{Init: n%2 == 1, Position: n >> 1 % 8, States: n >> 4 % 8, Consts: n >> 7 % 8, Kernels: n >> 10 % 8})
	})
}
