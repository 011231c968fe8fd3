#!/bin/sh
# The study of docs/integer-profile.md on a card: nvcc, and Python with PyTorch. usage: run.sh OUT [SECONDS]
out=$1
mkdir -p "$out"
cd "$(dirname "$0")" || exit 1
{
	nvcc -O3 -std=c++17 -gencode=arch=compute_90,code=sm_90 -Xcompiler -fPIC -shared -o "$out/slices.so" slices.cu &&
		timeout 90 python3 study.py "$out" "${2:-52}" "$out/slices.so"
	rm -f "$out/slices.so"
} 2>&1 | tee "$out/log.txt"
