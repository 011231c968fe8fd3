package checkpoint

// Stream computes the root over leaves that come one after another, and keeps one node per level, not the leaves.
// Its zero value is a tree of kind Nodes with no leaves yet.
type Stream struct {
	Kind  Kind
	count uint64
	// stack[h] is the root of a full subtree of height h where bit h of count is set: like the digits of a binary
	// counter, they are the subtrees, from left to right at falling heights, into which the leaves so far fall.
	stack [MaxDepth + 1]Root
}

// Add appends a leaf hash.
func (s *Stream) Add(leaf Root) {
	h := 0
	for ; s.count>>h&1 == 1; h++ {
		leaf = hashPair(s.stack[h], leaf)
	}
	s.stack[h] = leaf
	s.count++
}

// Count returns how many leaves were added.
func (s *Stream) Count() uint64 { return s.count }

// Root returns the root over the leaves so far, at the depth of their number. More may be added afterwards. It panics
// if there is none.
func (s *Stream) Root() Root {
	if s.count == 0 {
		panic(ErrEmpty)
	}
	depth := Depth(s.count)
	if s.count == 1<<depth {
		return s.stack[depth]
	}
	// node is what is to the right of the subtrees on the stack, missing leaves and all.
	node := s.Kind.Zero(0)
	for h := range depth {
		if s.count>>h&1 == 1 {
			node = hashPair(s.stack[h], node)
		} else {
			node = hashPair(node, s.Kind.Zero(h))
		}
	}
	return node
}

// TensorStream computes a tensor root from the tensor's little-endian bytes as they pass. It implements io.Writer, whose
// Write never fails. Its zero value is ready.
type TensorStream struct {
	stream Stream
	leaf   [LeafSize]byte
	filled int
}

// Write takes the next bytes of the tensor.
func (s *TensorStream) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		c := copy(s.leaf[s.filled:], p)
		p = p[c:]
		if s.filled += c; s.filled == LeafSize {
			s.stream.Kind = Tensors
			s.stream.Add(hashLeaf(&s.leaf))
			s.filled = 0
		}
	}
	return n, nil
}

// Root returns the root of the bytes so far. More may be written afterwards. It panics if there are none.
func (s *TensorStream) Root() Root {
	done := s.stream
	done.Kind = Tensors
	if s.filled > 0 {
		last := s.leaf
		clear(last[s.filled:])
		done.Add(hashLeaf(&last))
	}
	return done.Root()
}
