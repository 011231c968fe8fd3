package jobfile_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"refute/checkpoint/job/jobfile"
	"refute/config"
	"refute/examples"
	"refute/trainer/data"
)

var update = flag.Bool("update", false, "write schema.json anew")

func TestSchemaIsCurrent(t *testing.T) {
	if *update {
		if err := os.WriteFile("schema.json", jobfile.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != string(jobfile.Schema()) {
		t.Error("schema.json is not what the format gives: go test ./checkpoint/job/jobfile -update")
	}
}

// docs/jobs.md has a row for every key, with its default and its meaning.
func TestEveryKeyIsInTheDocument(t *testing.T) {
	b, err := os.ReadFile("../../../docs/jobs.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range config.Keys(jobfile.File{}) {
		if k.Allowed == "" { // a section
			continue
		}
		if row := k.Row(); !strings.Contains(string(b), row+"\n") {
			t.Errorf("docs/jobs.md lacks the row\n%s", row)
		}
	}
}

func open(t *testing.T, name string, sets ...string) (*jobfile.File, error) {
	t.Helper()
	in, err := examples.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	return jobfile.Read(name, in, sets)
}

// The files in examples/ are those in the binary, and each is a job file.
func TestExamples(t *testing.T) {
	paths, err := filepath.Glob("../../../examples/*.yaml")
	if err != nil || len(paths) != len(examples.Names()) {
		t.Fatalf("%d files, %d names: %v", len(paths), len(examples.Names()), err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		embedded, err := open(t, name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := open(t, path)
		if err != nil {
			t.Fatal(err)
		}
		if embedded.Model.Kind != file.Model.Kind || embedded.Steps != file.Steps || embedded.Rate != file.Rate {
			t.Errorf("%s: %+v in the binary, %+v on the disk", name, embedded, file)
		}
	}
}

func TestBuild(t *testing.T) {
	f, err := open(t, "digits", "steps=20", "seed=9", "rate.shape=cosine", "rate.warmup=4", "model.hidden=[8, 8]")
	if err != nil {
		t.Fatal(err)
	}
	j, m, err := f.Build("")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := j.Spec()
	if err != nil {
		t.Fatal(err)
	}
	if spec.Steps != 20 || spec.Seed != 9 || spec.EpochLength != 3 || len(m.Params) != 6 {
		t.Errorf("%+v with %d parameters", spec, len(m.Params))
	}
	// The same file is the same job.
	again, err := open(t, "digits", "model.hidden=[8, 8]", "rate.warmup=4", "seed=9", "steps=20", "rate.shape=cosine")
	if err != nil {
		t.Fatal(err)
	}
	k, _, err := again.Build("")
	if err != nil {
		t.Fatal(err)
	}
	if other, err := k.Spec(); err != nil || other.Hash() != spec.Hash() {
		t.Errorf("the same job has hash %x and %x: %v", spec.Hash(), other.Hash(), err)
	}
}

// The reference jobs have the parameters that their comments say.
func TestReferenceJobs(t *testing.T) {
	for name, want := range map[string]int64{"mlp": 535_818, "cnn": 206_922, "gpt": 3_241_472, "digits": 9_610} {
		f, err := open(t, name)
		if err != nil {
			t.Fatal(err)
		}
		j, m, err := f.Build("")
		if errors.Is(err, data.ErrMissing) {
			t.Log(err)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Parameters(); got != want {
			t.Errorf("%s has %d parameters, want %d", name, got, want)
		}
		if _, err := j.Spec(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAccumulate(t *testing.T) {
	f, err := open(t, "digits", "accumulate=4", "steps=8", "optimiser.kind=adamw", "rate.warmup=9")
	if err != nil {
		t.Fatal(err)
	}
	j, _, err := f.Build("")
	if err != nil {
		t.Fatal(err)
	}
	if len(j.Schedule) != 4 || len(j.Programs) != 4 {
		t.Errorf("schedule %v of %d programs", j.Schedule, len(j.Programs))
	}
}

func TestTextFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("to be, or not to be. ", 50)), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := open(t, "gpt", "data.set=text", "data.file="+path, "model.context=16", "model.layers=1", "model.width=8", "model.heads=2")
	if err != nil {
		t.Fatal(err)
	}
	if _, m, err := f.Build(""); err != nil || m.Samples != 8*16 {
		t.Errorf("%+v: %v", m, err)
	}
	if f, err = open(t, "gpt", "data.set=text"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Build(""); err == nil || !strings.Contains(err.Error(), "data.file: is missing") {
		t.Errorf("%v", err)
	}
}

func TestWhatCannotBeBuilt(t *testing.T) {
	for _, c := range []struct {
		sets []string
		want string
	}{
		{[]string{"data.set=opticks"}, "data.set: opticks is a text"},
		{[]string{"data.set=text"}, "data.set: text is a text"},
		{[]string{"batch=100000"}, "batch of 100000"},
		{[]string{"steps=2000000", "epoch=1"}, "make them longer"},
		{[]string{"steps=2147483648"}, "steps: 2147483648, allowed are 1073741824"},
		{[]string{"steps=1073741824", "rate.shape=cosine"}, "cosine over 1073741824 updates"},
		{[]string{"model.hidden=[1048576, 1048576]"}, "make it narrower"},
	} {
		f, err := open(t, "digits", c.sets...)
		if err != nil {
			t.Fatal(err)
		}
		j, _, err := f.Build("")
		if err == nil {
			_, err = j.Spec()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.sets, err, c.want)
		}
	}
}

// Numbers within their bounds that are too much together are an error, not a panic.
func TestGreatNumbers(t *testing.T) {
	great := func(name string, values ...int) (sets []string) {
		for _, v := range values {
			sets = append(sets, fmt.Sprintf("%s=%d", name, v))
		}
		return sets
	}
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(base string, choices ...[]string) {
		sets := []string{}
		for _, c := range choices {
			sets = append(sets, c[r.IntN(len(c))])
		}
		f, err := open(t, base, sets...)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("%s with %q: %v", base, sets, p)
			}
		}()
		if _, _, err := f.Build(""); err != nil && !strings.Contains(err.Error(), "allowed are") && !strings.Contains(err.Error(), "do not divide") {
			t.Logf("%s with %q: %v", base, sets, err)
		}
	}
	for range 40 {
		pick("gpt", great("model.layers", 1, 2), great("model.width", 1, 64, 4096, 65536), great("model.heads", 1, 64), great("model.context", 1, 128, 16384),
			great("model.feedforward", 0, 1, 262144), great("batch", 1, 31, 4096, 400000), great("accumulate", 1, 3), []string{"model.dropout=0", "model.dropout=0.1"},
			[]string{"model.tied=false", "model.tied=true"})
		pick("digits", []string{"model.hidden=[1048576]", "model.hidden=[1048576, 1024]", "model.hidden=[1048576, 1048576]", "model.hidden=[]"}, great("batch", 1, 1498))
		pick("digits", []string{"model.kind=cnn"}, []string{"model.filters=[1024]", "model.filters=[1024, 1024, 1024]", "model.filters=[]"}, great("model.size", 1, 3, 15),
			[]string{"model.hidden=[1048576]", "model.hidden=[1048576, 1048576]", "model.hidden=[1]"}, great("batch", 1, 1498))
	}
}

// Whatever is in a file, reading ends with a job file within bounds or an error that names the file.
func FuzzRead(f *testing.F) {
	for _, name := range examples.Names() {
		in, err := examples.Open(name)
		if err != nil {
			f.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
		in.Close()
	}
	f.Add("model: {kind: mlp}\nrate: {peak: 1}\nsteps: 2")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := jobfile.Read("job.yaml", strings.NewReader(text), nil)
		switch {
		case err != nil:
			if !strings.HasPrefix(err.Error(), "job.yaml") {
				t.Errorf("%v", err)
			}
		case file.Steps < 1 || file.Batch < 1 || file.CheckpointEvery() < 1 || file.Checkpoint.Keep < 2 || !(file.Rate.Peak >= 0):
			t.Errorf("%+v is out of bounds", file)
		}
	})
}
