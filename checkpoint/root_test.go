package checkpoint

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestRootText(t *testing.T) {
	r := randomRoots(1, 8)[0]
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back Root
	if err := json.Unmarshal(b, &back); err != nil || back != r {
		t.Fatalf("%s came back as %s, %v", r, back, err)
	}
	for _, s := range []string{r.String(), r.String()[2:], "0X" + strings.ToUpper(r.String()[2:])} {
		if got, err := ParseRoot(s); err != nil || got != r {
			t.Errorf("ParseRoot(%q) = %s, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "0x", r.String()[:65], r.String() + "0", r.String()[:65] + "g", "0x0x" + r.String()[4:], " " + r.String()} {
		if got, err := ParseRoot(s); err == nil {
			t.Errorf("ParseRoot(%q) = %s, want an error", s, got)
		}
	}
	if got := r.Short(); !strings.HasPrefix(r.String(), got) || len(got) != 10 {
		t.Errorf("Short() = %q", got)
	}
	if (Root{}).IsZero() != true || r.IsZero() {
		t.Error("IsZero is wrong")
	}
}

func FuzzParseRoot(f *testing.F) {
	f.Add("0x" + strings.Repeat("00", 32))
	f.Add(strings.Repeat("aB", 32))
	f.Add("0x")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRoot(s)
		if err != nil {
			return
		}
		if back, err := ParseRoot(r.String()); err != nil || back != r {
			t.Fatalf("%q parses to %s, which comes back as %s, %v", s, r, back, err)
		}
		if !strings.EqualFold(strings.TrimPrefix(strings.ToLower(s), "0x"), r.String()[2:]) {
			t.Fatalf("%q parses to %s", s, r)
		}
	})
}
