// Package examples has the job files that come with the command: read them, copy them, change them.
package examples

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Names returns the names of the jobs that come with the command, sorted.
func Names() []string {
	paths, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic("examples: " + err.Error()) // of the pattern alone
	}
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(p, ".yaml")
	}
	slices.Sort(paths) // a dash is before the dot
	return paths
}

// Open opens a job file by its path, or one of those that come with the command by its name. A name without a dot or a slash is never a path.
func Open(job string) (io.ReadCloser, error) {
	if strings.ContainsAny(job, `./\`) {
		f, err := os.Open(job)
		if err != nil {
			return nil, fmt.Errorf("job file: %w", err)
		}
		return f, nil
	}
	f, err := files.Open(job + ".yaml")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, fmt.Errorf("no job is named %q: name a file, such as ./%s.yaml, or one of %s", job, job, strings.Join(Names(), ", "))
	}
	return f, err
}
