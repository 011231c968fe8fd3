package nn

import (
	"math"

	"refute/trainer/body"
	"refute/trainer/graph"
)

// elementwise returns f of every element of x, of any shape. back is the gradient by x, from x, y = f(x) and the gradient by y.
func elementwise(op, name string, x *graph.Tensor, f func(x body.Value) body.Value, back func(x, y, dy body.Value) body.Value) *graph.Tensor {
	g := x.Graph()
	k := g.Kernel(op, name)
	y := k.Store(f(k.Load(x, k.Outs(x.Shape()...)...)))
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		k := g.Kernel(op, x.Gradient())
		at := k.Outs(x.Shape()...)
		return []*graph.Tensor{k.Store(back(k.Load(x, at...), k.Load(y, at...), k.Load(dy, at...)))}
	}, x)
	return y
}

// Tanh returns the hyperbolic tangent of any shape; its derivative is 1 - y².
func Tanh(name string, x *graph.Tensor) *graph.Tensor {
	return elementwise("tanh", name, x, body.Tanh, func(_, y, dy body.Value) body.Value {
		return dy.Mul(y.Neg().FMA(y, y.Builder().F(1)))
	})
}

// Sigmoid returns σ(x) = 1/(1 + e^-x) of any shape; its derivative is y·(1 - y).
func Sigmoid(name string, x *graph.Tensor) *graph.Tensor {
	return elementwise("sigmoid", name, x, body.Sigmoid, func(_, y, dy body.Value) body.Value {
		return dy.Mul(y).Mul(y.Builder().F(1).Sub(y))
	})
}

// SiLU returns x·σ(x) of any shape; its derivative is σ·(1 + x·(1 - σ)).
func SiLU(name string, x *graph.Tensor) *graph.Tensor {
	return elementwise("silu", name, x, func(x body.Value) body.Value { return x.Mul(body.Sigmoid(x)) },
		func(x, _, dy body.Value) body.Value {
			one, s := x.Builder().F(1), body.Sigmoid(x)
			return dy.Mul(s).Mul(x.FMA(one.Sub(s), one))
		})
}

// GELU returns x·Φ(x) of any shape, with the normal distribution Φ(x) = (1 + erf(x/√2))/2 (D. Hendrycks, K. Gimpel, "Gaussian error linear
// units", 2016); its derivative is Φ(x) + x·e^(-x²/2)/√(2π).
func GELU(name string, x *graph.Tensor) *graph.Tensor {
	phi := func(x body.Value) body.Value {
		half := x.Builder().F(0.5)
		return body.Erf(x.Mul(x.Builder().F(math.Sqrt2/2))).FMA(half, half)
	}
	return elementwise("gelu", name, x, func(x body.Value) body.Value { return x.Mul(phi(x)) },
		func(x, _, dy body.Value) body.Value {
			b := x.Builder()
			density := body.ExpNeg(x.Mul(x).Mul(b.F(0.5))).Mul(b.F(rootHalfPi / 2))
			return dy.Mul(x.FMA(density, phi(x)))
		})
}

// GELUTanh is GELU's older approximation x·(1 + tanh u)/2, u = √(2/π)·(x + 0.044715·x³), with its own derivative
// (1 + t)/2 + x·(1 - t²)·√(2/π)·(1 + 3·0.044715·x²)/2, t = tanh u.
func GELUTanh(name string, x *graph.Tensor) *graph.Tensor {
	const cubic = 0.044715
	tanh := func(x body.Value) body.Value {
		b := x.Builder()
		return body.Tanh(x.Mul(x.Mul(x).FMA(b.F(cubic*rootHalfPi), b.F(rootHalfPi))))
	}
	return elementwise("gelu", name, x, func(x body.Value) body.Value {
		half := x.Builder().F(0.5)
		return x.Mul(tanh(x).FMA(half, half))
	}, func(x, _, dy body.Value) body.Value {
		b, t := x.Builder(), tanh(x)
		inner := x.Mul(x).FMA(b.F(3*cubic*rootHalfPi/2), b.F(rootHalfPi/2))
		slope := x.Mul(t.Neg().FMA(t, b.F(1)))
		return dy.Mul(slope.FMA(inner, t.FMA(b.F(0.5), b.F(0.5))))
	})
}

// rootHalfPi is √(2/π).
const rootHalfPi = 0.797884560802865355879892119868763736951717262329869315331
