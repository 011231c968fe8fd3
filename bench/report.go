package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
)

// Results are a whole measurement.
type Results struct {
	Machine *Machine `json:"machine"`
	Long    bool     `json:"long"`
	Figures []Figure `json:"figures"`
	Skipped []Skip   `json:"skipped,omitempty"`
}

// Skip is what could not be measured, and why.
type Skip struct {
	Part string `json:"part"`
	Why  string `json:"why"`
}

// write writes the results as JSON.
func (r *Results) write(path string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(r); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// read reads results.
func read(path string) (*Results, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := new(Results)
	if err := json.Unmarshal(file, r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if r.Machine == nil {
		return nil, fmt.Errorf("%s: says nothing of the machine", path)
	}
	return r, nil
}

// sections returns the figures by section, in order of their first.
func (r *Results) sections() (names []string, figures map[string][]Figure) {
	figures = map[string][]Figure{}
	for _, f := range r.Figures {
		if figures[f.Section] == nil {
			names = append(names, f.Section)
		}
		figures[f.Section] = append(figures[f.Section], f)
	}
	return names, figures
}

func (f *Figure) row() []string {
	ratio := ""
	if f.Ratio != 0 {
		ratio = digits(f.Ratio)
	}
	return []string{f.Name, f.Unit, f.Ours.String(), f.Peer.String(), ratio, f.goal()}
}

var columns = []string{"", "unit", "ours", "peer", "ratio", "goal"}

// table prints the results for a terminal.
func (r *Results) table(w io.Writer) {
	names, figures := r.sections()
	for _, name := range names {
		fmt.Fprintf(w, "\n%s\n", name)
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "  "+strings.Join(columns, "\t"))
		for _, f := range figures[name] {
			fmt.Fprintln(t, "  "+strings.Join(f.row(), "\t"))
		}
		t.Flush()
		for _, p := range peers(figures[name]) {
			fmt.Fprintf(w, "  peer: %s\n", p)
		}
	}
	for _, s := range r.Skipped {
		fmt.Fprintf(w, "\nnot measured: %s\n", s.Why)
	}
}

// peers returns what a section's peers are.
func peers(figures []Figure) (p []string) {
	for _, f := range figures {
		if f.PeerIs != "" && !slices.Contains(p, f.PeerIs) {
			p = append(p, f.PeerIs)
		}
	}
	return p
}

// markdown writes the results for the documentation.
func (r *Results) markdown(w io.Writer) {
	m := r.Machine
	fmt.Fprintf(w, "Measured on: %s, %s, %s of memory; %s; instructions %s.\n", m.Processor, plural(m.Cores, "core"), m.Memory, m.System, strings.Join(m.ISA, ", "))
	var versions []string
	for name, v := range m.Versions {
		versions = append(versions, name+" "+strings.TrimPrefix(v, name+" "))
	}
	slices.Sort(versions)
	fmt.Fprintf(w, "Versions: %s.\n", strings.Join(versions, "; "))
	if s := unbusy(m.Load); s != "" {
		fmt.Fprintln(w, s)
	}
	names, figures := r.sections()
	for _, name := range names {
		fmt.Fprintf(w, "\n### %s\n\n| %s |\n|%s\n", name, strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)))
		for _, f := range figures[name] {
			fmt.Fprintf(w, "| %s |\n", strings.Join(f.row(), " | "))
		}
		if p := peers(figures[name]); len(p) > 0 {
			fmt.Fprintf(w, "\nPeer: %s.\n", strings.Join(p, "; "))
		}
	}
	if len(r.Skipped) > 0 {
		var why []string
		for _, s := range r.Skipped {
			why = append(why, s.Why)
		}
		fmt.Fprintf(w, "\nNot measured: %s.\n", strings.Join(why, "; "))
	}
}

// Marks of the part of a page that is generated.
const (
	from = "<!-- from here to the end mark, make bench-docs writes -->"
	to   = "<!-- end -->"
)

// document puts the results between the marks of a page.
func (r *Results) document(path string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(page), from)
	_, after, also := strings.Cut(rest, to)
	if !ok || !also {
		return fmt.Errorf("%s has no %s with %s after it", path, from, to)
	}
	var b bytes.Buffer
	b.WriteString(before + from + "\n\n")
	r.markdown(&b)
	b.WriteString("\n" + to + after)
	return os.WriteFile(path, b.Bytes(), 0o644)
}
