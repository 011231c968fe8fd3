package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// file puts a header and data together.
func file(header string, data ...byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), data...)
}

func examples() []Tensor {
	return []Tensor{
		{"b.u8", []int64{3}, tensor.FromU8([]uint8{1, 2, 3})},
		{"a.weight", []int64{2, 3}, tensor.FromF32([]float32{1, -2, 0.5, 0, 3, 1e-40})},
		{"scalar", nil, tensor.FromU32([]uint32{0xdeadbeef})},
		{"half", []int64{1, 1, 2}, tensor.FromU16([]uint16{1, 0xffff})},
		{"nothing", []int64{0, 7}, tensor.FromF32(nil)},
		{`odd "name" <&> é 😀` + "\n\u2028", []int64{1}, tensor.FromU8([]uint8{9})},
	}
}

func write(t testing.TB, tensors []Tensor, metadata map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, tensors, metadata); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func find(t *testing.T, tensors []Tensor, name string) Tensor {
	t.Helper()
	i := slices.IndexFunc(tensors, func(x Tensor) bool { return x.Name == name })
	if i < 0 {
		t.Fatalf("no tensor %q", name)
	}
	return tensors[i]
}

// The bytes that the format's description gives for one tensor, worked out by hand.
func TestBytesOfTheFormat(t *testing.T) {
	got := write(t, []Tensor{{"attn.0", []int64{1, 2, 3}, tensor.FromF32([]float32{0, 1, 2, 3, 4, 5})}}, nil)
	header := `{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}`
	want := "4000000000000000" + hex.EncodeToString([]byte(header)) + "00000000" + "0000803f" + "00000040" + "00004040" + "00008040" + "0000a040"
	if hex.EncodeToString(got) != want {
		t.Errorf("file is\n%x\nwant\n%s", got, want)
	}
	if got := write(t, nil, nil); !bytes.Equal(got, file("{}      ")) {
		t.Errorf("an empty file is %q", got)
	}
}

func TestFilesComeBack(t *testing.T) {
	metadata := map[string]string{"format": "pt", "step": "42", "é": "<\u2029>"}
	want := examples()
	b := write(t, want, metadata)
	if n := binary.LittleEndian.Uint64(b); n%alignment != 0 {
		t.Errorf("the data begin at %d, not aligned", 8+n)
	}
	got, meta, err := Read(iotest.OneByteReader(bytes.NewReader(b)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(meta) != fmt.Sprint(metadata) || len(got) != len(want) {
		t.Fatalf("%d tensors and metadata %v came back", len(got), meta)
	}
	for _, w := range want {
		g := find(t, got, w.Name)
		if !slices.Equal(g.Shape, w.Shape) || g.Data.Type != w.Data.Type || g.Data.Len() != w.Data.Len() {
			t.Errorf("%q came back as %s%v", w.Name, g.Data.Type, g.Shape)
			continue
		}
		for i := range w.Data.Len() {
			if g.Data.At(i) != w.Data.At(i) {
				t.Errorf("%q[%d] = %#x, want %#x", w.Name, i, g.Data.At(i), w.Data.At(i))
			}
		}
	}
	h, err := ReadHeader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range h.Tensors {
		if info.Begin%info.DType.Size() != 0 {
			t.Errorf("%q begins at %d, not aligned", info.Name, info.Begin)
		}
	}
	shuffled := slices.Clone(want)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(want), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if !bytes.Equal(write(t, shuffled, metadata), b) {
		t.Error("the file depends on the order in which the tensors are given")
	}
}

func TestLargeTensorComesBack(t *testing.T) {
	n := chunkBytes/4*2 + 77
	x := tensor.New(tensor.U32, n)
	for i := range x.Words {
		x.Words[i] = uint32(i) * 2654435761
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := WriteFile(path, []Tensor{{"x", []int64{int64(n)}, x}}, nil); err != nil {
		t.Fatal(err)
	}
	got, _, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got[0].Data.Words, x.Words) {
		t.Error("came back changed")
	}
	if err := os.Truncate(path, int64(n)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ReadFile(path); err == nil || !strings.Contains(err.Error(), "model.safetensors") {
		t.Errorf("cut file: %v", err)
	}
}

func TestReaderSkipsWhatIsNotRead(t *testing.T) {
	// BF16 and I64 have no tensor type here, but their bytes can be read.
	b := file(`{"a":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]},"b":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}`, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	r, err := NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	first, _, err := r.Next()
	if err != nil || first.Name != "b" || first.Count() != 1 {
		t.Fatalf("first is %+v, %v", first, err)
	}
	second, data, err := r.Next()
	if err != nil || second.Name != "a" || second.Count() != 2 {
		t.Fatalf("second is %+v, %v", second, err)
	}
	if got, err := io.ReadAll(data); err != nil || !bytes.Equal(got, []byte{8, 9, 10, 11}) {
		t.Errorf("bytes %v, %v", got, err)
	}
	for range 2 {
		if _, _, err := r.Next(); err != io.EOF {
			t.Errorf("after the last: %v", err)
		}
	}
	if _, _, err := Read(bytes.NewReader(b), 1<<20); err == nil || !strings.Contains(err.Error(), "convert it") {
		t.Errorf("dtypes without a tensor type: %v", err)
	}
}

// What the published format allows and a reader must take.
func TestAllowedFiles(t *testing.T) {
	for what, b := range map[string][]byte{
		"no tensors":                   file(`{}`),
		"trailing spaces":              file(`{}     `),
		"white space inside":           file("{ \"a\" :\n{\"dtype\":\t\"U8\",\"shape\":[ 1 ],\r\"data_offsets\":[0 , 1]} }", 7),
		"empty metadata":               file(`{"__metadata__":{}}`),
		"a scalar":                     file(`{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}`, 1),
		"an empty tensor":              file(`{"a":{"dtype":"F32","shape":[0,9223372036854775807],"data_offsets":[0,0]}}`),
		"an empty tensor in the midst": file(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"c":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}`, 1, 2),
		"another order of fields":      file(`{"a":{"data_offsets":[0,1],"shape":[1],"dtype":"U8"}}`, 1),
		"an escaped pair":              file(`{"\ud83d\ude00\\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 1),
		"an empty name":                file(`{"":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 1),
	} {
		if _, _, err := Read(bytes.NewReader(b), 100); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestHostileFiles(t *testing.T) {
	u8 := func(name string, begin, end int) string {
		return fmt.Sprintf(`%q:{"dtype":"U8","shape":[%d],"data_offsets":[%d,%d]}`, name, end-begin, begin, end)
	}
	one := func(fields string) []byte { return file(`{"a":{`+fields+`}}`, make([]byte, 64)...) }
	huge := func(n uint64) []byte { return append(binary.LittleEndian.AppendUint64(nil, n), `{"a":`...) }
	for what, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty file":                 {nil, "header length"},
		"half a length":              {[]byte{1, 0, 0}, "header length"},
		"a length above 100 MB":      {huge(MaxHeader + 1), "at most 100000000"},
		"the greatest length":        {huge(1<<64 - 1), "at most 100000000"},
		"a length of 2^63":           {huge(1 << 63), "at most 100000000"},
		"a header that is cut":       {huge(MaxHeader), "ends after 5 of 100000000 bytes"},
		"no header":                  {file(""), "want {"},
		"space before the header":    {file(" {}"), "want {"},
		"an array":                   {file("[]"), "want {"},
		"a line feed after it":       {file("{}\n"), "want } and spaces"},
		"two objects":                {file("{}{}"), "not JSON"},
		"a comma at the end":         {file(`{"__metadata__":{},}`), "not JSON"},
		"not closed":                 {file(`{"__metadata__":{}`), "not JSON"},
		"not UTF-8":                  {file("{\"\xff\":1}"), "UTF-8"},
		"half a surrogate":           {file(`{"__metadata__":{"a":"\ud800"}}`), "surrogate pair is escaped at byte 22"},
		"the other half":             {file(`{"__metadata__":{"a":"x\uDC00"}}`), "surrogate"},
		"two first halves":           {file(`{"__metadata__":{"a":"\ud800\ud800"}}`), "surrogate"},
		"arrays in arrays":           {file(`{"a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`), "JSON"},
		"objects in objects":         {file(strings.Repeat(`{"a":`, 5_000) + "1" + strings.Repeat("}", 5_000)), "unknown field"},
		"metadata of numbers":        {file(`{"__metadata__":{"a":1}}`), `__metadata__: "a": is a number: want a string`},
		"metadata of objects":        {file(`{"__metadata__":{"a":{}}}`), "is an object: want a string"},
		"metadata null":              {file(`{"__metadata__":null}`), "is null: want an object"},
		"metadata twice":             {file(`{"__metadata__":{},"__metadata__":{}}`), "occurs twice"},
		"metadata's key twice":       {file(`{"__metadata__":{"a":"","a":""}}`), "occurs twice"},
		"a tensor twice":             {file("{"+u8("a", 0, 1)+","+u8("a", 1, 2)+"}", 1, 2), `key "a" occurs twice`},
		"twice by an escape":         {file("{"+u8("a", 0, 1)+`,"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 1, 2), "occurs twice"},
		"a field twice":              {one(`"dtype":"U8","dtype":"U8","shape":[64],"data_offsets":[0,64]`), `key "dtype" occurs twice`},
		"an unknown field":           {one(`"dtype":"U8","shape":[64],"data_offsets":[0,64],"stride":1`), `unknown field "stride"`},
		"a tensor that is a list":    {file(`{"a":[]}`), `tensor "a": is an array: want an object`},
		"no dtype":                   {one(`"shape":[64],"data_offsets":[0,64]`), "want dtype, shape and two data_offsets"},
		"no shape":                   {one(`"dtype":"U8","data_offsets":[0,64]`), "want dtype, shape and two data_offsets"},
		"no offsets":                 {one(`"dtype":"U8","shape":[64]`), "want dtype, shape and two data_offsets"},
		"one offset":                 {one(`"dtype":"U8","shape":[64],"data_offsets":[64]`), "want dtype, shape and two data_offsets"},
		"three offsets":              {one(`"dtype":"U8","shape":[64],"data_offsets":[0,64,64]`), "more than 2 numbers"},
		"an unknown dtype":           {one(`"dtype":"F128","shape":[4],"data_offsets":[0,64]`), `"F128" is unknown`},
		"a dtype in lower case":      {one(`"dtype":"f32","shape":[16],"data_offsets":[0,64]`), "unknown"},
		"an empty dtype":             {one(`"dtype":"","shape":[16],"data_offsets":[0,64]`), "unknown"},
		"a numeric dtype":            {one(`"dtype":7,"shape":[16],"data_offsets":[0,64]`), "want a string"},
		"a negative extent":          {one(`"dtype":"U8","shape":[-64],"data_offsets":[0,64]`), "an integer from 0 to 2^63-1"},
		"an extent with a fraction":  {one(`"dtype":"U8","shape":[64.0],"data_offsets":[0,64]`), "an integer from 0 to 2^63-1"},
		"an extent with an exponent": {one(`"dtype":"U8","shape":[64e0],"data_offsets":[0,64]`), "an integer from 0 to 2^63-1"},
		"minus zero":                 {one(`"dtype":"U8","shape":[-0],"data_offsets":[0,0]`), "an integer from 0 to 2^63-1"},
		"an extent of 2^63":          {one(`"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,64]`), "an integer from 0 to 2^63-1"},
		"an extent of 2^64+64":       {one(`"dtype":"U8","shape":[18446744073709551680],"data_offsets":[0,64]`), "an integer from 0 to 2^63-1"},
		"a product of 2^64+64":       {one(`"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,64]`), "does not fit"},
		"a product that wraps to 64": {one(`"dtype":"F64","shape":[2305843009213693952,8],"data_offsets":[0,64]`), "does not fit"},
		"too much even if empty":     {one(`"dtype":"F64","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]`), "does not fit"},
		"an extent that is text":     {one(`"dtype":"U8","shape":["64"],"data_offsets":[0,64]`), "holds a string: want integers"},
		"a nested shape":             {one(`"dtype":"U8","shape":[[64]],"data_offsets":[0,64]`), "holds an array: want integers"},
		"rank 65":                    {one(`"dtype":"U8","shape":[` + strings.Repeat("1,", 64) + `64],"data_offsets":[0,64]`), "more than 64 numbers"},
		"too few bytes":              {one(`"dtype":"F32","shape":[16],"data_offsets":[0,63]`), "has 63 bytes of data: F32 of shape [16] takes 64"},
		"too many bytes":             {one(`"dtype":"F32","shape":[15],"data_offsets":[0,64]`), "takes 60"},
		"end before begin":           {one(`"dtype":"U8","shape":[64],"data_offsets":[64,0]`), "after their end"},
		"a hole at the beginning":    {one(`"dtype":"U8","shape":[63],"data_offsets":[1,64]`), "bytes 0 to 1 belong to no tensor"},
		"a hole":                     {file("{"+u8("a", 0, 1)+","+u8("b", 2, 3)+"}", 1, 2, 3), `tensor "b": its data begin at 2: bytes 1 to 2 belong to no tensor`},
		"an overlap":                 {file("{"+u8("a", 0, 2)+","+u8("b", 1, 3)+"}", 1, 2, 3), `tensor "b": its data begin at 1, inside tensor "a"`},
		"the same data twice":        {file("{"+u8("a", 0, 2)+","+u8("b", 0, 2)+"}", 1, 2), "inside"},
		"an empty tensor far off":    {file("{"+u8("a", 0, 2)+","+u8("b", 9, 9)+"}", 1, 2), "belong to no tensor"},
		"bytes after the end":        {file("{"+u8("a", 0, 2)+"}", 1, 2, 3), "bytes follow the last tensor"},
		"bytes after nothing":        {file("{}", 1), "bytes follow the last tensor"},
		"data that are cut":          {file("{"+u8("a", 0, 2)+","+u8("b", 2, 9)+"}", 1, 2, 3), `tensor "b": ends after 1 of 7 bytes`},
		"data that are missing":      {file("{"+u8("a", 0, 2)+","+u8("b", 2, 9)+"}", 1, 2), `tensor "b": ends after 0 of 7 bytes: unexpected EOF`},
		"4 EiB of promises":          {file(`{"a":{"dtype":"U8","shape":[4611686018427387904],"data_offsets":[0,4611686018427387904]}}`, 1), "ends after 1 of"},
	} {
		_, _, err := Read(bytes.NewReader(c.file), 1<<63)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want something about %q", what, err, c.want)
		}
	}
	if _, _, err := Read(bytes.NewReader(file("{"+u8("a", 0, 2)+"}", 1, 2)), 1); err == nil || !strings.Contains(err.Error(), "the limit is 1") {
		t.Errorf("above the limit: %v", err)
	}
}

// Promises of a header cost no memory: 8 EiB of data and 100 MB of header, of which almost nothing arrives.
func TestPromisesTakeNoMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, b := range [][]byte{
		append(binary.LittleEndian.AppendUint64(nil, MaxHeader), '{'),
		file(`{"a":{"dtype":"F32","shape":[1152921504606846976],"data_offsets":[0,4611686018427387904]}}`, 1),
	} {
		if _, _, err := Read(bytes.NewReader(b), 1<<63); err == nil {
			t.Error("no error")
		}
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 8<<20 {
		t.Errorf("%d bytes were allocated", took)
	}
}

func TestWriteRefuses(t *testing.T) {
	x := tensor.FromU8([]uint8{1, 2})
	for what, c := range map[string]struct {
		tensors  []Tensor
		metadata map[string]string
	}{
		"two of a name":        {[]Tensor{{"a", []int64{2}, x}, {"a", []int64{2}, x}}, nil},
		"the metadata's name":  {[]Tensor{{"__metadata__", []int64{2}, x}}, nil},
		"another count":        {[]Tensor{{"a", []int64{3}, x}}, nil},
		"a negative extent":    {[]Tensor{{"a", []int64{-1, -2}, x}}, nil},
		"a name not UTF-8":     {[]Tensor{{"\xff", []int64{2}, x}}, nil},
		"metadata not UTF-8":   {nil, map[string]string{"a": "\xff"}},
		"an unknown type":      {[]Tensor{{"a", []int64{0}, tensor.Tensor{Type: 9}}}, nil},
		"a shape out of range": {[]Tensor{{"a", []int64{1 << 62, 4}, x}}, nil},
		"rank 65":              {[]Tensor{{"a", append(slices.Repeat([]int64{1}, 64), 2), x}}, nil},
	} {
		if err := Write(io.Discard, c.tensors, c.metadata); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}

func TestState(t *testing.T) {
	p := &program.Program{States: []program.State{
		{Name: "w", Type: tensor.F32, Shape: []int64{2, 2}},
		{Name: "w.momentum", Type: tensor.F32, Shape: []int64{2, 2}},
		{Name: "count", Type: tensor.U32, Shape: nil},
	}}
	state := []tensor.Tensor{tensor.FromF32([]float32{1, 2, 3, 4}), tensor.FromF32([]float32{5, 6, 7, 8}), tensor.FromU32([]uint32{9})}
	weights := func(s program.State) bool { return !strings.HasSuffix(s.Name, ".momentum") }
	tensors, err := FromState(p, state, weights)
	if err != nil || len(tensors) != 2 {
		t.Fatalf("%v, %v", tensors, err)
	}
	back, _, err := Read(bytes.NewReader(write(t, tensors, nil)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	fresh := []tensor.Tensor{tensor.New(tensor.F32, 4), tensor.New(tensor.F32, 4), tensor.New(tensor.U32, 1)}
	if err := ToState(p, fresh, back); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(fresh[0].F32(), []float32{1, 2, 3, 4}) || fresh[1].F32()[0] != 0 || fresh[2].Words[0] != 9 {
		t.Errorf("state came back as %v", fresh)
	}
	for what, bad := range map[string][]Tensor{
		"an unknown name": {{"v", []int64{2, 2}, state[0]}},
		"another shape":   {{"w", []int64{4}, state[0]}},
		"another type":    {{"w", []int64{2, 2}, tensor.New(tensor.U32, 4)}},
		"twice":           {tensors[0], tensors[0]},
	} {
		if err := ToState(p, fresh, bad); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if _, err := FromState(p, state[:2], nil); err == nil {
		t.Error("a tensor too few: no error")
	}
	if _, err := FromState(p, []tensor.Tensor{state[2], state[1], state[0]}, nil); err == nil {
		t.Error("tensors in another order: no error")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, examples(), map[string]string{"a": "b"}))
	f.Add(file(`{}`))
	f.Add(file(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 1))
	f.Add(append(binary.LittleEndian.AppendUint64(nil, MaxHeader), '{'))
	f.Fuzz(func(t *testing.T, b []byte) {
		tensors, metadata, err := Read(bytes.NewReader(b), 1<<20)
		if err != nil {
			return
		}
		// What was read can be written, and what is written reads the same: from there on the bytes are fixed.
		again := write(t, tensors, metadata)
		tensors, metadata, err = Read(bytes.NewReader(again), 1<<20)
		if err != nil {
			t.Fatalf("written again: %v", err)
		}
		if !bytes.Equal(write(t, tensors, metadata), again) {
			t.Fatal("read and written again, the file differs")
		}
	})
}
