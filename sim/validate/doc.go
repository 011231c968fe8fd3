// Package validate holds the simulator against what can be said without it: every closed form of package theory has a scenario here, whose runs
// must give the form's value, and a wrong formula beside it, which the same runs must refute. docs/economics.md derives the forms and says why
// the wrong ones are tempting.
//
// What is compared comes from the model's ledger and counters, and the form's value from the scenario's parameters, read from the same file:
// neither knows of the other. All exact values are judged together, and all wrong ones, by Holm's procedure at [Level].
package validate

// Level is the probability, at most, that even one exact value is refuted although all forms are right.
const Level = 0.001
