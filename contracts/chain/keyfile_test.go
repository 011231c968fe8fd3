package chain

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
)

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	made, err := CreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info.Mode(), err)
	}
	if got, err := LoadKey(path); err != nil || got.Address != made.Address {
		t.Fatalf("%v, %v", got.Address, err)
	}
	if _, err := CreateKey(path); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Error("a key was written over:", err)
	}
	if runtime.GOOS != "windows" {
		if err := os.Chmod(path, 0o640); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadKey(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Error("a key that others read was taken:", err)
		}
	}
	if _, err := LoadKey(t.TempDir()); err == nil {
		t.Error("a directory was taken for a key")
	}
}

// No error says what the file holds.
func FuzzParseKey(f *testing.F) {
	f.Add([]byte("0x" + strings.Repeat("1f", 32) + "\n"))
	f.Add([]byte(strings.Repeat("0", 64)))
	f.Add([]byte(strings.Repeat("f", 64)))
	f.Add([]byte("0x0x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := parseKey(b)
		if err != nil {
			if err.Error() != errKey.Error() {
				t.Error(err)
			}
			return
		}
		again, err := parseKey(fmt.Appendf(nil, "%x", crypto.FromECDSA(a.Key)))
		if err != nil || again.Address != a.Address || !bytes.Contains(bytes.ToLower(b), fmt.Appendf(nil, "%x", crypto.FromECDSA(a.Key))) {
			t.Errorf("%q became another key: %v", b, err)
		}
	})
}
