package main

// sim measures the simulator: its kernel, a game as others would write it, and the whole model.
func (b *bench) sim() error {
	for _, part := range []struct {
		name string
		run  func() error
	}{{"kernel", b.rings}, {"game", b.games}, {"many runs", b.experiments}, {"validate", b.validation}, {"disputes", b.disputes}} {
		if err := part.run(); err != nil {
			b.skip("simulator, %s: %v", part.name, err)
		}
	}
	return nil
}
