package truth

// cache keeps the values that were used last, by what they weigh. The newest stays whatever it weighs.
type cache[K comparable, V any] struct {
	entries []entry[K, V] // the newest last; there are few
	weight  int64
}

type entry[K comparable, V any] struct {
	key    K
	value  V
	weight int64
}

// get returns the value of a key, and makes it the newest.
func (c *cache[K, V]) get(key K) (value V, ok bool) {
	for i, e := range c.entries {
		if e.key == key {
			c.entries = append(append(c.entries[:i], c.entries[i+1:]...), e)
			return e.value, true
		}
	}
	return value, false
}

// put adds a value, and removes the oldest until all others fit below the limit.
func (c *cache[K, V]) put(key K, value V, weight, limit int64) {
	c.entries = append(c.entries, entry[K, V]{key, value, weight})
	c.weight += weight
	old := 0
	for ; old < len(c.entries)-1 && c.weight > limit; old++ {
		c.weight -= c.entries[old].weight
	}
	kept := copy(c.entries, c.entries[old:])
	clear(c.entries[kept:]) // holds nothing that was removed
	c.entries = c.entries[:kept]
}
