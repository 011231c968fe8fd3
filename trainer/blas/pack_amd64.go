package blas

func copyAVX2(dst []float32, to, apart int, src []float32, at, from int, n, panels, width int) {
	if n == 0 || width == 0 || panels == 0 {
		return
	}
	_, _ = dst[(n-1)*to+(panels-1)*apart+width-1], dst[:1+(n-1)*to]
	_, _ = src[at:][:panels*width], src[at+(n-1)*from:][:panels*width]
	copyPanels(&dst[0], 4*to, 4*apart, &src[at], 4*from, n, panels, width)
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

// copyPanels copies n >= 1 terms of at least one panel, of width >= 1 floats; to, apart and from are in bytes.
//
//go:noescape
func copyPanels(dst *float32, to, apart int, src *float32, from int, n, panels, width int)

// transpose8 writes dst[k*to + 4*l] = src[rows[l] + k], to in bytes, for 8 rows and n terms, n a multiple of 8, at least 8.
//
//go:noescape
func transpose8(dst *float32, to int, src *float32, rows *[8]int, n int)
