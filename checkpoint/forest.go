package checkpoint

// forest folds many trees at once: the nodes on the next level of all of them are made together.
type forest struct {
	trees []tree
	pairs []Root
}

// tree is count nodes at a height, of which a root is to be made that many levels above.
type tree struct {
	out           int // where the root goes
	count, height int
	levels        int
}

// fold sets dst[t.out] to the root of each tree, whose nodes follow one another in nodes. It overwrites nodes, and removes the trees.
func (f *forest) fold(dst, nodes []Root, k Kind) {
	if len(f.trees) == 1 { // most blocks: in place
		t := f.trees[0]
		dst[t.out] = fold(nodes, t.levels, k, t.height)
		f.trees = f.trees[:0]
		return
	}
	for len(f.trees) > 0 {
		pairs, left, rest := f.pairs[:0], f.trees[:0], nodes
		for _, t := range f.trees {
			own := rest[:t.count]
			rest = rest[t.count:]
			if t.levels == 0 {
				dst[t.out] = own[0]
				continue
			}
			if pairs = append(pairs, own...); t.count%2 == 1 {
				pairs = append(pairs, k.Zero(t.height))
			}
			left = append(left, tree{t.out, (t.count + 1) / 2, t.height + 1, t.levels - 1})
		}
		f.trees, f.pairs = left, pairs
		nodes = nodes[:len(pairs)/2]
		hashNodes(nodes, pairs)
	}
}
