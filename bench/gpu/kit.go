package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// kitRun runs what is in a kit. Its argument is a folder for the results, its other arguments are for the measurement.
const kitRun = `#!/bin/sh
# Runs the tests that need a card, measures, and writes results.json and gpu-report.md into a folder, "results" if none is named.
out=${1:-results}
[ $# -gt 0 ] && shift
mkdir -p "$out" && out=$(cd "$out" && pwd) && cd "$(dirname "$0")" || exit 1
exec ./gpu -peers peers -tests tests -out "$out/results.json" -report "$out/gpu-report.md" "$@"
`

// kit fills a folder with all that is needed on a machine with a card that has no Go.
func (b *bench) kit(dir string) error {
	if err := os.RemoveAll(filepath.Join(dir, "tests")); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "peers"), 0o755); err != nil {
		return err
	}
	build := func(args ...string) error {
		c := exec.Command("go", args...)
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		c.Stdout, c.Stderr = os.Stderr, os.Stderr
		b.say("go %s", strings.Join(args, " "))
		if err := c.Run(); err != nil {
			return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
		}
		return nil
	}
	what, err := head()
	if err != nil {
		return err
	}
	if err := build("build", "-tags", "cuda", "-ldflags", "-s -w -X main.commit="+what, "-o", filepath.Join(dir, "gpu"), "./bench/gpu"); err != nil {
		return err
	}
	for _, p := range testedPackages {
		to := filepath.Join(dir, "tests", p.path)
		if err := os.MkdirAll(to, 0o755); err != nil {
			return err
		}
		binary := filepath.Join(to, testBinary)
		if err := build("test", "-c", "-tags", "cuda", "-ldflags", "-s -w", "-o", binary, "./"+p.path); err != nil {
			return err
		}
		if err := pack(binary); err != nil {
			return err
		}
		data := filepath.Join(p.path, "testdata")
		if _, err := os.Stat(data); err == nil {
			if err := os.CopyFS(filepath.Join(to, "testdata"), os.DirFS(data)); err != nil {
				return err
			}
		}
	}
	for _, f := range []string{"bench/gpu/peers/steps.py", "bench/gpu/peers/products.json", "bench/peers/jobs.py"} {
		text, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "peers", filepath.Base(f)), text, 0o644); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "run.sh"), []byte(kitRun), 0o755); err != nil {
		return err
	}
	b.say("%s is ready: copy it to a machine with a card, run run.sh there, and copy results.json to bench/gpu and gpu-report.md to docs", dir)
	return nil
}

// head names the commit that is checked out.
func head() (string, error) {
	out, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "", fmt.Errorf("git describe: %w: figures name the commit that they are of, so make them in a clone", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// testBinary is what a package's tests are called in a kit, where they are packed: they are large.
const testBinary = "card.test"

// pack replaces a file by its gzip.
func pack(path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(path + ".gz")
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return errors.Join(err, out.Close())
	}
	_, err = io.Copy(z, in)
	return errors.Join(err, z.Close(), out.Close(), os.Remove(path))
}

// unpack writes what a gzip holds to a file that can be executed.
func unpack(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	z, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, z)
	return errors.Join(err, out.Close())
}
