// Package nn has layers, losses, optimisers and the selection of batches: functions that make kernels of package graph. Each
// file is one of them, and none needs more than graph exports: docs/layers.md says how to write another.
//
// The argument name is what the result is called in the program and in disputes: "relu of h1".
package nn
