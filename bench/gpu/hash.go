package main

import (
	"context"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/hash"
	"refute/trainer/cuda/lower"
)

// Hash is the hashing of a state: gpt-124m's, with the optimiser's moments.
type Hash struct {
	Bytes   int64   `json:"bytes"`
	Tensors int     `json:"tensors"`
	MS      float64 `json:"ms"`
}

// hash times the roots of gpt-124m's state.
func (b *bench) hash(context.Context) error {
	j, err := b.open("gpt-124m")
	if err != nil {
		return err
	}
	h := &Hash{}
	var words []int64
	for _, s := range j.model.Init.States {
		words = append(words, s.Count())
		h.Bytes += 4 * s.Count()
		h.Tensors++
	}
	return withTimer(b.card, func(t *timer) error {
		at := make([]driver.Ptr, len(words))
		for i, n := range words {
			if at[i], err = t.take(4 * n); err != nil {
				return err
			}
		}
		launches, err := t.launches(hash.New(words).Op, func(a lower.Arg) driver.Ptr { return at[a.Index] })
		if err != nil {
			return err
		}
		if h.MS, err = t.time(launches, 9, 4); err != nil {
			return err
		}
		b.say("  %d tensors, %.2f GB: %.3f ms, %.0f GB/s", h.Tensors, float64(h.Bytes)/1e9, h.MS, float64(h.Bytes)/1e6/h.MS)
		b.results.Hash = h
		return nil
	})
}
