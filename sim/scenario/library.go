package scenario

import (
	"embed"
	"strings"
)

//go:embed library/*.yaml
var library embed.FS

// Names returns the names of the scenarios that are shipped, in order.
func Names() []string {
	entries, err := library.ReadDir("library")
	if err != nil {
		panic(err) // embedded
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}
