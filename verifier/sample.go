package verifier

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"

	"refute/checkpoint"
	"refute/contracts/chain"
)

// DefaultRate is the part of the steps that a verifier audits which does not audit all. It finds one wrong step with probability 0.2: twice what
// it takes to make that a loss with chain.DefaultTerms, if the false result is worth as much as the reward (docs/economics.md).
const DefaultRate = 0.2

// SampleSize is how many of n steps are audited at a rate: rate·n to the nearest, at least one if the rate is above 0.
func SampleSize(n uint64, rate float64) uint64 {
	switch {
	case !(rate > 0) || n == 0:
		return 0
	case rate >= 1:
		return n
	}
	return min(max(uint64(math.Round(rate*float64(n))), 1), n)
}

// Sample draws the steps of an epoch that are audited: the SampleSize ones with the smallest
//
//	HMAC-SHA-256(secret, "refute/sample/1" ‖ job ‖ epoch ‖ anchor ‖ step)      epoch and step as u32, big-endian
//
// in rising order. The anchor is in it: a solver is bound before anybody, the verifier included, can know the sample; and without the secret
// nobody can know it afterwards.
func Sample(secret [32]byte, id chain.JobID, e checkpoint.Epoch, anchor checkpoint.Root, first, last uint32, rate float64) []uint32 {
	if first > last {
		return nil
	}
	n := uint64(last-first) + 1
	size := SampleSize(n, rate)
	if size == n {
		all := make([]uint32, 0, n)
		for t := uint64(first); t <= uint64(last); t++ {
			all = append(all, uint32(t))
		}
		return all
	}
	type draw struct {
		tag  [32]byte
		step uint32
	}
	draws := make([]draw, 0, n)
	m := hmac.New(sha256.New, secret[:])
	var b []byte
	for t := uint64(first); t <= uint64(last); t++ {
		b = append(b[:0], "refute/sample/1"...)
		b = append(b, id[:]...)
		b = binary.BigEndian.AppendUint32(b, uint32(e))
		b = append(b, anchor[:]...)
		b = binary.BigEndian.AppendUint32(b, uint32(t))
		m.Reset()
		m.Write(b)
		d := draw{step: uint32(t)}
		m.Sum(d.tag[:0])
		draws = append(draws, d)
	}
	slices.SortFunc(draws, func(a, b draw) int { return bytes.Compare(a.tag[:], b.tag[:]) })
	steps := make([]uint32, size)
	for i := range steps {
		steps[i] = draws[i].step
	}
	slices.Sort(steps)
	return steps
}

// Detection is the probability that a sample of s of n steps, drawn without replacement, holds at least one of m wrong ones:
//
//	D = 1 - C(n-m, s) / C(n, s) = 1 - Π_{i<m} (n-s-i) / (n-i)
func Detection(n, m, s uint64) float64 {
	if m == 0 || s == 0 || n == 0 {
		return 0
	}
	if m > n || s >= n || m+s > n {
		return 1
	}
	missed := 1.0
	for i := range m {
		missed *= float64(n-s-i) / float64(n-i)
	}
	return 1 - missed
}

// Predict is the probability that a verifier of a rate finds one wrong step somewhere in a job, every step of it being as likely. What it finds
// on the way from a checkpoint to a sampled step comes on top.
func Predict(epochs checkpoint.Epochs, rate float64) float64 {
	sampled, all := 0.0, 0.0
	for e := checkpoint.Epoch(1); e <= epochs.Count(); e++ {
		first, last := epochs.Range(e)
		n := uint64(last-first) + 1
		all += float64(n)
		sampled += float64(n) * Detection(n, 1, SampleSize(n, rate))
	}
	return sampled / all
}
