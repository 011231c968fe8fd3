package checkpoint

import (
	"testing"

	"refute/trainer/tensor"
)

func TestLeafArithmetic(t *testing.T) {
	for _, typ := range []tensor.Type{tensor.F32, tensor.U32, tensor.U16, tensor.U8} {
		for _, n := range []int{1, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 3000} {
			x := randomTensor(typ, n, uint64(n))
			leaves := LeafCount(typ, uint64(n))
			if want := (n*typ.Size() + 1023) / 1024; leaves != uint64(want) {
				t.Fatalf("LeafCount(%s, %d) = %d, want %d", typ, n, leaves, want)
			}
			var next uint64
			for leaf := range leaves {
				first, end := LeafRange(typ, uint64(n), leaf)
				if first != next || end <= first || end > uint64(n) {
					t.Fatalf("leaf %d of %s[%d] has elements %d to %d, after %d", leaf, typ, n, first, end, next)
				}
				next = end
				b := LeafBytes(x, leaf)
				for e := first; e < end; e++ {
					l, off := LeafOf(typ, e)
					if l != leaf {
						t.Fatalf("element %d of %s is in leaf %d, want %d", e, typ, l, leaf)
					}
					got, err := LeafElement(typ, &b, off)
					if err != nil || got != x.At(int(e)) {
						t.Fatalf("element %d of %s[%d] reads %#x, %v, want %#x", e, typ, n, got, err, x.At(int(e)))
					}
				}
				if at, bad := PaddingFault(typ, uint64(n), leaf, &b); bad {
					t.Fatalf("padding of %s[%d], leaf %d, is not zero at %d", typ, n, leaf, at)
				}
				if used := int(end-first) * typ.Size(); used < LeafSize {
					for _, i := range []int{used, LeafSize - 1} {
						c := b
						c[i] = 1
						if at, bad := PaddingFault(typ, uint64(n), leaf, &c); !bad || at != i {
							t.Errorf("non-zero padding at byte %d of %s[%d] was not seen (%d, %v)", i, typ, n, at, bad)
						}
					}
				}
			}
			if next != uint64(n) {
				t.Fatalf("leaves of %s[%d] hold %d elements", typ, n, next)
			}
			if b := LeafBytes(x, leaves+5); b != [LeafSize]byte{} {
				t.Errorf("a leaf beyond %s[%d] is not zero", typ, n)
			}
		}
	}
	if LeafCount(tensor.U8, 1<<40-1) != 1<<30 || LeafCount(tensor.F32, 1<<40-1) != 1<<32 {
		t.Error("LeafCount of the largest tensors is wrong")
	}
}

func TestLeafElementRefusesOddPlaces(t *testing.T) {
	var b [LeafSize]byte
	for _, c := range []struct {
		typ    tensor.Type
		offset int
	}{{tensor.F32, 1}, {tensor.F32, 1024}, {tensor.F32, -4}, {tensor.U16, 1023}, {tensor.U8, 1024}, {9, 0}} {
		if _, err := LeafElement(c.typ, &b, c.offset); err == nil {
			t.Errorf("%s at byte %d: no error", c.typ, c.offset)
		}
	}
}
