package contracts

import (
	"errors"
	"fmt"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"

	"refute/contracts/bindings"
	"refute/contracts/evm"
)

// Refusal is a call that a contract refused with one of its named errors.
type Refusal struct {
	Name string // of the error, as in the sources; empty if it is none of the contracts'
	Err  error
}

func (e *Refusal) Error() string { return fmt.Sprintf("contracts: the contract refuses: %s", e.Name) }

// Unwrap returns what the machine reported.
func (e *Refusal) Unwrap() error { return e.Err }

// Refused reports whether err is a refusal by the named error.
func Refused(err error, name string) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Name == name
}

// errorNames returns the names of the contracts' errors by their selectors.
var errorNames = sync.OnceValues(func() (map[[4]byte]string, error) {
	names := map[[4]byte]string{}
	for _, m := range []*bind.MetaData{&bindings.RefereeMetaData, &bindings.JobsMetaData, &bindings.DisputesMetaData} {
		a, err := m.ParseABI()
		if err != nil {
			return nil, fmt.Errorf("contracts: %w", err)
		}
		for name, e := range a.Errors {
			names[[4]byte(e.ID[:4])] = name
		}
	}
	return names, nil
})

// refusal turns a revert into a Refusal, and leaves other errors as they are.
func refusal(err error) error {
	var revert *evm.RevertError
	if !errors.As(err, &revert) || len(revert.Data) < 4 {
		return err
	}
	names, bad := errorNames()
	if bad != nil {
		return bad
	}
	return &Refusal{names[[4]byte(revert.Data)], err}
}
