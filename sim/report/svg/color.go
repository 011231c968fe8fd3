package svg

import (
	"fmt"
	"image/color"
	"strings"
)

// Color is a named colour: what it is on a light ground and on a dark one. As a color.Color it is the light one.
type Color struct {
	Name        string // of its CSS classes: letters and digits
	Light, Dark RGB
	Alpha       uint8 // 0 means opaque
}

// RGB is 0xRRGGBB.
type RGB uint32

func (c RGB) String() string { return fmt.Sprintf("#%06x", uint32(c)) }

// RGBA makes a Color a color.Color, alpha-premultiplied as that interface asks.
func (c Color) RGBA() (r, g, b, a uint32) {
	return color.NRGBA{uint8(c.Light >> 16), uint8(c.Light >> 8), uint8(c.Light), c.alpha()}.RGBA()
}

func (c Color) alpha() uint8 {
	if c.Alpha == 0 {
		return 255
	}
	return c.Alpha
}

// Faint is the colour at an opacity.
func (c Color) Faint(opacity float64) Color {
	c.Alpha = uint8(max(1, min(255, opacity*255)))
	return c
}

// The colours of everything that is not data.
var (
	Paper = Color{Name: "paper", Light: 0xffffff, Dark: 0x16181c}
	Ink   = Color{Name: "ink", Light: 0x1b1f24, Dark: 0xe8eaed}
	Muted = Color{Name: "muted", Light: 0x57606a, Dark: 0xa4acb6}
	Rule  = Color{Name: "rule", Light: 0xd9dde2, Dark: 0x343a42}
)

// The colours of data, after Okabe and Ito (https://jfly.uni-koeln.de/color/), told apart by people with any of the common colour deficiencies; darkened
// where they are too weak on white, and lightened on black, for a contrast of 3 to 1.
var (
	Blue       = Color{Name: "blue", Light: 0x0072b2, Dark: 0x56b4e9}
	Vermillion = Color{Name: "vermillion", Light: 0xd55e00, Dark: 0xff8a3d}
	Green      = Color{Name: "green", Light: 0x00875f, Dark: 0x35c796}
	Purple     = Color{Name: "purple", Light: 0xb0578d, Dark: 0xe29ac4}
	Amber      = Color{Name: "amber", Light: 0xa87400, Dark: 0xf0c040}
	Sky        = Color{Name: "sky", Light: 0x2f8fc4, Dark: 0x9ad4f5}
)

// Palette is the data colours in the order in which series take them.
var Palette = []Color{Blue, Vermillion, Green, Purple, Amber, Sky}

// Style is the CSS of all named colours. A page that holds many drawings needs it once.
func Style() string {
	var light, dark strings.Builder
	for _, c := range append([]Color{Paper, Ink, Muted, Rule}, Palette...) {
		fmt.Fprintf(&light, ".f-%[1]s{fill:%[2]s}.s-%[1]s{stroke:%[2]s}", c.Name, c.Light)
		fmt.Fprintf(&dark, ".f-%[1]s{fill:%[2]s}.s-%[1]s{stroke:%[2]s}", c.Name, c.Dark)
	}
	return light.String() + "@media screen and (prefers-color-scheme:dark){" + dark.String() + "}"
}
