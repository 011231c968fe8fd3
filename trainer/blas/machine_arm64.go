package blas

import "refute/trainer/isa"

func machineTiles() []*tile {
	return []*tile{{level: isa.NEON, vector: 4, kernels: neonTiles, many: 64, pack: packing{copyGo, transposeGo}}}
}
