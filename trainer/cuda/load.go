package cuda

import (
	"fmt"
	"unsafe"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/ptx"
)

// plainShared is how many bytes of shared memory a block may have that does not ask for more.
const plainShared = 48 << 10

// load gives a schedule's ops their functions and tables. Launches of the same text have the same function, and all that are new are compiled
// together: as one module, and those that ask for much shared memory as another.
func (c *Card) load(ops []op) (functionTable, tableTable, error) {
	texts := map[*ptx.Entry]string{} // looked up only, as all maps here
	text := func(e *ptx.Entry) string {
		t, ok := texts[e]
		if !ok {
			t = e.String()
			texts[e] = t
		}
		return t
	}
	var groups [2]struct {
		entries []*ptx.Entry
		names   []string
		keys    []functionKey
		shared  int
	}
	fresh := map[functionKey]bool{}
	for i := range ops {
		for j := range ops[i].Launches {
			l := &ops[i].Launches[j]
			key := functionKey{text(l.Entry), asked(l.Shared)}
			if _, ok := c.functions[key]; ok || fresh[key] {
				continue
			}
			name := fmt.Sprintf("k%d", len(c.functions)+len(fresh))
			fresh[key] = true
			g := &groups[min(key.shared, 1)]
			g.shared = max(g.shared, plainShared)
			g.entries, g.names, g.keys, g.shared = append(g.entries, l.Entry.Renamed(name)), append(g.names, name), append(g.keys, key), max(g.shared, key.shared)
		}
	}
	for _, g := range groups {
		if len(g.entries) == 0 {
			continue
		}
		functions, err := c.dev.Load(ptx.Module(g.entries...), g.names, g.shared)
		if err != nil {
			return nil, nil, err
		}
		for i, f := range functions {
			c.functions[g.keys[i]] = f
		}
	}
	functions := functionTable{}
	for i := range ops {
		for j := range ops[i].Launches {
			l := &ops[i].Launches[j]
			functions[launchKey{l.Entry, asked(l.Shared)}] = c.functions[functionKey{text(l.Entry), asked(l.Shared)}]
		}
	}
	tables, err := c.loadTables(ops)
	return functions, tables, err
}

// functionKey is a function by its text, and how much shared memory it must be allowed.
type functionKey struct {
	text   string
	shared int
}

// launchKey is the same for a launch.
type launchKey struct {
	entry  *ptx.Entry
	shared int
}

// functionTable has the function of each launch, tableTable the memory of each op's tables by their first words.
type (
	functionTable map[launchKey]driver.Function
	tableTable    map[*uint32]driver.Ptr
)

// asked is the shared memory that must be asked for, 0 if none.
func asked(shared int) int {
	if shared <= plainShared {
		return 0
	}
	return shared
}

// loadTables uploads the ops' tables, those that are not on the card, in one region.
func (c *Card) loadTables(ops []op) (tableTable, error) {
	tables := tableTable{}
	var fresh []string
	var pieces []piece
	offset := map[string]int64{}
	bytes := int64(0)
	eachTable(ops, func(t []uint32) {
		key := tableKey(t)
		if _, ok := c.tables[key]; ok {
			return
		}
		if _, ok := offset[key]; !ok {
			offset[key] = bytes
			fresh = append(fresh, key)
			pieces = append(pieces, piece{driver.Ptr(bytes), tableBytes(t)})
			bytes += aligned(4 * int64(len(t)))
		}
	})
	if bytes > 0 {
		at, err := c.dev.Alloc(bytes)
		if err != nil {
			return nil, err
		}
		for i := range pieces {
			pieces[i].at += at
		}
		if err := c.upload(pieces); err != nil {
			c.dev.Release(at)
			return nil, err
		}
		for _, key := range fresh {
			c.tables[key] = at + driver.Ptr(offset[key])
		}
	}
	eachTable(ops, func(t []uint32) { tables[&t[0]] = c.tables[tableKey(t)] })
	return tables, nil
}

// tablesMissing returns the bytes that load would take for tables.
func (c *Card) tablesMissing(ops []op) (n int64) {
	seen := map[string]bool{}
	eachTable(ops, func(t []uint32) {
		key := tableKey(t)
		if _, ok := c.tables[key]; !ok && !seen[key] {
			seen[key] = true
			n += aligned(4 * int64(len(t)))
		}
	})
	return n
}

func eachTable(ops []op, do func([]uint32)) {
	for i := range ops {
		for _, t := range ops[i].Tables {
			do(t)
		}
	}
}

// tableKey is a table's content.
func tableKey(t []uint32) string { return string(tableBytes(t)) }

func tableBytes(t []uint32) []byte { return unsafe.Slice((*byte)(unsafe.Pointer(&t[0])), 4*len(t)) }

// launch is what a graph does, launch by launch: for looking at each.
func (c *Card) launch(l []driver.Launch, on driver.Stream) error {
	for i := range l {
		if err := c.dev.Launch(&l[i], on); err != nil {
			return err
		}
	}
	return nil
}
