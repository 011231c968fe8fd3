// Package svg draws gonum plots as SVG documents that stand alone: it is a vg.Canvas.
//
// It differs from gonum's own backend in what a report needs. Colours are named, so that one drawing is right on a light page, a dark page and on
// paper. Text is text (it can be searched, selected and read aloud) with the width that the layout assumed written beside it, so that nothing moves
// where the reader's machine has other fonts. A drawing has a title and a description, and a mark may carry its numbers, which browsers show when
// a pointer rests on it. Coordinates are rounded to hundredths of a unit; the same calls give the same bytes.
package svg
