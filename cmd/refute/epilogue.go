package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/solver/cheat"
	"refute/verifier"
)

// record is what the chain says about a job's faults and about money, read from the logs.
type record struct {
	games       []chain.GameID
	equivocated []*bindings.JobsEquivocated
	slashed     []uint32 // attempts
	credits     map[common.Address]map[string]chain.Wei
	paidIn      map[common.Address]chain.Wei
	bonds       map[chain.JobID]chain.Wei // a challenger's
	burnt       chain.Wei
}

// read reads the logs of all jobs, or of one.
func (d *demo) read(ctx context.Context, only *chain.JobID) (*record, error) {
	r := &record{credits: map[common.Address]map[string]chain.Wei{}, paidIn: map[common.Address]chain.Wei{}, bonds: map[chain.JobID]chain.Wei{}}
	f := d.stage.client.Follow(0)
	for more := true; more; {
		b, err := f.Next(ctx)
		if err != nil {
			return nil, err
		}
		more = b.More
		for i := range b.Logs {
			e, err := d.stage.client.DecodeEvent(&b.Logs[i])
			if err != nil {
				return nil, err
			}
			if err := r.add(ctx, d.stage.client, e, only); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

func (r *record) add(ctx context.Context, c *chain.Client, event any, only *chain.JobID) error {
	mine := func(job [32]byte) bool { return only == nil || *only == chain.JobID(job) }
	pay := func(who common.Address, amount chain.Wei) { r.paidIn[who] = r.paidIn[who].Add(amount) }
	switch e := event.(type) {
	case *bindings.DisputesOpened:
		if !mine(e.Job) {
			return nil
		}
		r.games = append(r.games, chain.GameID(e.Game))
		j, err := c.Job(ctx, chain.JobID(e.Job))
		if err != nil {
			return err
		}
		pay(e.Challenger, j.ChallengeBond)
	case *bindings.JobsEquivocated:
		if mine(e.Job) {
			r.equivocated = append(r.equivocated, e)
		}
	case *bindings.JobsSlashed:
		if mine(e.Job) {
			r.slashed = append(r.slashed, e.Attempt)
		}
	case *bindings.JobsJobCreated:
		w, err := chain.WeiFromBig(e.Reward)
		if err != nil {
			return err
		}
		pay(e.Client, w)
	case *bindings.JobsTaken:
		w, err := chain.WeiFromBig(e.Bond)
		if err != nil {
			return err
		}
		pay(e.Solver, w)
	case *bindings.JobsCredited:
		w, err := chain.WeiFromBig(e.Amount)
		if err != nil {
			return err
		}
		m := r.credits[e.Account]
		if m == nil {
			m = map[string]chain.Wei{}
			r.credits[e.Account] = m
		}
		why := chain.Reason(e.Reason)
		m[why] = m[why].Add(w)
	case *bindings.JobsBurnt:
		w, err := chain.WeiFromBig(e.Amount)
		if err != nil {
			return err
		}
		r.burnt = r.burnt.Add(w)
	}
	return nil
}

// tellGames prints the account of each game of an act and leaves its transcript in the output folder.
func (d *demo) tellGames(ctx context.Context, a *act, honestSolver bool) error {
	reports, err := d.reports(ctx, a)
	if err != nil {
		return err
	}
	for _, g := range reports {
		who := fmt.Sprintf("by the %s, against the cheater", d.nameOf(g.Challenger))
		if honestSolver {
			who = "by the griefer, against the honest solver"
		}
		d.console.say("\nDispute %s, %s:", g.Game.Short(), who)
		d.tellGame(g)
		path := filepath.Join(d.out, "dispute-"+strings.TrimPrefix(g.Game.Short(), "0x"))
		if err := checkpoint.WriteFile(path+".json", g.WriteJSON); err != nil {
			return err
		}
		if err := checkpoint.WriteFile(path+".txt", func(w io.Writer) error { _, err := g.WriteTo(w); return err }); err != nil {
			return err
		}
		if _, err := g.Replay(d.spec); err != nil {
			return fmt.Errorf("transcript %s.json does not replay: %w", path, err)
		}
	}
	return nil
}

// tellGame prints a line for each move: to where the game narrowed, or what was shown where it did not. Each opening is in the account that is
// left in the output folder.
func (d *demo) tellGame(g *dispute.Report) {
	where := ""
	for i, m := range g.Moves {
		what := m.Where
		if what == where || i == 0 || m.By != bisect.Challenger.String() {
			what = strings.Join(m.Says, "; ")
		}
		where = m.Where
		d.console.say("%3d  %-10s  %7d gas   %s", i+1, m.By, m.Gas, what)
	}
	d.console.say("     %s", g)
	verdict := ""
	if g.AdjudicationGas > 0 {
		verdict = fmt.Sprintf(", %d of it for computing the verdict", g.AdjudicationGas)
	}
	d.console.say("     The %s wins: %s. %d moves, %d gas%s.", g.Winner, because(g), len(g.Moves), g.Gas, verdict)
}

// because says why a game ended.
func because(g *dispute.Report) string {
	switch {
	case g.Kernel == nil && stateTensor(g) != "" && g.Winner == bisect.Challenger.String() && g.AdjudicationGas > 0:
		return g.Reason + ", and is not the one that the program names"
	case g.Claimed != nil && g.Correct != nil && *g.Claimed == *g.Correct:
		return g.Reason + ", and the solver was right"
	case g.Claimed != nil && g.Correct != nil:
		return g.Reason + ", and the solver was wrong"
	}
	return g.Reason
}

// stateTensor names the state tensor to which a game narrowed, "" if it did not.
func stateTensor(g *dispute.Report) string {
	for _, part := range strings.Split(g.Where, " > ") {
		if strings.HasPrefix(part, "state tensor ") {
			return part
		}
	}
	return ""
}

// nameOf returns who of the people has an address.
func (d *demo) nameOf(a common.Address) string {
	for _, name := range people {
		if d.stage.wallets[name].Address() == a {
			return name
		}
	}
	return a.String()
}

// reports reads the accounts of an act's games from the chain, in the order of their opening.
func (d *demo) reports(ctx context.Context, a *act) ([]*dispute.Report, error) {
	rec, err := d.read(ctx, &a.id)
	if err != nil {
		return nil, err
	}
	table, err := dispute.NewTable(ctx, d.stage.client, a.id, d.job)
	if err != nil {
		return nil, err
	}
	var out []*dispute.Report
	for _, g := range rec.games {
		r, err := table.ReadReport(ctx, g)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// sayAudits tells what the verifiers did, and what was to be expected of the sample.
func (d *demo) sayAudits(a *act) {
	for _, name := range []string{fullTime, partTime} {
		r := a.reports[name]
		steps, found := 0, false
		for _, x := range r.Audits {
			steps += len(x.Sampled)
			if !x.Published {
				first, last := d.spec.Epochs().Range(x.Epoch)
				steps += int(last-first) + 1
			}
			found = found || x.Fault != nil
		}
		line := fmt.Sprintf("%-14s audited %d steps by executing %d", strings.ToUpper(name[:1])+name[1:], steps, r.Steps())
		if n := r.Messages.Ignored(); n > 0 {
			line += fmt.Sprintf(", ignored %d messages", n)
		}
		if name == partTime && a.cheatAt > 0 && d.cheat != cheat.Equivocate { // two signatures are seen without executing anything
			least := ""
			if d.checkpointEvery() > 1 {
				least = "at least " // what it executes on the way from a checkpoint comes on top
			}
			line += fmt.Sprintf("; it was to find one wrong step with probability %s%.2f, and did%s", least, d.predicted(), map[bool]string{true: "", false: " not"}[found])
		}
		d.console.say("%s", line)
	}
}

// predicted is the sampling verifier's probability of finding the cheat.
func (d *demo) predicted() float64 {
	if !d.publish || d.cheat == cheat.Withhold {
		return 1 // nothing is published, so everything is computed
	}
	return verifier.Predict(d.spec.Epochs(), demoRate)
}

// epilogue reads the outcome from the chain: verdicts, roots, money.
func (d *demo) epilogue(ctx context.Context, first, second *act) (*demoResult, error) {
	r := &demoResult{Steps: d.steps, Balances: map[string]balanceResult{}, Disputes: []disputeResult{}}
	x, err := newCPU(d.model.Eval, d.model.EvalConsts)
	if err != nil {
		return nil, err
	}
	correct, err := d.model.Correct(ctx, x, first.state)
	if err != nil {
		return nil, err
	}
	r.Accuracy = float64(correct) / float64(d.model.Tests)
	j, err := d.stage.client.Job(ctx, first.id)
	if err != nil {
		return nil, err
	}
	r.HistoryRoot, r.StateRoot = j.History, j.State
	if r.OK, err = d.judge(ctx, r, first, second); err != nil {
		return nil, err
	}
	c := d.console
	c.head("Outcome")
	c.say("Test accuracy  %.4f (%d of %d)", r.Accuracy, correct, d.model.Tests)
	c.say("History root   %s", r.HistoryRoot)
	c.say("State root     %s", r.StateRoot)
	if err := d.collect(ctx, first, second); err != nil {
		return nil, err
	}
	if err := d.sayMoney(ctx, r); err != nil {
		return nil, err
	}
	if err := d.draw(ctx, first, second); err != nil {
		return nil, err
	}
	if r.OK {
		c.say("\nEvery verdict was right. Transcripts and picture: %s", d.out)
	} else {
		c.say("\nA VERDICT WAS WRONG, or a cheater got away: see above. Transcripts and picture: %s", d.out)
	}
	return r, nil
}

// judge lists the disputes and reports whether everything on the chain is as it must be.
func (d *demo) judge(ctx context.Context, r *demoResult, first, second *act) (bool, error) {
	ok := true
	must := func(what string, yes bool) {
		if !yes {
			d.console.say("WRONG: %s", what)
			ok = false
		}
	}
	roots := func(a *act) (*chain.Job, *record, error) {
		j, err := d.stage.client.Job(ctx, a.id)
		if err != nil {
			return nil, nil, err
		}
		rec, err := d.read(ctx, &a.id)
		return j, rec, err
	}
	j, rec, err := roots(first)
	if err != nil {
		return false, err
	}
	must("the honest job is done", j.Phase == chain.JobDone && len(rec.slashed) == 0)
	if err := d.list(ctx, r, first, "griefer", func(g *dispute.Report) {
		must("the griefer lost dispute "+g.Game.Short(), g.Winner == bisect.Defender.String())
	}); err != nil {
		return false, err
	}
	must("the griefer's dispute took place", len(rec.games) == 1)
	if second == nil {
		return ok, nil
	}
	j2, rec2, err := roots(second)
	if err != nil {
		return false, err
	}
	must("the cheater was slashed, once, and nobody else", slices.Equal(rec2.slashed, []uint32{1}))
	must("the job was finished by another solver, with the same roots", j2.Phase == chain.JobDone && j2.History == j.History && j2.State == j.State)
	if d.cheat == cheat.Equivocate {
		must("one equivocation was shown", len(rec2.equivocated) == 1)
		for _, e := range rec2.equivocated {
			t, err := d.stage.client.Backend().TransactionReceipt(ctx, e.Raw.TxHash)
			if err != nil {
				return false, err
			}
			r.Disputes = append(r.Disputes, disputeResult{Cheat: string(d.cheat), Step: &e.Step, Moves: 1, Gas: t.GasUsed, Winner: "challenger"})
		}
	} else {
		must("a dispute about the cheat took place", len(rec2.games) > 0)
	}
	err = d.list(ctx, r, second, string(d.cheat), func(g *dispute.Report) {
		must("the challenger won dispute "+g.Game.Short(), g.Winner == bisect.Challenger.String())
		if g.Step != nil {
			must("dispute "+g.Game.Short()+" ended at the step that was cheated on", *g.Step == second.cheatAt)
		}
	})
	return ok, err
}

// list adds an act's games to the result.
func (d *demo) list(ctx context.Context, r *demoResult, a *act, kind string, check func(*dispute.Report)) error {
	reports, err := d.reports(ctx, a)
	if err != nil {
		return err
	}
	for _, g := range reports {
		check(g)
		x := disputeResult{Cheat: kind, Step: g.Step, KernelIndex: g.Kernel, Element: g.Element, Moves: len(g.Moves), Gas: g.Gas, Winner: g.Winner, Seconds: d.seconds(g.Game)}
		if g.Name != "" {
			x.Kernel = &g.Name
		}
		if len(g.Window) == 2 {
			x.Window = &[2]int64{g.Window[0], g.Window[1]}
		}
		if g.AdjudicationGas > 0 {
			x.AdjudicationGas = &g.AdjudicationGas
		}
		r.Disputes = append(r.Disputes, x)
	}
	return nil
}

// collect has the client settle what the contract still holds for it, the part of a slashed attempt's reward, and withdraw it.
func (d *demo) collect(ctx context.Context, acts ...*act) error {
	w := d.stage.wallets[client]
	for _, a := range acts {
		if a == nil {
			continue
		}
		j, err := d.stage.client.Job(ctx, a.id)
		if err != nil {
			return err
		}
		for n := uint32(1); n <= j.Attempt; n++ {
			if _, err := w.Settle(ctx, a.id, n); err != nil && !chain.IsRevert(err, "NothingToDo") {
				return err
			}
		}
	}
	owed, err := d.stage.client.Credits(ctx, w.Address())
	if err != nil || owed.IsZero() {
		return err
	}
	_, err = w.Withdraw(ctx)
	return err
}

// sayMoney explains every account: what it had, paid in, was credited and why, and spent on gas.
func (d *demo) sayMoney(ctx context.Context, r *demoResult) error {
	rec, err := d.read(ctx, nil)
	if err != nil {
		return err
	}
	c := d.console
	c.say("\n%-14s %12s %12s %12s  %s", "ether", "before", "after", "change", "because of")
	for _, name := range people {
		before := d.stage.begin[name]
		after, err := d.stage.worth(ctx, name)
		if err != nil {
			return err
		}
		r.Balances[name] = balanceResult{before, after}
		who := d.stage.wallets[name].Address()
		sum := chain.Wei{}
		var why []string
		for _, reason := range append(chain.Reasons[:], "other") {
			if w, ok := rec.credits[who][reason]; ok {
				sum = sum.Add(w)
				why = append(why, "+"+w.Ether()+" "+reason)
			}
		}
		if in := rec.paidIn[who]; !in.IsZero() {
			why = append(why, "-"+in.Ether()+" paid in")
		}
		if gas := before.Add(sum).Sub(rec.paidIn[who]).Sub(after); !gas.IsZero() {
			why = append(why, "-"+gas.Ether()+" gas")
		}
		c.say("%-14s %12s %12s %12s  %s", name, before.Ether(), after.Ether(), change(before, after), strings.Join(why, ", "))
	}
	c.say("%-14s %38s", "burnt", rec.burnt.Ether())
	return nil
}

func change(before, after chain.Wei) string {
	if after.Cmp(before) < 0 {
		return "-" + before.Sub(after).Ether()
	}
	return "+" + after.Sub(before).Ether()
}

// draw leaves a picture of the run and its disputes in the output folder.
func (d *demo) draw(ctx context.Context, first, second *act) error {
	p := picture{Title: fmt.Sprintf("refute demo: %s, %d steps, cheat %s, seed %d", d.data, d.steps, d.cheat, d.seed), Steps: d.steps, Epoch: int(d.spec.EpochLength), CheatAt: -1, Loss: d.loss}
	if !d.publish {
		p.Title += ", publishing nothing but anchors"
	}
	a := first
	if second != nil {
		a, p.Cheat, p.CheatAt = second, cheatWords[d.cheat], int(second.cheatAt)
	}
	for _, name := range []string{fullTime, partTime} {
		row := auditRow{Name: name}
		for _, x := range a.reports[name].Audits {
			if x.Published {
				for _, t := range x.Sampled {
					row.Steps = append(row.Steps, int(t))
				}
				continue
			}
			for t, last := d.spec.Epochs().Range(x.Epoch); t <= last; t++ {
				row.Steps = append(row.Steps, int(t))
			}
		}
		p.Audits = append(p.Audits, row)
	}
	for _, x := range []*act{first, second} {
		if x == nil {
			continue
		}
		reports, err := d.reports(ctx, x)
		if err != nil {
			return err
		}
		for _, g := range reports {
			p.Disputes = append(p.Disputes, d.funnel(g, x == first))
		}
		rec, err := d.read(ctx, &x.id)
		if err != nil {
			return err
		}
		for _, e := range rec.equivocated {
			t, err := d.stage.client.Backend().TransactionReceipt(ctx, e.Raw.TxHash)
			if err != nil {
				return err
			}
			p.Disputes = append(p.Disputes, funnel{Title: "No dispute is needed: two roots with the solver's signature are shown to the contract",
				Levels: []level{d.stepLevel(e.Step)}, Note: fmt.Sprintf("1 transaction, %d gas", t.GasUsed)})
		}
	}
	return checkpoint.WriteFile(filepath.Join(d.out, "picture.svg"), func(w io.Writer) error { return p.Write(w) })
}

// funnel is a game for the picture.
func (d *demo) funnel(g *dispute.Report, griefing bool) funnel {
	f := funnel{Title: fmt.Sprintf("The %s challenges the cheater: the %s wins", d.nameOf(g.Challenger), g.Winner), Right: g.Winner == bisect.Defender.String(),
		Note: fmt.Sprintf("%d moves, %d gas: %s (dispute %s)", len(g.Moves), g.Gas, because(g), g.Game.Short())}
	if griefing {
		f.Title = fmt.Sprintf("A griefer challenges the honest solver: the %s wins", g.Winner)
	}
	epochs := d.spec.Epochs()
	if g.Step == nil {
		f.Levels = append(f.Levels, level{fmt.Sprintf("epoch %d of %d", g.Epoch, epochs.Count()), float64(epochs.Count()), float64(g.Epoch) - 1})
		return f
	}
	f.Levels = append(f.Levels, d.stepLevel(*g.Step))
	p := d.job.ProgramOf(*g.Step)
	if g.Kernel == nil {
		s, at := stateTensor(g), 0
		if n, _ := fmt.Sscanf(s, "state tensor %d", &at); n == 1 {
			f.Levels = append(f.Levels, level{fmt.Sprintf("%s, of %d", s, len(p.States)), float64(len(p.States)), float64(at)})
		}
		return f
	}
	k := &p.Kernels[*g.Kernel]
	f.Levels = append(f.Levels, level{fmt.Sprintf("kernel %d (%s), of %d", *g.Kernel, g.Name, len(p.Kernels)), float64(len(p.Kernels)), float64(*g.Kernel)})
	if g.Element == nil {
		return f
	}
	at := int64(0)
	for i, e := range g.Element {
		at = at*k.Out[i] + e
	}
	f.Levels = append(f.Levels, level{fmt.Sprintf("element %v of %v", g.Element, k.Out), float64(k.Count()), float64(at)})
	if len(g.Window) == 2 {
		f.Levels = append(f.Levels, level{fmt.Sprintf("terms %d to %d of %d, computed by the referee contract", g.Window[0], g.Window[1], k.Terms()), float64(k.Windows()), float64(g.Window[0] / int64(k.Window))})
	}
	return f
}

// stepLevel is the level of a step among all.
func (d *demo) stepLevel(t uint32) level {
	return level{fmt.Sprintf("step %d of %d", t, d.steps), float64(d.steps), float64(t) - 1}
}
