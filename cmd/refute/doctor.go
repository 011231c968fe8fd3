package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"refute/checkpoint/host"
	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/cuda/driver"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/selftest"
	"refute/trainer/tensor"
)

func doctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Show what this machine can train with, and test that it gives the right bits",
		Long: `Shows the executors of this binary, the NVIDIA cards of this machine, its memory and
its disk, and tests every executor: all instructions on awkward operands, products,
kernels on which short cuts go wrong, and the first steps of small models are run,
and the roots of their states compared with those of the definition, which are in
the binary.

Exit status 1 if an executor is unfit: it gave other bits, whose first kernel is
named, could not run, or has a card that is too old. An executor that is not in this
binary, or has no card, is not unfit.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := examine(cmd.Context())
			if asJSON {
				if err := json.NewEncoder(cmd.OutOrStdout()).Encode(d); err != nil {
					return err
				}
			} else if err := d.tell(cmd.OutOrStdout()); err != nil {
				return err
			}
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if !d.Fit {
				return &exitError{1, nil}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON object in place of the table")
	return cmd
}

// diagnosis is what doctor found.
type diagnosis struct {
	Fit       bool         `json:"fit"` // no executor of this machine is unfit
	Executors []examinee   `json:"executors"`
	Cards     []cardReport `json:"cards"`
	Memory    int64        `json:"memory"`    // bytes of the machine
	Disk      int64        `json:"disk_free"` // bytes free where the command was started; 0: unknown
}

// States of an executor.
const (
	fit    = "fit"
	unfit  = "unfit"
	absent = "absent"
)

// examinee is an executor.
type examinee struct {
	Name         string                 `json:"name"`
	With         string                 `json:"with,omitempty"` // what it computes with
	State        string                 `json:"state"`
	Why          string                 `json:"why,omitempty"` // it is not fit
	Experimental bool                   `json:"experimental,omitempty"`
	Seconds      float64                `json:"seconds"` // that the test took
	Differences  []*selftest.Difference `json:"differences,omitempty"`
}

// cardReport is an NVIDIA card.
type cardReport struct {
	Index           int    `json:"index"`
	Name            string `json:"name"`
	UUID            string `json:"uuid"`
	Capability      string `json:"compute_capability"`
	Multiprocessors int    `json:"multiprocessors"`
	Clock           int    `json:"clock_mhz"` // at most
	Memory          int64  `json:"memory"`
	Free            int64  `json:"free"` // 0: unknown, as the card could not be opened
	Driver          string `json:"driver"`
}

// examine looks at the machine and tests its executors.
func examine(ctx context.Context) *diagnosis {
	d := &diagnosis{Memory: machineMemory(), Disk: diskFree("."), Cards: []cardReport{}}
	d.Executors = append(d.Executors, test(ctx, examinee{Name: "reference", With: "the definition, in plain loops"}, selftest.Subject{Executor: newReference}))
	for _, l := range isa.Levels() {
		back := isa.Use(l)
		with := fmt.Sprintf("%s, %d threads", l, runtime.GOMAXPROCS(0))
		d.Executors = append(d.Executors, test(ctx, examinee{Name: "cpu", With: with}, subject(newCPU)))
		back()
	}
	d.cards(ctx)
	d.Fit = true
	for _, e := range d.Executors {
		d.Fit = d.Fit && e.State != unfit
	}
	return d
}

// subject is an executor of this process's memory, alone and in a training.
func subject(x trainer.NewExecutor) selftest.Subject {
	return selftest.Subject{Executor: x, Runner: host.New(x, runtime.GOMAXPROCS(0))}
}

// test runs the self-test.
func test(ctx context.Context, e examinee, s selftest.Subject) examinee {
	begin := time.Now()
	var err error
	e.Differences, err = selftest.Run(ctx, s)
	e.Seconds = time.Since(begin).Seconds()
	switch {
	case err != nil:
		e.State, e.Why = unfit, err.Error()
	case len(e.Differences) > 0:
		e.State, e.Why = unfit, "wrong bits: nothing that it computes will be accepted"
	default:
		e.State = fit
	}
	return e
}

// cards lists the NVIDIA cards and tests the executor on each.
func (d *diagnosis) cards(ctx context.Context) {
	infos, err := driver.Cards()
	if err != nil {
		e := examinee{Name: "cuda", Experimental: true, State: absent, Why: err.Error()}
		if errors.Is(err, driver.ErrTooOld) || errors.Is(err, driver.ErrBroken) {
			e.State = unfit
		}
		d.Executors = append(d.Executors, e)
		return
	}
	for i, info := range infos {
		r := cardReport{Index: i, Name: info.Name, UUID: info.UUID, Capability: fmt.Sprintf("%d.%d", info.Major, info.Minor), Multiprocessors: info.Multiprocessors, Clock: info.Clock,
			Memory: info.Memory, Driver: info.Driver}
		e := examinee{Name: "cuda", With: fmt.Sprintf("card %d, %s", i, info.Name), Experimental: true}
		if dev, err := driver.Open(i); err != nil {
			e.State, e.Why = unfit, err.Error()
		} else {
			r.Free, _ = dev.Free() // if it fails, so does the test
			e = testCard(ctx, e, dev)
		}
		d.Cards, d.Executors = append(d.Cards, r), append(d.Executors, e)
	}
}

// testCard tests the executor on a card, which it closes.
func testCard(ctx context.Context, e examinee, dev driver.Device) examinee {
	c, err := cuda.Open(dev)
	if err != nil {
		e.State, e.Why = unfit, err.Error()
		return e
	}
	e = test(ctx, e, selftest.Subject{
		Executor: func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
			return cuda.New(p, consts, c, cuda.Options{})
		},
		Runner: func(programs []*program.Program, consts []tensor.Tensor, o trainer.RunnerOptions) (trainer.Runner, error) {
			return cuda.NewRun(programs, consts, c, cuda.Options{}, o)
		},
	})
	if err := c.Close(); err != nil && e.State == fit {
		e.State, e.Why = unfit, err.Error()
	}
	return e
}

// tell writes a diagnosis for people.
func (d *diagnosis) tell(w io.Writer) error {
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	p("executors")
	for _, e := range d.Executors {
		state := e.State
		if e.Experimental {
			state += ", experimental"
		}
		line := fmt.Sprintf("  %-10s %s", e.Name, state)
		if e.With != "" {
			line += "; " + e.With
		}
		if e.State == fit {
			line += fmt.Sprintf("; tested in %.1f s", e.Seconds)
		}
		p("%s", line)
		if e.Why != "" {
			p("             %s", e.Why)
		}
		for _, x := range e.Differences {
			p("             %s", x)
		}
	}
	for i, c := range d.Cards {
		if i == 0 {
			p("cards")
		}
		p("  %-10d %s, compute capability %s, %d multiprocessors, %.1f GB of %.1f GB free, driver %s, %s", c.Index, c.Name, c.Capability, c.Multiprocessors, gb(c.Free), gb(c.Memory), c.Driver, c.UUID)
	}
	p("memory")
	p("  %.1f GB", gb(d.Memory))
	if d.Disk > 0 {
		p("disk")
		p("  %.1f GB free here", gb(d.Disk))
	}
	if !d.Fit {
		p("An executor is unfit: do not train with it.")
	}
	return nil
}

func gb(bytes int64) float64 { return float64(bytes) / 1e9 }
