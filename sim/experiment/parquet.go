package experiment

import (
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// Rows of a row group: what a table holds in memory before it is written.
const (
	runsGroup = 1 << 13
	rowsGroup = 1 << 16
	rowsBatch = 256
)

// field is a column of a table. Tables keep the order of their columns, which parquet.Group does not.
type field struct {
	parquet.Node
	name string
}

func (f *field) Name() string { return f.name }

// Value implements parquet.Field; rows are made of values here, never of Go structs.
func (f *field) Value(reflect.Value) reflect.Value { panic("experiment: rows have no Go type") }

type fields struct {
	parquet.Group
	list []parquet.Field
}

func (f fields) Fields() []parquet.Field { return f.list }

func newFields(list []*field) fields {
	g := fields{Group: parquet.Group{}}
	for _, f := range list {
		g.list = append(g.list, f)
		g.Group[f.name] = f.Node
	}
	return g
}

// The columns' types.
func integers(name string) *field {
	return &field{parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked), name}
}
func unsigned(name string) *field { return &field{parquet.Uint(64), name} }
func reals(name string) *field    { return &field{parquet.Leaf(parquet.DoubleType), name} }

// words are not coded by a dictionary: how parquet-go cuts its numbers into runs depends on the processor's vector instructions. zstd finds what is repeated.
func words(name string) *field {
	return &field{parquet.Encoded(parquet.String(), &parquet.Plain), name}
}

func number(name string, k Kind) *field {
	switch k {
	case Int:
		return integers(name)
	case Float:
		return reals(name)
	}
	return words(name)
}

// codec is one for all tables: its encoders have megabytes of buffers each, which it keeps for the next page.
var codec = &zstd.Codec{Level: zstd.SpeedDefault}

// table writes a Parquet file row by row. The bytes depend on the rows alone, on any machine: encodings and compression are those that do. (zstd's encoder is
// plain Go, whereas snappy's differs between processors.)
type table struct {
	w      *parquet.Writer
	width  int
	values []parquet.Value
	rows   []parquet.Row
	texts  map[string]parquet.Value
}

func newTable(w io.Writer, name string, group int64, about string, columns ...*field) *table {
	return &table{
		w: parquet.NewWriter(w, parquet.NewSchema(name, newFields(columns)), parquet.Compression(codec), parquet.MaxRowsPerRowGroup(group),
			parquet.CreatedBy("refute", "1", ""), parquet.KeyValueMetadata("refute", about), parquet.DataPageStatistics(true)),
		width: len(columns), values: make([]parquet.Value, 0, rowsBatch*len(columns)), texts: map[string]parquet.Value{},
	}
}

func (t *table) put(v parquet.Value) {
	t.values = append(t.values, v.Level(0, 0, len(t.values)%t.width))
}
func (t *table) int(n int64)     { t.put(parquet.Int64Value(n)) }
func (t *table) float(x float64) { t.put(parquet.DoubleValue(x)) }

// text puts a text, of which there are few different ones.
func (t *table) text(s string) {
	v, ok := t.texts[s]
	if !ok {
		if len(t.texts) == 1<<14 {
			clear(t.texts)
		}
		v = parquet.ByteArrayValue([]byte(s))
		t.texts[s] = v
	}
	t.put(v)
}

// endRow ends a row.
func (t *table) endRow() error {
	if len(t.values) < cap(t.values) {
		return nil
	}
	return t.flush()
}

func (t *table) flush() error {
	t.rows = t.rows[:0]
	for i := 0; i < len(t.values); i += t.width {
		t.rows = append(t.rows, t.values[i:i+t.width:i+t.width])
	}
	t.values = t.values[:0]
	_, err := t.w.WriteRows(t.rows)
	return err
}

func (t *table) close() error {
	if err := t.flush(); err != nil {
		return err
	}
	return t.w.Close()
}
