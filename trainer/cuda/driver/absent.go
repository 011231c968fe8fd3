//go:build !(cuda && linux && (amd64 || arm64))

package driver

// Open opens a card by its number, 0 for the first. This binary was built without.
func Open(index int) (Device, error) { return nil, ErrNotBuilt }

// Cards describes the cards of the machine. This binary was built without.
func Cards() ([]Info, error) { return nil, ErrNotBuilt }
