package hash

// OfMany is Of as for tensors of many leaves.
func OfMany(tensors []Tensor) *Plan { return of(tensors, 0) }
