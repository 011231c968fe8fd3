package host

import (
	"sync"

	"refute/checkpoint"
	"refute/trainer/tensor"
)

// cell is the memory of a state tensor, or of one that workers hand over. States share the cells of tensors that a step keeps, with their roots; a
// cell that nobody uses any more is computed into again.
type cell struct {
	tensor tensor.Tensor
	users  int // guarded by the memory's mu
	root   checkpoint.Root
	hashed bool
}

// memory has the cells. Many goroutines may use it.
type memory struct {
	mu   sync.Mutex
	free map[shape][]tensor.Tensor
}

type shape struct {
	t tensor.Type
	n int
}

// cell returns one with a single user; what is in its tensor is of no meaning.
func (m *memory) cell(t tensor.Type, n int) *cell {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := shape{t, n}
	if f := m.free[s]; len(f) > 0 {
		c := &cell{tensor: f[len(f)-1], users: 1}
		m.free[s] = f[:len(f)-1]
		return c
	}
	return &cell{tensor: tensor.New(t, n), users: 1}
}

// hold adds a user to each cell.
func (m *memory) hold(cells []*cell) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range cells {
		c.users++
	}
}

// release takes a user from each cell; there may be nil ones.
func (m *memory) release(cells []*cell) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range cells {
		if c == nil {
			continue
		}
		if c.users--; c.users == 0 {
			if m.free == nil {
				m.free = map[shape][]tensor.Tensor{}
			}
			s := shape{c.tensor.Type, c.tensor.Len()}
			m.free[s] = append(m.free[s], c.tensor)
		}
	}
}

// forget gives the memory that nobody uses back.
func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.free = nil
}

// tensors returns the cells' tensors.
func tensors(cells []*cell) []tensor.Tensor {
	t := make([]tensor.Tensor, len(cells))
	for i, c := range cells {
		t[i] = c.tensor
	}
	return t
}
