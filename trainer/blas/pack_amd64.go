package blas

func copyAVX2(dst []float32, to int, src []float32, at, from int, n, width int) {
	if n == 0 || width == 0 {
		return
	}
	_, _, _ = dst[(n-1)*to+width-1], src[at+width-1], src[at+(n-1)*from:][:width]
	copyRows(&dst[0], 4*to, &src[at], 4*from, n, width)
}

func transposeAVX2(dst []float32, to int, src []float32, rows []int, n int) {
	eight := n &^ 7
	l := 0
	for ; l+8 <= len(rows) && eight > 0; l += 8 {
		group := (*[8]int)(rows[l:])
		for _, at := range group {
			_, _ = src[at], src[at+eight-1]
		}
		_ = dst[(eight-1)*to+l+7]
		transpose8(&dst[l], 4*to, &src[0], group, eight)
		if eight < n {
			for i, at := range group {
				for k := eight; k < n; k++ {
					dst[k*to+l+i] = src[at+k]
				}
			}
		}
	}
	if l < len(rows) {
		transposeGo(dst[l:], to, src, rows[l:], n)
	}
}

// copyRows copies n >= 1 rows of width floats; rows are to and from bytes apart.
//
//go:noescape
func copyRows(dst *float32, to int, src *float32, from int, n, width int)

// transpose8 writes dst[k*to + 4*l] = src[rows[l] + k], to in bytes, for 8 rows and n terms, n a multiple of 8, at least 8.
//
//go:noescape
func transpose8(dst *float32, to int, src *float32, rows *[8]int, n int)
