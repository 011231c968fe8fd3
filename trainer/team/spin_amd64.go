package team

// spin tells the processor that a goroutine waits for another.
func spin()
