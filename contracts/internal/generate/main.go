// Command generate turns forge's build of the contracts (contracts/out) into what users need without forge: the ABI and
// the bytecode in contracts/artifacts, and the Go bindings in contracts/bindings. With -check it changes nothing and
// reports what differs. It is run by `make -C contracts`.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"
)

// contracts are the deployed contracts. Each lives in src/NAME.sol. They are bound together, so that structs which they
// share have one Go type.
var contracts = []string{"Referee", "Jobs", "Disputes", "Actions"}

// maxCode is the largest runtime bytecode that a chain accepts (EIP-170).
const maxCode = 24_576

// build is what is read of forge's output.
type build struct {
	ABI      json.RawMessage `json:"abi"`
	Bytecode struct {
		Object string `json:"object"`
	} `json:"bytecode"`
	Runtime struct {
		Object string `json:"object"`
	} `json:"deployedBytecode"`
}

func main() {
	dir := flag.String("dir", "contracts", "the contracts' directory")
	check := flag.Bool("check", false, "only compare with what is committed")
	flag.Parse()
	if err := run(*dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(dir string, check bool) error {
	var abis, codes []string
	files := map[string][]byte{}
	var order []string
	put := func(name string, data []byte) {
		files[name] = data
		order = append(order, name)
	}
	for _, name := range contracts {
		path := filepath.Join(dir, "out", name+".sol", name+".json")
		raw, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%w (forge build comes first)", err)
		}
		var b build
		if err := json.Unmarshal(raw, &b); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		code := strings.TrimPrefix(b.Bytecode.Object, "0x")
		size := (len(b.Runtime.Object) - 2) / 2
		if size > maxCode {
			return fmt.Errorf("%s has %d bytes of code, a chain accepts %d", name, size, maxCode)
		}
		var abi bytes.Buffer
		if err := json.Indent(&abi, b.ABI, "", "  "); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		abi.WriteByte('\n')
		fmt.Printf("%-10s %6d bytes of code\n", name, size)
		put("artifacts/"+name+".abi", abi.Bytes())
		put("artifacts/"+name+".bin", []byte(code+"\n"))
		abis, codes = append(abis, string(b.ABI)), append(codes, code)
	}
	src, err := abigen.BindV2(contracts, abis, codes, "bindings", nil, nil)
	if err != nil {
		return fmt.Errorf("bindings: %w", err)
	}
	put("bindings/bindings.go", []byte(src))
	for _, name := range order {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if check {
			got, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if !bytes.Equal(got, files[name]) {
				return fmt.Errorf("%s is not what the sources give: run `make contracts` and commit the result", path)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}
