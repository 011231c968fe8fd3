package checkpoint_test

import (
	"fmt"
	"os"
	"path/filepath"

	"refute/checkpoint"
	"refute/trainer/tensor"
)

// A solver commits to a tensor by its root and opens one element of it: the leaf's bytes and a proof.
func Example() {
	weights := tensor.New(tensor.F32, 1000) // 4 leaves of 256 elements
	weights.F32()[700] = 0.5
	root := checkpoint.TensorRoot(weights)

	// The opening.
	leaf, offset := checkpoint.LeafOf(tensor.F32, 700)
	data := checkpoint.LeafBytes(weights, leaf)
	proof, err := checkpoint.TensorTree(weights).Proof(leaf)
	if err != nil {
		fmt.Println(err)
		return
	}

	// Whoever knows the root and the tensor's declaration checks it.
	shape := checkpoint.TensorShape(tensor.F32, 1000)
	if err := shape.Verify(root, checkpoint.HashLeaf(&data), leaf, proof); err != nil {
		fmt.Println(err)
		return
	}
	bits, _ := checkpoint.LeafElement(tensor.F32, &data, offset)
	fmt.Printf("leaf %d, byte %d, %d siblings: %#x\n", leaf, offset, len(proof), bits)
	// Output: leaf 2, byte 752, 2 siblings: 0x3f000000
}

// In a dispute a node's children are revealed, checked against it, and the first that differs from the challenger's
// own is descended into.
func ExampleTree_Children() {
	claimed, own := make([]checkpoint.Root, 100), make([]checkpoint.Root, 100)
	for i := range own {
		own[i][0], claimed[i][0] = byte(i), byte(i)
		if i >= 70 {
			claimed[i][1] = 1 // Wrong from step 70 on.
		}
	}
	defender, challenger := checkpoint.NodeTree(claimed), checkpoint.NodeTree(own)

	height, index := defender.Depth(), uint64(0)
	for height > 0 {
		revealed, _ := defender.Children(height, index, 5)
		mine, _ := challenger.Children(height, index, 5)
		node, _ := defender.Node(height, index)
		if got, err := checkpoint.SubtreeRoot(revealed); err != nil || got != node {
			fmt.Println("the revealed children are not the node's")
			return
		}
		first, _ := checkpoint.FirstDifference(revealed, mine)
		down := min(5, height)
		height, index = height-down, index<<down+uint64(first)
		fmt.Printf("height %d, index %d\n", height, index)
	}
	// Output:
	// height 2, index 17
	// height 0, index 70
}

// The roots of a job of 10 steps in epochs of 4.
func ExampleAnchor() {
	e := checkpoint.Epochs{Steps: 10, Length: 4}
	states := make([]checkpoint.Root, 11) // S_0 … S_10
	for t := range states {
		states[t][0] = byte(t)
	}
	var anchors []checkpoint.Root
	for epoch := checkpoint.Epoch(0); epoch <= e.Count(); epoch++ {
		first, last := e.Range(epoch)
		a, err := checkpoint.Anchor(e, epoch, states[first:last+1])
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("A_%d over S_%d to S_%d: %s\n", epoch, first, last, a.Short())
		anchors = append(anchors, a)
	}
	fmt.Println("history root:", checkpoint.NodeRoot(anchors).Short())
	// Output:
	// A_0 over S_0 to S_0: 0x00000000
	// A_1 over S_1 to S_4: 0xbfe3c665
	// A_2 over S_5 to S_8: 0x9aedb606
	// A_3 over S_9 to S_10: 0xff1ed21a
	// history root: 0x0f34f558
}

// A node keeps a checkpoint now and then and replays from the nearest one.
func ExampleStore() {
	dir, err := os.MkdirTemp("", "checkpoints")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store, err := checkpoint.OpenStore(dir, checkpoint.Format{
		Spec:  checkpoint.Root{1}, // the hash of the job's spec
		Decls: []checkpoint.Decl{{Type: tensor.F32, Count: 3}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range []uint32{0, 16, 32, 48} {
		state := []tensor.Tensor{tensor.FromF32([]float32{1, 2, float32(step)})}
		if _, err := store.Save(&checkpoint.Checkpoint{Step: step, State: state}); err != nil {
			fmt.Println(err)
			return
		}
	}
	removed, err := store.Prune(1, 32)
	fmt.Println("pruned:", removed, err)
	step, _, err := store.Nearest(47)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := store.Load(step)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("replay from step", c.Step, "with", c.State[0].F32())
	// Output:
	// pruned: [16] <nil>
	// replay from step 32 with [1 2 32]
}

// A solver logs a root before it publishes it, so that a crash cannot make it sign two roots for one step.
func ExampleLog() {
	dir, err := os.MkdirTemp("", "log")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	log, err := checkpoint.OpenLog(filepath.Join(dir, "history"), checkpoint.Root{1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer log.Close()
	fmt.Println(log.Append(checkpoint.Entry{Step: 0, Root: checkpoint.Root{7}}, checkpoint.Entry{Step: 1, Root: checkpoint.Root{8}}))
	fmt.Println(log.Append(checkpoint.Entry{Step: 1, Root: checkpoint.Root{8}}))
	err = log.Append(checkpoint.Entry{Step: 1, Root: checkpoint.Root{9}})
	_, conflict := err.(*checkpoint.ConflictError)
	fmt.Println(conflict, log.Len())
	// Output:
	// <nil>
	// <nil>
	// true 2
}
