package validate

import (
	"math"

	"refute/sim/theory"
)

func detected(_ *setting, r row) (x, y float64)   { return r.get("cheated"), r.get("detected") }
func undetected(_ *setting, r row) (x, y float64) { return r.get("cheated"), r.get("undetected") }

// sampled returns N, m and s of the first groups.
func (s *setting) sampled() (steps, bad, sample int64) {
	return s.Task.Steps, s.Solvers[0].Bad, s.Verifiers[0].Sample
}

var detection = []check{
	{
		name: "detection-sampled", section: 1, form: "1 - C(N-m,s)/C(N,s)", seen: "wrong tasks that are detected",
		runs: 6000, proportion: true, see: detected,
		exact: func(s *setting) float64 { return theory.Sampled(s.sampled()) },
		twins: []twin{{form: "1 - (1-m/N)^s", why: "as if the steps were drawn with replacement", value: func(s *setting) float64 {
			n, m, k := s.sampled()
			return 1 - math.Pow(1-float64(m)/float64(n), float64(k))
		}}},
	},
	{
		name: "detection-each", section: 1, form: "1 - (1-q)^m", seen: "wrong tasks that are detected",
		runs: 6000, proportion: true, see: detected,
		exact: func(s *setting) float64 { return theory.Independent(s.Verifiers[0].Each, s.Solvers[0].Bad) },
		twins: []twin{{form: "m·q", why: "the mean number of bad steps that are met", value: func(s *setting) float64 {
			return float64(s.Solvers[0].Bad) * s.Verifiers[0].Each
		}}},
	},
	{
		name: "detection-many", section: 1, form: "1 - (1-D)^n", seen: "wrong tasks that are detected",
		runs: 6000, proportion: true, see: detected,
		exact: func(s *setting) float64 { return theory.ByAny(theory.Sampled(s.sampled()), s.verifiers(0)) },
		twins: []twin{{form: "1 - C(N-m,n·s)/C(N,n·s)", why: "together they look at n·s steps", value: func(s *setting) float64 {
			n, m, k := s.sampled()
			return theory.Sampled(n, m, k*s.verifiers(0))
		}}},
	},
	{
		name: "coalition", section: 3, form: "φ^m", seen: "wrong tasks that pass",
		runs: 6000, proportion: true, see: undetected,
		exact: func(s *setting) float64 {
			allies, others := float64(s.verifiers(0))*s.Verifiers[0].Stake, float64(s.verifiers(1))*s.Verifiers[1].Stake
			return theory.Captured(allies/(allies+others), int64(s.Scheme.Auditors))
		},
		twins: []twin{{form: "C(k,m)/C(n,m)", why: "as if nobody were drawn twice", value: func(s *setting) float64 {
			return theory.CapturedSeats(s.verifiers(0)+s.verifiers(1), s.verifiers(0), int64(s.Scheme.Auditors))
		}}},
	},
}
