package progtest

import (
	"math/rand/v2"
	"testing"

	"refute/trainer/program"
)

// The kernels are valid, and together they cover every instruction and every feature of operands.
func TestKernelCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ops := map[program.Op]int{}
	features := map[string]int{}
	for range 2000 {
		k, consts := Kernel(r, Small)
		if err := One(k, consts).Validate(); err != nil {
			t.Fatal(err)
		}
		for _, in := range k.Body {
			ops[in.Op]++
		}
		for _, o := range k.Operands {
			features[o.Type.String()]++
			if o.Gather != program.NoGather {
				features["gather"]++
			}
			if len(o.Bounds) > 0 {
				features["bounds"]++
			}
			for _, s := range o.Stride {
				if s < 0 {
					features["negative stride"]++
				}
			}
		}
		if k.Terms()%int64(k.Window) != 0 {
			features["partial window"]++
		}
	}
	for _, op := range program.Ops() {
		if ops[op] < 50 {
			t.Errorf("%s occurs %d times", op, ops[op])
		}
	}
	for _, f := range []string{"f32", "u32", "u8", "u16", "gather", "bounds", "negative stride", "partial window"} {
		if features[f] < 100 {
			t.Errorf("%s occurs %d times", f, features[f])
		}
	}
}

func TestProgramIsValid(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		p, consts, state := Program(r, Small, 8)
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		if len(consts) != len(p.Consts) || len(state) != len(p.States) {
			t.Fatal("tables and tensors differ")
		}
	}
}

// The kernels made to tell executors apart are valid too, and use all iterators that there are.
func TestHostileIsValid(t *testing.T) {
	for _, kind := range Kinds {
		ranks := map[int]int{}
		r := rand.New(rand.NewPCG(5, 6))
		for range 1000 {
			k, consts := Hostile(r, kind)
			if err := One(k, consts).Validate(); err != nil {
				t.Fatal(kind.Name, err)
			}
			ranks[k.Rank()]++
		}
		if kind.Name != "product" && ranks[program.MaxRank] == 0 {
			t.Errorf("%s: no kernel has %d iterators: %v", kind.Name, program.MaxRank, ranks)
		}
	}
}
