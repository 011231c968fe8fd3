// Package timeline records when what ran, on which lane, and writes it as the JSON of trace events that Perfetto (ui.perfetto.dev) and Chrome
// (chrome://tracing) open.
package timeline

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// MaxSpans bounds what a Recorder keeps: some 100 MB. What comes after is not recorded.
const MaxSpans = 1 << 20

// Recorder records spans. It may be used by many goroutines. A nil Recorder records nothing.
type Recorder struct {
	mu    sync.Mutex
	begin time.Time
	off   bool
	lanes []string
	spans []span
}

type span struct {
	lane     int
	name     string
	from, to time.Duration
}

// New returns a recorder whose time begins now. The lanes are shown in the order given; others come after them.
func New(lanes ...string) *Recorder { return &Recorder{begin: time.Now(), lanes: lanes} }

// Record says whether spans are recorded from now on; they are at first. So a few steps of a long run can be shown.
func (r *Recorder) Record(on bool) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.off = !on
}

// Span records that something ran on a lane. Spans of one lane may nest, not overlap.
func (r *Recorder) Span(lane, name string, from, to time.Time) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.off || len(r.spans) >= MaxSpans {
		return
	}
	i := 0
	for i < len(r.lanes) && r.lanes[i] != lane {
		i++
	}
	if i == len(r.lanes) {
		r.lanes = append(r.lanes, lane)
	}
	r.spans = append(r.spans, span{i, name, from.Sub(r.begin), to.Sub(r.begin)})
}

// event is one entry of the format; times are in microseconds.
type event struct {
	Name  string            `json:"name"`
	Phase string            `json:"ph"`
	PID   int               `json:"pid"`
	TID   int               `json:"tid"`
	TS    float64           `json:"ts"`
	Dur   float64           `json:"dur,omitempty"`
	Args  map[string]string `json:"args,omitempty"`
}

// Write writes what was recorded so far.
func (r *Recorder) Write(w io.Writer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := bufio.NewWriter(w)
	fmt.Fprint(b, `{"displayTimeUnit":"ms","traceEvents":[`)
	separator := "\n"
	write := func(e event) error {
		j, err := json.Marshal(e)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(b, "%s%s", separator, j)
		separator = ",\n"
		return err
	}
	for i, lane := range r.lanes {
		if err := write(event{Name: "thread_name", Phase: "M", PID: 1, TID: i + 1, Args: map[string]string{"name": lane}}); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(b, `%s{"name":"thread_sort_index","ph":"M","pid":1,"tid":%d,"args":{"sort_index":%d}}`, separator, i+1, i); err != nil {
			return err
		}
	}
	micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	for _, s := range r.spans {
		if err := write(event{Name: s.name, Phase: "X", PID: 1, TID: s.lane + 1, TS: micro(s.from), Dur: micro(s.to - s.from)}); err != nil {
			return err
		}
	}
	fmt.Fprint(b, "\n]}\n")
	return b.Flush()
}
