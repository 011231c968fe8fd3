package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// console is where a person follows what happens: a bar on a terminal, plain lines elsewhere. It may be used by many goroutines.
type console struct {
	mu    sync.Mutex
	out   io.Writer
	width int // of the terminal, 0 if it is none
	bar   *progressbar.ProgressBar
	next  int // fifths of the work that were told in plain lines
}

func newConsole(out io.Writer) *console {
	c := &console{out: out}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		c.width = 80
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 20 {
			c.width = w
		}
	}
	return c
}

// say prints a line; a running bar is moved out of its way.
func (c *console) say(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		_ = c.bar.Clear()
	}
	for _, line := range strings.Split(fmt.Sprintf(format, args...), "\n") {
		fmt.Fprintln(c.out, wrap(line, c.width))
	}
	if c.bar != nil {
		_ = c.bar.RenderBlank()
	}
}

// wrap breaks a line at spaces, so that none is wider than a terminal if no word is; what follows is set in deeper than the line. A width of 0 is
// without end.
func wrap(line string, width int) string {
	indent := len(line) - len(strings.TrimLeft(line, " ")) + 4
	var out []string
	for width > 2*indent && utf8.RuneCountInString(line) > width {
		r := []rune(line)
		at := width // of the space that is broken at; it may lie just beyond the edge
		for at > indent && r[at] != ' ' {
			at--
		}
		if at <= indent {
			break
		}
		out = append(out, strings.TrimRight(string(r[:at]), " "))
		line = strings.Repeat(" ", indent) + strings.TrimLeft(string(r[at:]), " ")
	}
	return strings.Join(append(out, line), "\n")
}

// head prints a heading.
func (c *console) head(format string, args ...any) {
	c.say("\n%s\n%s", fmt.Sprintf(format, args...), strings.Repeat("─", 72))
}

// progress begins to show how much of total is done, from what is done already.
func (c *console) progress(total int, what string, from int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next = from * 5 / max(total, 1)
	if c.width > 0 {
		c.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(c.out), progressbar.OptionSetDescription("  "+what), progressbar.OptionSetWidth(min(40, c.width-40)),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(0))
	}
}

// done says how much is done; elsewhere than on a terminal, a line every fifth. note goes with the line.
func (c *console) done(n, total int, note string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		_ = c.bar.Set(n)
		return
	}
	if c.width == 0 && total > 0 && (n*5/total > c.next || n == total) {
		c.next = n * 5 / total
		fmt.Fprintf(c.out, "  step %d of %d%s\n", n, total, note)
	}
}

// describe says how much is done, and in the bar's place what is to be said about it; elsewhere than on a terminal it says nothing.
func (c *console) describe(n int, what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		c.bar.Describe(what)
		_ = c.bar.Set(n)
	}
}

// end ends the progress.
func (c *console) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		_ = c.bar.Finish()
		_ = c.bar.Clear()
		c.bar = nil
	}
}
