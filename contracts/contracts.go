// Package contracts has the contracts' Go side: the referee run inside the process, and the packing of what it is shown.
// The bindings are in contracts/bindings. Both use the committed bytecode: nothing but Go is needed.
package contracts
