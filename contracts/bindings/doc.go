// Package bindings is what abigen makes of the contracts: encoders of calls, decoders of results, events and errors. Package chain is what to use.
package bindings
