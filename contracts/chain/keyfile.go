package chain

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/ethereum/go-ethereum/crypto"

	"refute/checkpoint"
)

// maxKeyFile bounds a key file: 64 digits, perhaps with 0x before and white space around them.
const maxKeyFile = 128

// LoadKey reads the account of a key file: a secp256k1 key as 64 hexadecimal digits. The file must be one that nobody else can read. No error
// quotes what the file holds.
func LoadKey(path string) (Account, error) {
	f, err := os.Open(path)
	if err != nil {
		return Account{}, fmt.Errorf("key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Account{}, fmt.Errorf("key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return Account{}, fmt.Errorf("key file %s is not a file", path)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return Account{}, fmt.Errorf("key file %s can be read by others (mode %04o): make it private with chmod 600, or use another key", path, mode)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return Account{}, fmt.Errorf("key file: %w", err)
	}
	a, err := parseKey(b)
	if err != nil {
		return Account{}, fmt.Errorf("key file %s: %w", path, err)
	}
	return a, nil
}

var errKey = errors.New("is no key: want 64 hexadecimal digits of a number from 1 to the order of secp256k1")

func parseKey(b []byte) (Account, error) {
	digits := bytes.TrimPrefix(bytes.TrimSpace(b), []byte("0x"))
	var raw [32]byte
	if len(b) > maxKeyFile || len(digits) != 2*len(raw) {
		return Account{}, errKey
	}
	if _, err := hex.Decode(raw[:], digits); err != nil {
		return Account{}, errKey // the error of hex would quote a digit
	}
	key, err := crypto.ToECDSA(raw[:])
	if err != nil {
		return Account{}, errKey
	}
	return NewAccount(key)
}

// CreateKey makes a random key and writes it to a new file that only its owner can read.
func CreateKey(path string) (Account, error) {
	if _, err := os.Lstat(path); err == nil {
		return Account{}, fmt.Errorf("key file %s is there already: it is not written over", path)
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		return Account{}, fmt.Errorf("key file: %w", err)
	}
	err = checkpoint.WriteFile(path, func(w io.Writer) error { // with mode 0600, as a temporary file has it
		_, err := fmt.Fprintf(w, "%x\n", crypto.FromECDSA(key))
		return err
	})
	if err != nil {
		return Account{}, fmt.Errorf("key file: %w", err)
	}
	return NewAccount(key)
}
