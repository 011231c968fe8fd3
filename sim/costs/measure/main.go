// Command measure writes sim/costs/costs.json: the gas of all transactions, on the compiled contracts, and the time of steps, audits and
// hashes, on this machine. It is run by `make sim-costs`. With -gas it measures the gas alone, and keeps the times that are in the file.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"refute/sim/costs"
)

func main() {
	out := flag.String("o", "sim/costs/costs.json", "the file to write")
	gas := flag.Bool("gas", false, "measure the gas alone, and keep the file's times")
	flag.Parse()
	if err := run(*out, *gas); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(out string, gasAlone bool) error {
	t := &costs.Table{Bytecode: bytecode()}
	var err error
	if gasAlone {
		b, err := os.ReadFile(out)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(b, t); err != nil {
			return fmt.Errorf("%s: %w", out, err)
		}
		t.Bytecode = bytecode()
	}
	if t.Gas, t.Paths, err = gasOf(); err != nil {
		return err
	}
	if !gasAlone {
		work, err := os.MkdirTemp("", "refute-costs")
		if err != nil {
			return err
		}
		defer os.RemoveAll(work)
		if t.Jobs, err = compute(work); err != nil {
			return err
		}
		t.Hash, t.Machine = hashRate(), machine()
	}
	b, err := json.MarshalIndent(t, "", " ")
	if err != nil {
		return err
	}
	if _, err := costs.Read(bytes.NewReader(b)); err != nil {
		return err
	}
	return os.WriteFile(out, append(b, '\n'), 0o644)
}
