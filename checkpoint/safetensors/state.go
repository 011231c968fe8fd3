package safetensors

import (
	"fmt"
	"slices"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// FromState names the tensors of a state after the program's state table and returns those that pick chooses, which
// share the state's memory. A nil pick chooses all.
func FromState(p *program.Program, state []tensor.Tensor, pick func(program.State) bool) ([]Tensor, error) {
	if len(state) != len(p.States) {
		return nil, fmt.Errorf("state has %d tensors: the program declares %d", len(state), len(p.States))
	}
	var tensors []Tensor
	for i, s := range p.States {
		if !declared(s, state[i]) {
			return nil, fmt.Errorf("state tensor %q is %s[%d]: the program declares %s%v",
				s.Name, state[i].Type, state[i].Len(), s.Type, s.Shape)
		}
		if pick == nil || pick(s) {
			tensors = append(tensors, Tensor{Name: s.Name, Shape: s.Shape, Data: state[i]})
		}
	}
	return tensors, nil
}

// ToState copies tensors into the state tensors of the same names, type and shape. It changes nothing if one of them
// has no place, or two have the same.
func ToState(p *program.Program, state []tensor.Tensor, tensors []Tensor) error {
	if len(state) != len(p.States) {
		return fmt.Errorf("state has %d tensors: the program declares %d", len(state), len(p.States))
	}
	places := make([]int, len(tensors))
	for k, t := range tensors {
		i := slices.IndexFunc(p.States, func(s program.State) bool { return s.Name == t.Name })
		if i < 0 {
			return fmt.Errorf("the program has no state tensor %q", t.Name)
		}
		s := p.States[i]
		if !declared(s, t.Data) || !slices.Equal(t.Shape, s.Shape) {
			return fmt.Errorf("tensor %q is %s%v: the program declares %s%v", t.Name, t.Data.Type, t.Shape, s.Type, s.Shape)
		}
		if !declared(s, state[i]) {
			return fmt.Errorf("state tensor %q to copy to is %s[%d]: the program declares %s%v",
				s.Name, state[i].Type, state[i].Len(), s.Type, s.Shape)
		}
		if slices.Contains(places[:k], i) {
			return fmt.Errorf("two tensors are named %q", t.Name)
		}
		places[k] = i
	}
	for k, t := range tensors {
		state[places[k]].Copy(t.Data)
	}
	return nil
}

// declared reports whether a tensor has the type and count of a state tensor.
func declared(s program.State, t tensor.Tensor) bool {
	return t.Type == s.Type && int64(t.Len()) == s.Count()
}
