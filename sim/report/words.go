package report

import "strings"

// words is a metric in a reader's words: "profit of solvers (cheat) per task" for solver.cheat.profit/solver.cheat.tasks.
func words(metric string) string {
	if a, b, ok := strings.Cut(metric, " - "); ok {
		return words(a) + " less " + words(b)
	}
	if s, ok := usual[metric]; ok {
		return s
	}
	over, under, ratio := strings.Cut(metric, "/")
	if !ratio {
		return column(over)
	}
	if i := strings.LastIndexByte(under, '.'); i >= 0 && strings.HasPrefix(over, under[:i+1]) { // of one group
		under = under[i+1:]
	}
	if one, ok := singular[under]; ok {
		return column(over) + " per " + one
	}
	return column(over) + " per " + column(under)
}

// usual are ratios that have a name.
var usual = map[string]string{
	"undetected/cheated":         "share of cheats that stand",
	"detected/cheated":           "share of cheats that are found",
	"forced_found/forced":        "share of forced errors that are found",
	"games_lost_by_honest/games": "share of games that the side in the right loses",
	"cheated/tasks":              "share of tasks in which the solver cheats",
	"defence_spend/attack_spend": "griefing ratio",
	"pot_ruined":                 "share of runs in which the pot was ruined",
}

var singular = map[string]string{"tasks": "task", "games": "game", "audits": "audit", "slashed": "slash", "challenges": "challenge", "moves": "move", "finished": "finished task", "cheated": "cheat"}

// column is a column in a reader's words.
func column(name string) string {
	name = strings.ReplaceAll(name, "_seconds", "_time")
	parts := strings.Split(strings.ReplaceAll(name, "_", " "), ".")
	switch {
	case len(parts) != 3:
		return strings.Join(parts, ".")
	case parts[0] == "solver" || parts[0] == "verifier":
		return parts[2] + " of " + parts[0] + "s (" + parts[1] + ")"
	case parts[0] == "share":
		return "share of " + parts[1] + " that play " + parts[2]
	}
	return strings.Join(parts, ".")
}
