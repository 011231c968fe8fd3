// Command refute trains models that anyone can check, and settles disputes about them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
)

// exitError carries an exit status with an error that has, or has not, been printed.
type exitError struct {
	status int
	err    error // nil: everything has been said
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends at once what does not heed the first, such as waiting for input
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole command, for main and for tests.
func run(ctx context.Context, args []string, in *os.File, out, errs *os.File) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	status := 1
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		status, err = 130, errors.New("interrupted") // as shells count it: 128 and SIGINT
	}
	var exit *exitError
	if errors.As(err, &exit) {
		status, err = exit.status, exit.err
	}
	if err != nil {
		fmt.Fprintln(errs, "refute:", err)
	}
	return status
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "refute",
		Short: "Train models that anyone can check, and settle disputes about them",
		Long: `refute lets strangers train a model for money, and lets anyone catch them cheating.

A solver commits to the state after every step. A verifier re-executes steps. A dispute narrows to
one step, one operator, one element, one short window of its sum, and a contract computes that
window in binary32: whoever was wrong loses the stake.

Start with:  refute demo`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
	}
	root.SetVersionTemplate("refute {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &exitError{2, fmt.Errorf("%w\nrun '%s --help' for what is allowed", err, cmd.CommandPath())}
	})
	root.AddCommand(demoCommand(), trainCommand(), conformCommand(), programCommand(), simCommand(), doctorCommand())
	return root
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
