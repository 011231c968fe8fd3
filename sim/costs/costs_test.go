package costs

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"refute/bisect"
)

func TestDefault(t *testing.T) {
	c := Default()
	for rounds := range 3 {
		p := c.Path(false, rounds, true)
		if len(p.Moves) != 4+2*rounds || p.Moves[0].What != "Open" {
			t.Errorf("%s has %d moves", p.Name, len(p.Moves))
		}
		if n := len(c.Path(false, rounds, false).Moves); n != len(p.Moves)+1 {
			t.Errorf("a false challenge takes %d moves, a true one %d", n, len(p.Moves))
		}
		if gas := p.Gas(bisect.Challenger) + p.Gas(bisect.Defender); gas > 2_500_000 {
			t.Errorf("%s costs %d gas", p.Name, gas)
		}
		if len(c.Path(true, rounds, true).Moves) <= len(p.Moves) {
			t.Errorf("with %d rounds, a withheld game is not longer", rounds)
		}
	}
	for _, name := range []string{"mlp", "cnn", "gpt"} {
		j := c.Job(name)
		if j == nil || j.AuditRatio() < 0.5 || j.AuditRatio() > 10 {
			t.Errorf("%s: %+v", name, j)
		}
	}
	if c.Job("none") != nil {
		t.Error("a job that is not there")
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		old, new, want string
	}{
		{`"create": `, `"create": 99`, "gas.create"},
		{`"metered": 0.`, `"metered": 1.`, "gas.metered"},
		{`"by": "defender"`, `"by": "nobody"`, `by "nobody"`},
		{`"withheld": false`, `"withheld": true`, "paths"},
		{`"step_seconds": `, `"step_seconds": -`, "jobs.0"},
		{`"name": "mlp"`, `"name": ""`, "jobs.0"},
		{`"gas": {`, `"gaz": 1, "gas": {`, "unknown field"},
		{`"hash_bytes_per_second": `, `"hash_bytes_per_second": -`, "hash_bytes"},
	} {
		b := strings.Replace(string(measured), c.old, c.new, 1)
		if b == string(measured) {
			t.Fatalf("%q is not in the file", c.old)
		}
		if _, err := Read(strings.NewReader(b)); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "make sim-costs") {
			t.Errorf("%s: %v", c.new, err)
		}
	}
	for _, b := range []string{"", "[]", string(measured) + "{}", strings.Repeat(" ", maxFile+1)} {
		if _, err := Read(strings.NewReader(b)); err == nil {
			t.Errorf("%.10q was read", b)
		}
	}
}

// What is read can be written, and is then read the same.
func FuzzRead(f *testing.F) {
	f.Add(measured)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		again, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Read(bytes.NewReader(again))
		if err != nil {
			t.Fatal(err)
		}
		if last, _ := json.Marshal(d); !bytes.Equal(last, again) {
			t.Errorf("%s is read as %s", again, last)
		}
	})
}
