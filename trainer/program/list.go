package program

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"refute/trainer/tensor"
)

// List writes the program as a person reads it: the tables, then each kernel with what it reads and what it does.
// Iterators are i0, i1, … (parallel) and r0, r1, … (reduction); operands x0, x1, …; values of the body v0, v1, …
func (p *Program) List(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\nroot 0x%x\n", p, p.Root())
	fmt.Fprintf(b, "\nstate tensors\n")
	for i, s := range p.States {
		from := "kept"
		if s.Kernel != Keep {
			from = fmt.Sprintf("← k%d %s", s.Kernel, p.Kernels[s.Kernel].Name)
		}
		fmt.Fprintf(b, "  s%-3d %-28s %s\n", i, s.Name+" "+typeShape(s.Type, s.Shape), from)
	}
	if len(p.Consts) > 0 {
		fmt.Fprintf(b, "\nconstants\n")
	}
	for i, c := range p.Consts {
		fmt.Fprintf(b, "  c%-3d %s %s\n", i, c.Name, typeShape(c.Type, c.Shape))
	}
	if len(p.Outputs) > 0 {
		fmt.Fprintf(b, "\noutputs\n")
	}
	for _, o := range p.Outputs {
		fmt.Fprintf(b, "  %s ← k%d %s\n", o.Name, o.Kernel, p.Kernels[o.Kernel].Name)
	}
	for i := range p.Kernels {
		p.listKernel(b, i)
	}
	return b.Flush()
}

// ListKernel writes one kernel.
func (p *Program) ListKernel(w io.Writer, i int) error {
	b := bufio.NewWriter(w)
	p.listKernel(b, i)
	return b.Flush()
}

func (p *Program) listKernel(b *bufio.Writer, i int) {
	k := &p.Kernels[i]
	fmt.Fprintf(b, "\nk%d %s: %s", i, k.Name, typeShape(k.Type, k.Out))
	if len(k.Reduce) > 0 {
		fmt.Fprintf(b, ", fold over %s from %s, window %d", shape(k.Reduce), literal(k.Type, k.Init), k.Window)
	}
	fmt.Fprintf(b, "\n")
	for j := range k.Operands {
		o := &k.Operands[j]
		fmt.Fprintf(b, "  x%d = %s%d", j, o.Space, o.Tensor)
		if n := p.nameOf(o); n != "" {
			fmt.Fprintf(b, " (%s)", n)
		}
		fmt.Fprintf(b, "[%s]", k.address(o.Offset, o.Stride, o))
		for _, bd := range o.Bounds {
			fmt.Fprintf(b, " if %d ≤ %s < %d", bd.Lo, k.address(bd.Offset, bd.Stride, nil), bd.Hi)
		}
		if len(o.Bounds) > 0 || o.Gather != NoGather {
			fmt.Fprintf(b, " else %s", literal(o.Type.Widened(), o.Fill))
		}
		fmt.Fprintf(b, "\n")
	}
	types, err := k.Types()
	if err != nil {
		fmt.Fprintf(b, "  body is not valid: %v\n", err)
		return
	}
	uses := make([]int, len(k.Body))
	for _, in := range k.Body {
		for n, r := range [3]uint16{in.A, in.B, in.C} {
			if n < in.Op.Values() {
				uses[r]++
			}
		}
	}
	text := make([]string, len(k.Body))
	for j, in := range k.Body {
		e := k.expression(in, types, text)
		last := j == len(k.Body)-1
		if in.Op.Values() > 0 && (uses[j] > 1 || last || len(e) > 60) {
			to := fmt.Sprintf("v%d", j)
			if last {
				to = "out"
				if len(k.Reduce) > 0 {
					to = "acc"
				}
			}
			fmt.Fprintf(b, "  %s = %s\n", to, e)
			e = fmt.Sprintf("v%d", j)
		} else if last {
			fmt.Fprintf(b, "  out = %s\n", e)
		}
		text[j] = e
	}
}

func (k *Kernel) expression(in Instr, types []tensor.Type, text []string) string {
	switch in.Op {
	case Acc:
		return "acc"
	case Load:
		return fmt.Sprintf("x%d", in.A)
	case ConstF:
		return literal(tensor.F32, in.Imm)
	case ConstU:
		return literal(tensor.U32, in.Imm)
	case Index:
		return k.iterator(int(in.A))
	case StepNo:
		return "step"
	}
	args := []string{}
	for n, r := range [3]uint16{in.A, in.B, in.C} {
		if n < in.Op.Values() {
			args = append(args, text[r])
		}
	}
	return in.Op.String() + "(" + strings.Join(args, ", ") + ")"
}

func (k *Kernel) iterator(d int) string {
	if d < len(k.Out) {
		return fmt.Sprintf("i%d", d)
	}
	return fmt.Sprintf("r%d", d-len(k.Out))
}

// address prints an affine expression; of an operand, with what it gathers.
func (k *Kernel) address(offset int64, stride []int64, o *Operand) string {
	var parts []string
	term := func(s int64, of string) {
		switch s {
		case 0:
		case 1:
			parts = append(parts, of)
		default:
			parts = append(parts, fmt.Sprintf("%d·%s", s, of))
		}
	}
	if o != nil && o.Gather != NoGather {
		term(o.GatherStride, fmt.Sprintf("x%d", o.Gather))
	}
	for d, s := range stride {
		if k.extent(d) > 1 {
			term(s, k.iterator(d))
		}
	}
	if offset != 0 || len(parts) == 0 {
		parts = append(parts, strconv.FormatInt(offset, 10))
	}
	return strings.ReplaceAll(strings.Join(parts, " + "), "+ -", "- ")
}

func (p *Program) nameOf(o *Operand) string {
	switch o.Space {
	case InState:
		return p.States[o.Tensor].Name
	case InConst:
		return p.Consts[o.Tensor].Name
	}
	return p.Kernels[o.Tensor].Name
}

func typeShape(t tensor.Type, extents []int64) string { return t.String() + shape(extents) }

func shape(extents []int64) string {
	s := make([]string, len(extents))
	for i, e := range extents {
		s[i] = strconv.FormatInt(e, 10)
	}
	return "[" + strings.Join(s, ",") + "]"
}

func literal(t tensor.Type, b uint32) string {
	if t == tensor.F32 {
		return strconv.FormatFloat(float64(math.Float32frombits(b)), 'g', -1, 32)
	}
	if b >= 1<<16 {
		return fmt.Sprintf("0x%08x", b)
	}
	return strconv.FormatUint(uint64(b), 10)
}
