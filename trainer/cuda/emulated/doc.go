// Package emulated is a card in Go: a driver.Device whose kernels are run by trainer/cuda/ptx/emulate, for tests on any machine.
//
// Work that a stream is given is not done at once. What is asked for is done when somebody waits for it, and other work earlier or later, in any order that
// streams, events and the edges of graphs allow: Seed chooses. So a wait that is missing is found. It is also looked for: two pieces of work
// that nothing orders, of which one writes a word that the other touches, are an error, and so is host memory that changes before a copy from it was
// done. What is downloaded is garbage until the copy was waited for.
//
// A kernel's mistake is an error of a later call, and of every one after it, as on a card.
package emulated
