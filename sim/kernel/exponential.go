package kernel

// The exponential distribution by the ziggurat of Marsaglia and Tsang (2000): the area below e^-x is covered by layers of one size, of which all but the edges
// lie below the curve, so that for 98.9% of all numbers one multiplication is enough. The tables are computed by Ln and Exp, so they have the same bits everywhere.
//
//	layer 0: [0, layerX[0]) times [0, e^-r), wide enough to have the size of a layer, of which what is beyond r stands for the tail
//	layer i: [0, layerX[i]) times [e^-layerX[i], e^-layerX[i+1]), layerX[1] = r, layerX[256] = 0
const (
	zigguratTail = 7.69711747013104972      // r: where the tail begins
	zigguratSize = 3.9496598225815571993e-3 // area of a layer
)

var (
	layerX     [257]float64
	layerY     [257]float64 // e^-layerX
	layerScale [256]float64 // layerX times 2^-53
	layerInner [256]uint64  // multiples of layerScale below this are below layerX of the next layer
)

func init() {
	layerX[0], layerX[1] = zigguratSize*Exp(zigguratTail), zigguratTail
	for i := 1; i < 255; i++ {
		layerX[i+1] = -Ln(Exp(-layerX[i]) + zigguratSize/layerX[i])
	}
	for i := range layerX {
		layerY[i] = Exp(-layerX[i])
	}
	for i := range layerScale {
		layerScale[i] = layerX[i] * 0x1p-53
		layerInner[i] = uint64(layerX[i+1] / layerX[i] * 0x1p53)
	}
}

// Exponential returns a number from the exponential distribution with mean 1.
func (s *Stream) Exponential() float64 {
	u := s.Uint64()
	i, j := u&0xff, u>>11
	if j < layerInner[i] {
		return float64(j) * layerScale[i]
	}
	return s.edge(i, j)
}

// edge goes on where the number j of layer i may lie above the curve.
func (s *Stream) edge(i, j uint64) float64 {
	for {
		x := float64(j) * layerScale[i]
		switch {
		case j < layerInner[i]:
			return x
		case i == 0: // beyond r the curve is the same again, lower
			return zigguratTail - Ln(float64(s.Uint64()>>11+1)*0x1p-53)
		case layerY[i]+float64(s.Float64()*(layerY[i+1]-layerY[i])) < Exp(-x):
			return x
		}
		u := s.Uint64()
		i, j = u&0xff, u>>11
	}
}

// After returns an exponential waiting time with the given mean.
func (s *Stream) After(mean Time) Time { return mean.Times(s.Exponential()) }
