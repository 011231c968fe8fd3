package blas

import "refute/trainer/isa"

func machineTiles() []*tile {
	pack := packing{copyAVX2, transposeAVX2}
	return []*tile{
		{level: isa.AVX2, vector: 8, kernels: avx2Tiles, many: 64, pack: pack},
		{level: isa.AVX512, vector: 16, kernels: avx512Tiles, many: 512, masked: true, pack: pack},
	}
}
