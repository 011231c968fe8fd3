package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// conformOp is one of TestFloat's functions as an instruction of ours.
type conformOp struct {
	op    program.Op
	float bool // the result is binary32, so any NaN equals any NaN
}

// conformOps are TestFloat's names (J. Hauser, Berkeley TestFloat) for what our instruction set has.
var conformOps = map[string]conformOp{
	"f32_add": {program.FAdd, true}, "f32_sub": {program.FSub, true}, "f32_mul": {program.FMul, true}, "f32_mulAdd": {program.FMA, true},
	"f32_div": {program.FDiv, true}, "f32_sqrt": {program.FSqrt, true}, "f32_eq": {program.FEq, false}, "f32_lt": {program.FLt, false}, "f32_le": {program.FLe, false},
	"ui32_to_f32": {program.U2F, true}, "i32_to_f32": {program.I2F, true},
}

const (
	conformBatch    = 4096 // cases executed at once
	conformFailures = 10   // failures printed
	conformLine     = 256  // bytes of a line
)

func conformCommand() *cobra.Command {
	var executor string
	cmd := &cobra.Command{
		Use:   "conform OP",
		Short: "Check an executor's arithmetic against test vectors",
		Long: `Reads vectors in the line format of Berkeley TestFloat from standard input, runs
them through an executor, and compares bit for bit (any NaN equals any NaN;
exception flags are ignored):

  testfloat_gen f32_mulAdd | refute conform f32_mulAdd --executor evm

Prints the first failures and last "N passed, M failed". Exit status 1 on a
failure, 2 on empty or malformed input.

OP is one of:
  ` + strings.Join(conformNames(), "\n  "),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &exitError{2, fmt.Errorf("conform takes one OP, one of: %s", strings.Join(conformNames(), ", "))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			op, ok := conformOps[args[0]]
			if !ok {
				return &exitError{2, fmt.Errorf("unknown OP %q, allowed are: %s", args[0], strings.Join(conformNames(), ", "))}
			}
			apply, err := applier(executor, op.op)
			if err != nil {
				return err
			}
			return conform(cmd.Context(), op, apply, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&executor, "executor", "reference", "who computes: reference, cpu or evm")
	return cmd
}

func conformNames() []string {
	var names []string
	for n := range conformOps {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// conformCase is a line of vectors.
type conformCase struct {
	line int
	text string
	args [3]uint32
	want uint32
}

// conform runs the vectors and reports.
func conform(ctx context.Context, op conformOp, apply apply, in io.Reader, to io.Writer) error {
	out := bufio.NewWriter(to)
	defer out.Flush() // after an error, the failures before it
	scan := bufio.NewScanner(in)
	scan.Buffer(make([]byte, conformLine), conformLine)
	passed, failed, line := 0, 0, 0
	var batch []conformCase
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		args := make([][]uint32, op.op.Values())
		for a := range args {
			args[a] = make([]uint32, len(batch))
			for i := range batch {
				args[a][i] = batch[i].args[a]
			}
		}
		got, err := apply(ctx, args)
		if err != nil {
			return err
		}
		for i, c := range batch {
			if got[i] == c.want || op.float && f32.Canon(got[i]) == f32.NaN && f32.Canon(c.want) == f32.NaN {
				passed++
				continue
			}
			if failed++; failed <= conformFailures {
				fmt.Fprintf(out, "line %d: %s: got %08X\n", c.line, c.text, got[i])
			}
		}
		batch = batch[:0]
		return nil
	}
	for scan.Scan() {
		line++
		text := strings.TrimSpace(scan.Text())
		if text == "" {
			continue
		}
		c, err := parseConform(text, op)
		if err != nil {
			return &exitError{2, fmt.Errorf("line %d: %w", line, err)}
		}
		c.line = line
		if batch = append(batch, c); len(batch) == conformBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := scan.Err(); err == bufio.ErrTooLong {
		return &exitError{2, fmt.Errorf("line %d has %d bytes or more, which no vector has", line+1, conformLine)}
	} else if err != nil {
		return &exitError{2, fmt.Errorf("line %d: %w", line+1, err)}
	}
	if err := flush(); err != nil {
		return err
	}
	if passed+failed == 0 {
		return &exitError{2, fmt.Errorf("no vectors on standard input: pipe the output of testfloat_gen into this command")}
	}
	if failed > conformFailures {
		fmt.Fprintf(out, "… and %d more\n", failed-conformFailures)
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	if err := out.Flush(); err != nil {
		return err // whoever reads the last line must not take its lack for success
	}
	if failed > 0 {
		return &exitError{1, nil}
	}
	return nil
}

// parseConform reads operands, result and optional flags, in hexadecimal, of one line.
func parseConform(text string, op conformOp) (conformCase, error) {
	c := conformCase{text: text}
	n := op.op.Values()
	fields := strings.Fields(text)
	if len(fields) != n+1 && len(fields) != n+2 {
		return c, fmt.Errorf("%q has %d fields, want %d operands, the result, and perhaps flags", text, len(fields), n)
	}
	for i, f := range fields[:n+1] {
		digits := 8
		if i == n && !op.float {
			digits = 1
		}
		v, err := strconv.ParseUint(f, 16, 32)
		if err != nil || len(f) > 8 || len(f) < digits || i == n && !op.float && v > 1 {
			return c, fmt.Errorf("%q: %q is not a %s", text, f, map[bool]string{true: "truth value, 0 or 1", false: "word of 8 hexadecimal digits"}[i == n && !op.float])
		}
		if i == n {
			c.want = uint32(v)
		} else {
			c.args[i] = uint32(v)
		}
	}
	if len(fields) == n+2 {
		if _, err := strconv.ParseUint(fields[n+1], 16, 8); err != nil {
			return c, fmt.Errorf("%q: flags %q are not one or two hexadecimal digits", text, fields[n+1])
		}
	}
	return c, nil
}

// apply runs one instruction over many cases: args[a][i] is operand a of case i.
type apply func(ctx context.Context, args [][]uint32) ([]uint32, error)

// instructionProgram is a program of one map kernel that applies op to constants of n elements.
func instructionProgram(op program.Op, n int64) *program.Program {
	in, out := operandTypes(op)
	p := &program.Program{Kind: program.Init, States: []program.State{{Name: "result", Type: out, Shape: []int64{n}}}}
	k := program.Kernel{Name: op.String(), Type: out, Out: []int64{n}, Window: 1}
	last := program.Instr{Op: op}
	for a := range op.Values() {
		p.Consts = append(p.Consts, program.Const{Name: fmt.Sprintf("operand %d", a), Type: in, Shape: []int64{n}})
		k.Operands = append(k.Operands, program.Operand{Space: program.InConst, Tensor: a, Type: in, Count: n, Stride: []int64{1}, Gather: program.NoGather})
		k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(a)})
		*[]*uint16{&last.A, &last.B, &last.C}[a] = uint16(a)
	}
	k.Body = append(k.Body, last)
	p.Kernels = []program.Kernel{k}
	return p
}

func operandTypes(op program.Op) (in, out tensor.Type) {
	switch op {
	case program.U2F, program.I2F:
		return tensor.U32, tensor.F32
	case program.FEq, program.FLt, program.FLe:
		return tensor.F32, tensor.U32
	}
	return tensor.F32, tensor.F32
}
