package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"refute/sim/report/figure"
)

// define says what a formula's letters mean.
func define(f *figure.Figure, letters string) {
	if letters == "" {
		return
	}
	var each []string // once
	for _, s := range strings.Split(letters, "; ") {
		if !slices.Contains(each, s) {
			each = append(each, s)
		}
	}
	f.Notes = append(f.Notes, "In the closed form: "+strings.Join(each, "; ")+".")
}

// parameters says what the paths mean.
func (m *maker) parameters(f *figure.Figure, which ...int) {
	for _, i := range which {
		q := m.r.Params[i]
		name := m.parameter(i)
		if name != q.Path {
			name += " (" + q.Path + ")"
		}
		if q.Doc != "" {
			f.Shows += " " + capitalise(name) + ": " + strings.TrimSuffix(lower(q.Doc), ".") + "."
		}
	}
}

func lower(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// group names a group with what it does, "cheat: 2 solvers, substitute", and counts its members.
func (m *maker) group(column string) (name string, members float64) {
	parts := strings.Split(column, ".")
	if len(parts) != 3 || m.scenario == nil {
		return column, 1
	}
	count, strategy, arms := 0, []string(nil), []string(nil)
	for _, g := range m.scenario.Solvers {
		if parts[0] == "solver" && g.Name == parts[1] {
			count, strategy, arms = g.Count, g.Strategy, g.Arms
		}
	}
	for _, g := range m.scenario.Verifiers {
		if parts[0] == "verifier" && g.Name == parts[1] {
			count, strategy, arms = g.Count, g.Strategy, g.Arms
		}
	}
	// A sweep may vary how many there are.
	list := map[string]string{"solver": "solvers", "verifier": "verifiers"}[parts[0]]
	for i, p := range m.r.Params {
		if k, key, ok := m.listed(p.Path); ok && key == "count" && k == list+"."+parts[1] {
			count = int(p.Number(m.r.Points[m.point][i]))
		}
	}
	if count < 1 {
		return column, 1
	}
	does := strings.Join(strategy, ", ")
	if len(arms) > 0 {
		does = "learning which of " + strings.Join(arms, ", ")
		if len(strategy) > 1 {
			does += "; " + strings.Join(strategy[1:], ", ")
		}
	}
	s := "s"
	if count == 1 {
		s = ""
	}
	return fmt.Sprintf("%s (%d %s%s, %s)", parts[1], count, parts[0], s, does), float64(count)
}

// listed is the group of a parameter such as verifiers.0.rate, as verifiers.NAME, and its key.
func (m *maker) listed(path string) (group, key string, ok bool) {
	parts := strings.SplitN(path, ".", 3)
	if m.scenario == nil || len(parts) != 3 {
		return "", "", false
	}
	i, err := strconv.Atoi(parts[1])
	switch {
	case err != nil || i < 0:
	case parts[0] == "solvers" && i < len(m.scenario.Solvers):
		return "solvers." + m.scenario.Solvers[i].Name, parts[2], true
	case parts[0] == "verifiers" && i < len(m.scenario.Verifiers):
		return "verifiers." + m.scenario.Verifiers[i].Name, parts[2], true
	}
	return "", "", false
}

// parameter is a swept parameter in a reader's words: "rate of watch" for verifiers.0.rate.
func (m *maker) parameter(i int) string {
	path := m.r.Params[i].Path
	if group, key, ok := m.listed(path); ok {
		list, name, _ := strings.Cut(group, ".")
		return strings.ReplaceAll(key, "_", " ") + " of " + list + " (" + name + ")"
	}
	return path
}
