// Package graph builds programs. A person writes the forward pass with tensors; the graph records the kernels, finds the
// gradients, and gives the two programs of a job: the one that makes the initial state and the one that makes a step.
//
//	g := graph.New()
//	x := …                                                   // (64, 784), a batch
//	w := g.Param("W1", graph.Uniform(0.05), 128, 784)        // a state tensor and how it begins
//	h := graph.Einsum("matmul", "h1", "bi,oi->bo", x, w)     // (64, 128)
//	…
//	dw := g.Gradients(loss, w)[0]
//	g.Update(w, …)                                           // what becomes of W1 after the step
//	init, step, err := g.Programs()
//
// Package nn has the layers, losses and optimisers; they use nothing but what is exported here, and so may anybody's: see
// docs/layers.md. A layer is a function that makes kernels (Graph.Kernel) and says what its gradient is (Graph.Differentiate).
//
// # Order
//
// A program is part of a job's identity, so everything here is in the order of the calls: the same calls give the same bytes.
// Gradients are taken in the reverse order of the forward pass; where a tensor is used more than once, its gradients are added in that order.
// Kernels on which neither the state nor an output depends are left out.
//
// # Panics
//
// A wrong shape, index or type is the error of whoever writes the model and panics with the name of the kernel. Whoever builds
// a model from outside numbers checks them first, as package models does. What only the whole program shows (a kernel that the referee
// cannot rule on in one transaction) is an error of Programs.
package graph
