#!/bin/sh
# The study of docs/integer-profile.md on a card: nvcc, and Python with PyTorch. usage: run.sh OUT [SECONDS [PART …]]
[ $# -gt 0 ] || { echo "usage: run.sh OUT [SECONDS [PART …]]"; exit 2; }
mkdir -p "$1" && out=$(cd "$1" && pwd) || exit 1
seconds=${2:-56}
shift; [ $# -gt 0 ] && shift
cd "$(dirname "$0")" || exit 1
{
	nvcc -O3 -std=c++17 -gencode=arch=compute_90,code=sm_90 -Xcompiler -fPIC -shared -o "$out/slices.so" slices.cu &&
		timeout 90 python3 study.py "$out" "$seconds" "$out/slices.so" "$@"
	rm -f "$out/slices.so"
} 2>&1 | tee "$out/log.txt"
