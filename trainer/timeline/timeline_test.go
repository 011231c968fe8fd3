package timeline

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"
)

func TestWrite(t *testing.T) {
	r := New("steps", "kernels")
	at := func(us int) time.Time { return r.begin.Add(time.Duration(us) * time.Microsecond) }
	r.Span("kernels", `matmul of "z"`, at(3), at(5))
	r.Span("hashing", "step 1", at(5), at(9))
	r.Record(false)
	r.Span("hashing", "step 2", at(9), at(10))
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		TraceEvents []struct {
			Name, Ph string
			Tid      int
			Ts, Dur  float64
			Args     map[string]any
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v in\n%s", err, b.Bytes())
	}
	lanes := map[int]any{}
	spans := map[string][3]float64{}
	for _, e := range got.TraceEvents {
		switch {
		case e.Ph == "M" && e.Name == "thread_name":
			lanes[e.Tid] = e.Args["name"]
		case e.Ph == "X":
			spans[e.Name] = [3]float64{float64(e.Tid), e.Ts, e.Dur}
		}
	}
	if len(lanes) != 3 || lanes[1] != "steps" || lanes[2] != "kernels" || lanes[3] != "hashing" {
		t.Errorf("lanes %v", lanes)
	}
	if spans[`matmul of "z"`] != [3]float64{2, 3, 2} || spans["step 1"] != [3]float64{3, 5, 4} || len(spans) != 2 {
		t.Errorf("spans %v", spans)
	}
	var none *Recorder
	none.Span("a", "b", at(0), at(1)) // records nothing, and does not fail
}
