package chain

import (
	"crypto/ecdsa"
	"errors"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Account is a key and its address.
type Account struct {
	Key     *ecdsa.PrivateKey // secp256k1
	Address common.Address
}

// NewAccount returns the account of a secp256k1 key.
func NewAccount(key *ecdsa.PrivateKey) (Account, error) {
	if key == nil || key.Curve != crypto.S256() {
		return Account{}, errors.New("chain: the key is not on secp256k1")
	}
	return Account{key, crypto.PubkeyToAddress(key.PublicKey)}, nil
}

// DeriveAccount returns an account made from words, such as a seed and a name. It is for development chains: whoever knows
// the words owns the money.
func DeriveAccount(words ...string) Account {
	material := make([][]byte, 0, 2*len(words))
	for _, w := range words {
		material = append(material, []byte(w), []byte{0})
	}
	for {
		h := crypto.Keccak256(material...)
		// All but about 2^-128 of the hashes are keys.
		if key, err := crypto.ToECDSA(h); err == nil {
			return Account{key, crypto.PubkeyToAddress(key.PublicKey)}
		}
		material = append(material, h)
	}
}
