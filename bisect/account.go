package bisect

import (
	"fmt"
	"strings"

	"refute/checkpoint/job"
	"refute/trainer/program"
)

// Where says to what the game has narrowed, for people: "step 37 of 240 > kernel 14 (dW1) > element (3, 201) > terms 512..767". The job
// gives the names; it may be nil.
func (g *Game) Where(j *job.Job) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	at := g.Phase
	if at == Done {
		at = g.Ended
	}
	if at == History {
		return fmt.Sprintf("epoch %d", g.Epoch)
	}
	add("step %d of %d", g.Step, g.Spec.Steps)
	if at == State && g.Height == 0 {
		add("state tensor %d%s", g.Index, stateName(j, g))
	}
	if g.Op == nil {
		return strings.Join(parts, " > ")
	}
	add("kernel %d%s", g.Kernel, kernelName(j, g))
	if g.Hi == 0 { // no element yet
		return strings.Join(parts, " > ")
	}
	add("element %s", Index(g.Op.Out, g.Element))
	if g.Hi-g.Lo < g.Facts.Windows || g.Facts.Windows == 1 {
		w := int64(g.Op.Window)
		add("terms %d..%d", g.Lo*w, min(g.Hi*w, g.Op.Terms())-1)
	}
	return strings.Join(parts, " > ")
}

func kernelName(j *job.Job, g *Game) string {
	if j == nil {
		return ""
	}
	p := j.ProgramOf(g.Step)
	if int(g.Kernel) >= len(p.Kernels) || p.Kernels[g.Kernel].Name == "" {
		return ""
	}
	return " (" + p.Kernels[g.Kernel].Name + ")"
}

func stateName(j *job.Job, g *Game) string {
	if j == nil {
		return ""
	}
	p := j.ProgramOf(g.Step)
	if g.Index >= uint64(len(p.States)) || p.States[g.Index].Name == "" {
		return ""
	}
	return " (" + p.States[g.Index].Name + ")"
}

// Index writes a flat index over extents, row-major: "(3, 201)", or "17" where there is one extent or none.
func Index(extents []int64, e int64) string {
	if len(extents) < 2 || program.Product(extents) <= e {
		return fmt.Sprint(e)
	}
	idx := make([]string, len(extents))
	for d := len(extents) - 1; d >= 0; d-- {
		idx[d], e = fmt.Sprint(e%extents[d]), e/extents[d]
	}
	return "(" + strings.Join(idx, ", ") + ")"
}

// Say describes an action at a game's position, before it is applied.
func (g *Game) Say(a Action) string {
	switch a := a.(type) {
	case Descend:
		return fmt.Sprintf("goes to node %d at height %d of the %s: %s", a.Index, a.Height, treeNames[g.Phase], a.Hash.Short())
	case Reveal:
		return fmt.Sprintf("reveals %d nodes below node %d at height %d of the %s", len(a.Children), g.Index, g.Height, treeNames[g.Phase])
	case Step:
		first, _ := g.Spec.Epochs().Range(g.Epoch)
		return fmt.Sprintf("names step %d, which starts from %s", first+uint32(g.Index), a.Before.Short())
	case ClaimTrace:
		return fmt.Sprintf("claims the trace by %d nodes", len(a.Children))
	case AskState:
		return "agrees with the trace and doubts the state"
	case OpenKernel:
		return fmt.Sprintf("opens kernel %d, %d bytes", g.Index, len(a.Section))
	case RevealLeaf:
		return fmt.Sprintf("reveals leaf %d of the output", g.Index)
	case Element:
		return fmt.Sprintf("doubts element %d", a.Index)
	case ClaimSums:
		return fmt.Sprintf("claims %d sums inside windows %d..%d", len(a.Values), g.Lo, g.Hi-1)
	case Pick:
		return fmt.Sprintf("picks part %d", a.Part)
	case JudgeWindow:
		return fmt.Sprintf("has window %d judged: from 0x%08x, claimed is 0x%08x", g.Lo, g.PLo, g.PHi)
	case JudgeState:
		return fmt.Sprintf("has state tensor %d judged", g.Index)
	case Timeout:
		return fmt.Sprintf("claims the time of the %s", g.Turn)
	}
	return a.Name()
}

var treeNames = [...]string{History: "epoch", Outputs: "trace", State: "state", Tensor: "output", Done: "tree"}
