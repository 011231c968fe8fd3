package chain

// Reasons are what the contract gives as the reason of a credit, in the order of its numbers.
var Reasons = [...]string{"reward", "refund", "solver's bond", "challenger's bond", "gas", "share", "fee", "fee back"}

// Reason returns the reason of a credit for people.
func Reason(number uint8) string {
	if int(number) < len(Reasons) {
		return Reasons[number]
	}
	return "other"
}
