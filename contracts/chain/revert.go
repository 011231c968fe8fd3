package chain

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
)

// maxRevertData bounds what is decoded of a revert's data.
const maxRevertData = 16 << 10

// RevertError says that a contract refused a call, and which of its named errors it gave.
type RevertError struct {
	Name string         // the Solidity error's name, "Error" for a require's text, "Panic", or "" if unknown
	Args map[string]any // the error's arguments by name
	Data []byte         // what the contract returned
	Tx   common.Hash    // the transaction that was mined and failed; zero if the call was refused before it was sent
}

func (e *RevertError) Error() string {
	s := "chain: the contract refused the call"
	if e.Tx != (common.Hash{}) {
		s = fmt.Sprintf("chain: transaction %s failed", e.Tx)
	}
	switch {
	case e.Name == "Error":
		return fmt.Sprintf("%s: %v", s, e.Args["reason"])
	case e.Name != "":
		return fmt.Sprintf("%s: %s%s", s, e.Name, formatArgs(e.Args))
	case len(e.Data) > 0:
		return fmt.Sprintf("%s with unknown data 0x%x", s, e.Data[:min(len(e.Data), 64)])
	}
	return s + " without a reason"
}

// IsRevert reports whether err is a contract's refusal with one of the named errors, or with any if none is named.
func IsRevert(err error, names ...string) bool {
	var r *RevertError
	if !errors.As(err, &r) {
		return false
	}
	for _, n := range names {
		if r.Name == n {
			return true
		}
	}
	return len(names) == 0
}

func formatArgs(args map[string]any) string {
	if len(args) == 0 {
		return ""
	}
	var parts []string
	for name, v := range args {
		if b, ok := v.([32]byte); ok {
			v = fmt.Sprintf("0x%x", b)
		}
		parts = append(parts, fmt.Sprintf("%s %v", name, v))
	}
	// The order of a map must not show.
	slices.Sort(parts)
	return "(" + strings.Join(parts, ", ") + ")"
}

// dataError is what go-ethereum's RPC client returns for a revert.
type dataError interface {
	error
	ErrorData() any
}

// decodeRevert turns a node's error into a RevertError if it is a revert, and returns it unchanged otherwise.
func decodeRevert(err error, known []*abi.ABI) error {
	if err == nil {
		return nil
	}
	var d dataError
	if errors.As(err, &d) {
		if s, ok := d.ErrorData().(string); ok && len(s) <= 2*maxRevertData+2 {
			if data, bad := hex.DecodeString(strings.TrimPrefix(s, "0x")); bad == nil {
				return revertOf(data, known)
			}
		}
	}
	if strings.Contains(err.Error(), "execution reverted") {
		return &RevertError{}
	}
	return err
}

func revertOf(data []byte, known []*abi.ABI) *RevertError {
	r := &RevertError{Data: data}
	if len(data) < 4 || len(data) > maxRevertData {
		return r
	}
	if reason, err := abi.UnpackRevert(data); err == nil {
		r.Name, r.Args = "Error", map[string]any{"reason": reason}
		return r
	}
	for _, a := range known {
		for name, e := range a.Errors {
			if !bytes.Equal(e.ID[:4], data[:4]) {
				continue
			}
			args := map[string]any{}
			if err := e.Inputs.UnpackIntoMap(args, data[4:]); err != nil {
				return r
			}
			r.Name, r.Args = name, args
			return r
		}
	}
	return r
}
