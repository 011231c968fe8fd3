package dispute_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/dispute"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the transcript in testdata")

// A transcript that was kept replays years later, without a chain.
func TestKeptTranscript(t *testing.T) {
	b, err := os.ReadFile("testdata/transcript.json")
	if err != nil {
		t.Fatal(err)
	}
	report, err := dispute.ReadTranscript(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	spec, err := bisecttest.Job(9, 4).Spec()
	if err != nil {
		t.Fatal(err)
	}
	g, err := report.Replay(spec)
	if err != nil || g.Winner != bisect.Challenger || g.Step != 6 || g.Element != 3 {
		t.Errorf("%v, the %s wins at %s", err, g.Winner, g.Where(nil))
	}
}

// The account of a game can be read by a person, and replayed by anybody who has the job.
func TestReport(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KLanes, 3, 1<<22)
	r := runOf(t, j, hook)
	w := newWorld(t, r, nil)
	g := w.play(w.open("alice", 2, false), w.solver(defence(r, hook)), w.player("alice", bisect.Challenger, published(r, 6, local(r, hook, true))))
	report, err := w.table.ReadReport(t.Context(), g.ID)
	w.ok(err)
	var text strings.Builder
	_, err = report.WriteTo(&text)
	w.ok(err)
	t.Log("\n" + text.String())
	for _, want := range []string{"step 6 of 9 > kernel 1 (lanes) > element 3 > terms 599..599 > referee: solver's sum 0x454683ad, correct 0x450683ad", "names step 6", "8 moves"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the account lacks %q", want)
		}
	}
	if report.Winner != "challenger" || *report.Step != 6 || *report.Kernel != bisecttest.KLanes || report.Element[0] != 3 ||
		report.Window[0] != 599 || len(report.Moves) != int(g.Moves) || report.Gas == 0 || report.AdjudicationGas == 0 {
		t.Errorf("%+v", report)
	}
	var file bytes.Buffer
	w.ok(report.WriteJSON(&file))
	if *rewrite {
		w.ok(os.WriteFile("testdata/transcript.json", file.Bytes(), 0o644))
	}
	again, err := dispute.ReadTranscript(bytes.NewReader(file.Bytes()))
	w.ok(err)
	end, err := again.Replay(w.table.Spec)
	w.ok(err)
	if end.Winner != bisect.Challenger || end.Sum != uint32(*report.Correct) {
		t.Errorf("the replay ends with %s, 0x%08x", end.Winner, end.Sum)
	}
	// A transcript that was tampered with does not replay.
	last := &again.Moves[len(again.Moves)-1]
	last.Actions[0][40] ^= 1
	if _, err := again.Replay(w.table.Spec); err == nil {
		t.Error("a changed transcript replays")
	}
	*again.Correct++
	last.Actions[0][40] ^= 1
	if _, err := again.Replay(w.table.Spec); err == nil {
		t.Error("a transcript with another verdict replays")
	}
}
