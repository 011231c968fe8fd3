package bisect

// Referee knows one operator and its arithmetic, and nothing of games. refute/dispute/referee is one in Go, the contract Referee
// another.
type Referee interface {
	// Window returns the accumulator after the query's window, canonical. The error says that the query is out of range or that an
	// opening is missing or wrong.
	Window(q *Query, openings []byte) (uint32, error)
}

// Query is one window of one element, and what the defender is bound by.
type Query struct {
	Section []byte // the kernel's section of the program
	Place   Place
	Step    uint32
	Element int64
	Window  int64
	Acc     uint32 // the accumulator before the window
	State   Root   // S_{t-1}: tree over the roots of the state tensors
	Consts  Root   // tree over the roots of the constants
	Trace   Root   // T_t: tree over the output roots of the kernels
}

// Place is where a kernel stands: what its program and job say, beyond its own section.
type Place struct {
	Init     bool   // in an init program: there is no state to read
	Position uint32 // it may read the outputs of earlier kernels
	States   uint32
	Consts   uint32
	Kernels  uint32
}
