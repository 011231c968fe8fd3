// Package driver is what the executor needs of a card: memory, functions, streams and graphs. libcuda has it, and so has the emulator in
// trainer/cuda/emulated, which runs the same PTX in Go.
package driver

// Info describes a card.
type Info struct {
	Name            string
	Major, Minor    int // compute capability
	Multiprocessors int
	Memory          int64 // bytes
	Shared          int   // bytes of shared memory that a block may ask for
	Driver          string
	UUID            string // the card's own
	Clock           int    // MHz, of the multiprocessors at most; 0 if unknown
}

// Ptr is an address in the card's memory.
type Ptr uint64

// Handles of what a device has made. 0 is none; the stream 0 is not used.
type (
	Function uint64
	Stream   uint64
	Event    uint64
	Graph    uint64
)

// Launch is a kernel with its arguments: each is 4 or 8 bytes, as its function's parameters are.
type Launch struct {
	Function Function
	Grid     [3]int
	Block    int
	Shared   int // bytes of dynamic shared memory
	Args     []Value
}

// Value is an argument: an address, or a number of 32 bits.
type Value struct {
	Bits uint64
	Wide bool // 8 bytes
}

// Node is a part of a graph: a kernel, or a copy within the card's memory if Bytes is positive. It runs after the nodes that it names, which are before it.
type Node struct {
	Launch   Launch
	Dst, Src Ptr
	Bytes    int64
	After    []int
}

// Device is a card. Its methods may be called by one goroutine at a time. An error of an earlier asynchronous call may come from any later one.
type Device interface {
	Info() Info
	// Free returns how many bytes of memory nobody has taken.
	Free() (int64, error)

	Alloc(bytes int64) (Ptr, error)
	Release(Ptr) error
	// Pinned returns host memory that copies need not stage; Unpin gives it back.
	Pinned(bytes int64) ([]byte, error)
	Unpin([]byte) error

	// Load compiles a module and returns its functions by the names asked for. A function's blocks may ask for up to shared bytes of dynamic shared memory.
	Load(module string, names []string, shared int) ([]Function, error)

	// NewStream makes a stream. Blocks of an urgent one are started before those of others that wait.
	NewStream(urgent bool) (Stream, error)
	NewEvent() (Event, error)
	Record(Event, Stream) error
	// Wait makes a stream wait for an event.
	Wait(Stream, Event) error
	// Sync waits here until all that a stream was given is done; SyncEvent until an event is.
	Sync(Stream) error
	SyncEvent(Event) error
	// Elapsed returns the milliseconds between two events that are done.
	Elapsed(from, to Event) (float32, error)

	// Upload and Download copy beside what the host does if the host's memory is of Pinned, which must then stay until the stream is done. Any other
	// memory is held where it is until the copy is done, for which they wait.
	Upload(dst Ptr, src []byte, s Stream) error
	Download(dst []byte, src Ptr, s Stream) error
	Copy(dst, src Ptr, bytes int64, s Stream) error
	Launch(l *Launch, s Stream) error

	// NewGraph makes a graph of nodes, which Run gives to a stream as a whole.
	NewGraph(nodes []Node) (Graph, error)
	Run(Graph, Stream) error

	// Close gives everything back.
	Close() error
}
