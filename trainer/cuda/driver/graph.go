//go:build cuda && linux && (amd64 || arm64)

package driver

import (
	"fmt"
	"runtime"
	"unsafe"
)

// kernelNode is CUDA_KERNEL_NODE_PARAMS_v1, which cuGraphAddKernelNode without a version takes.
type kernelNode struct {
	function             uintptr
	gridX, gridY, gridZ  uint32
	blockX, blockY       uint32
	blockZ, sharedMemory uint32
	params               uintptr
	extra                uintptr
}

// copySide is one side of CUDA_MEMCPY3D_v2.
type copySide struct {
	x, y, z, lod  uint64
	memoryType    uint32
	_             uint32
	host          uintptr
	device        uint64
	array, unused uintptr
	pitch, height uint64
}

// copyNode is CUDA_MEMCPY3D_v2.
type copyNode struct {
	src, dst             copySide
	width, height, depth uint64
}

// memoryDevice is CU_MEMORYTYPE_DEVICE.
const memoryDevice = 2

// copyBytes is the most that one node copies: a row of a copy in three dimensions is below 2^31 bytes.
const copyBytes = 1 << 30

func (d *card) NewGraph(nodes []Node) (Graph, error) {
	if err := d.usable(); err != nil {
		return 0, err
	}
	var g uintptr
	if r := d.call(cuGraphCreate, uintptr(unsafe.Pointer(&g)), 0); r != 0 {
		return 0, d.fail(r, "making a graph")
	}
	exec, err := d.instantiate(g, nodes)
	if r := d.call(cuGraphDestroy, g); r != 0 && err == nil {
		err = d.fail(r, "giving back what a graph was made of")
	}
	if err != nil {
		return 0, err
	}
	d.graphs[exec] = true
	return exec, nil
}

// instantiate fills a graph and makes it ready to run.
func (d *card) instantiate(g uintptr, nodes []Node) (Graph, error) {
	made := make([]uintptr, len(nodes))
	for i := range nodes {
		n := &nodes[i]
		after := make([]uintptr, len(n.After))
		for j, a := range n.After {
			if a < 0 || a >= i {
				return 0, fmt.Errorf("cuda: node %d of a graph runs after node %d, which is not before it", i, a)
			}
			after[j] = made[a]
		}
		var err error
		if n.Bytes > 0 {
			made[i], err = d.addCopy(g, after, n)
		} else {
			made[i], err = d.addKernel(g, after, n)
		}
		if err != nil {
			return 0, fmt.Errorf("node %d of %d of a graph: %w", i, len(nodes), err)
		}
	}
	var exec Graph
	if r := d.call(cuGraphInstantiate, uintptr(unsafe.Pointer(&exec)), g, 0); r != 0 {
		return 0, d.fail(r, "making a graph of %d nodes ready", len(nodes))
	}
	return exec, nil
}

func (d *card) addKernel(g uintptr, after []uintptr, n *Node) (uintptr, error) {
	l := &n.Launch
	if err := l.check(&d.info); err != nil {
		return 0, err
	}
	p := &kernelNode{function: uintptr(l.Function), gridX: uint32(l.Grid[0]), gridY: uint32(l.Grid[1]), gridZ: uint32(l.Grid[2]), blockX: uint32(l.Block), blockY: 1, blockZ: 1,
		sharedMemory: uint32(l.Shared), params: uintptr(d.args.set(l.Args))} // copied into the node
	var node uintptr
	if r := d.call(cuGraphAddKernelNode, uintptr(unsafe.Pointer(&node)), g, uintptr(unsafe.Pointer(unsafe.SliceData(after))), uintptr(len(after)), uintptr(unsafe.Pointer(p))); r != 0 {
		return 0, d.fail(r, "adding a kernel of %v blocks of %d threads, with %d bytes of shared memory", l.Grid, l.Block, l.Shared)
	}
	runtime.KeepAlive(after)
	return node, nil
}

// addCopy adds a copy, in parts one after another if it is large, and returns the last.
func (d *card) addCopy(g uintptr, after []uintptr, n *Node) (uintptr, error) {
	var node uintptr
	for at := int64(0); at < n.Bytes; at += copyBytes {
		bytes := uint64(min(n.Bytes-at, copyBytes))
		p := &copyNode{width: bytes, height: 1, depth: 1,
			src: copySide{memoryType: memoryDevice, device: uint64(n.Src) + uint64(at), pitch: bytes, height: 1},
			dst: copySide{memoryType: memoryDevice, device: uint64(n.Dst) + uint64(at), pitch: bytes, height: 1}}
		if r := d.call(cuGraphAddMemcpyNode, uintptr(unsafe.Pointer(&node)), g, uintptr(unsafe.Pointer(unsafe.SliceData(after))), uintptr(len(after)), uintptr(unsafe.Pointer(p)), d.context); r != 0 {
			return 0, d.fail(r, "adding a copy of %s", size(n.Bytes))
		}
		runtime.KeepAlive(after)
		after = []uintptr{node}
	}
	return node, nil
}

func (d *card) Run(g Graph, s Stream) error {
	if err := d.usable(); err != nil {
		return err
	}
	if !d.graphs[g] {
		return fmt.Errorf("cuda: run of a graph that was not made here")
	}
	if r := d.call(cuGraphLaunch, uintptr(g), uintptr(s)); r != 0 {
		return d.fail(r, "running a graph")
	}
	return nil
}
