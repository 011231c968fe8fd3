package experiment

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder that somebody has prepared does not lead anywhere else.
func TestLinksAreNotFollowed(t *testing.T) {
	for _, name := range []string{ManifestName, ManifestName + temporary, RunsName + temporary, journalName, reserveName} {
		dir := t.TempDir()
		target := filepath.Join(dir, "precious")
		if err := os.WriteFile(target, []byte("precious"), 0o644); err != nil {
			t.Fatal(err)
		}
		d := disk{dir: filepath.Join(dir, "results")}
		if err := os.Mkdir(d.dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, d.path(name)); err != nil {
			t.Skip(err)
		}
		if _, err := d.open(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY); err == nil || !strings.Contains(err.Error(), "not an ordinary file") {
			t.Errorf("%s: %v", name, err)
		}
		if b, err := os.ReadFile(target); err != nil || string(b) != "precious" {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
}
