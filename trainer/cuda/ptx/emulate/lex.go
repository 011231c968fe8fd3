package emulate

import (
	"fmt"
	"strings"
)

// token is a word, a number or a sign of PTX text, and where it is.
type token struct {
	text string
	line int
}

// Error is what is wrong with a module's text.
type Error struct {
	Kernel string // "" outside of one
	Line   int    // from 1
	Text   string // what is wrong
}

func (e *Error) Error() string {
	if e.Kernel == "" {
		return fmt.Sprintf("ptx line %d: %s", e.Line, e.Text)
	}
	return fmt.Sprintf("ptx line %d, kernel %s: %s", e.Line, e.Kernel, e.Text)
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c == '%' || c == '.'
}

// lex cuts a text into tokens. A word may contain dots, and "::" as in ".L2::128B"; a sign is one byte.
func lex(text string) ([]token, error) {
	var out []token
	line := 1
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\n':
			line++
			i++
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case strings.HasPrefix(text[i:], "//"):
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case strings.HasPrefix(text[i:], "/*"):
			end := strings.Index(text[i+2:], "*/")
			if end < 0 {
				return nil, &Error{Line: line, Text: "a comment without an end"}
			}
			line += strings.Count(text[i:i+2+end], "\n")
			i += end + 4
		case isWord(c):
			j := i + 1
			for j < len(text) && (isWord(text[j]) || j+2 < len(text) && text[j] == ':' && text[j+1] == ':' && isWord(text[j+2])) {
				if text[j] == ':' {
					j++
				}
				j++
			}
			out = append(out, token{text[i:j], line})
			i = j
		case c == '"':
			j := i + 1
			for j < len(text) && text[j] != '"' && text[j] != '\n' {
				j++
			}
			if j == len(text) || text[j] == '\n' {
				return nil, &Error{Line: line, Text: "a string without an end"}
			}
			out = append(out, token{text[i : j+1], line})
			i = j + 1
		case strings.IndexByte("()[]{}<>,;:@!+-|=", c) >= 0:
			out = append(out, token{text[i : i+1], line})
			i++
		default:
			return nil, &Error{Line: line, Text: fmt.Sprintf("unexpected byte %q", c)}
		}
	}
	return out, nil
}
