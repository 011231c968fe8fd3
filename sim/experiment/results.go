package experiment

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"refute/sim/stats"
)

// results writes the results of the runs that are in the journal without a gap before them, and the manifest.
func (s *session) results() error {
	w, err := s.newWriter()
	if err == nil {
		err = w.all()
	}
	if err != nil {
		w.discard()
		return err
	}
	files := map[string]FileInfo{}
	sum := sha256.New()
	for _, o := range w.outputs {
		info, err := o.finish()
		if err != nil {
			w.discard()
			return fmt.Errorf("write %s: %w", s.disk.path(o.name), err)
		}
		files[o.name] = info
		fmt.Fprintf(sum, "%s %s\n", o.name, info.SHA256)
	}
	for _, o := range w.outputs {
		if err := o.publish(); err != nil {
			return err
		}
	}
	m := s.manifest
	m.Files, m.Results = files, hexSum([32]byte(sum.Sum(nil)))
	m.Runs, m.Failed, m.Dropped = w.runs, w.order.failed, w.order.dropped
	m.Complete = w.order.done()
	m.Finished = time.Now().UTC().Truncate(time.Second)
	if err := s.disk.writeManifest(m); err != nil {
		return err
	}
	if m.Complete {
		if err := os.Remove(s.disk.path(journalName)); err != nil {
			return err
		}
	}
	return nil
}

// writer makes the results in one pass over the journal.
type writer struct {
	session *session
	order   *order
	outputs []*output

	runsTable, series, events *table
	csv                       *csvSummary
	json                      *jsonSummary

	params  []Param
	current *frame // that is being read
	at      int64  // its offset
	frame   frame  // one that is read again, when its turn has come
	buf     []byte
	decoder decoder
	means   []stats.Mean // of the columns, over the point's runs so far
	failed  uint64       // of the point
	runs    uint64       // of all
}

func (s *session) newWriter() (*writer, error) {
	w := &writer{session: s, order: newOrder(s.e), params: s.manifest.Params, means: make([]stats.Mean, len(s.columns))}
	w.order.take, w.order.end = w.take, w.endPoint
	for _, name := range tables {
		o, err := s.disk.create(name)
		if err != nil {
			return w, err
		}
		w.outputs = append(w.outputs, o)
	}
	about, err := json.Marshal(map[string]any{"format": formatVersion, "name": s.e.Name, "params": w.params, "columns": s.columns}) // keys are sorted
	if err != nil {
		return w, err
	}
	columns := []*field{integers("point"), integers("run"), unsigned("seed"), words("status"), integers("events")}
	for _, p := range w.params {
		columns = append(columns, number("param."+p.Path, p.Kind))
	}
	for _, c := range s.columns {
		columns = append(columns, number(c.Name, c.Kind))
	}
	w.runsTable = newTable(w.outputs[0], "runs", runsGroup, string(about), columns...)
	w.series = newTable(w.outputs[1], "timeseries", rowsGroup, string(about), integers("point"), integers("run"), integers("time"), words("series"), reals("value"))
	w.events = newTable(w.outputs[2], "events", rowsGroup, string(about), integers("point"), integers("run"), integers("seq"), integers("time"), words("kind"), words("actor"),
		integers("task"), integers("amount"), words("note"))
	w.csv = newCSV(w.outputs[3], w.params)
	w.json = newJSON(w.outputs[4], s.e, w.params)
	return w, nil
}

func (w *writer) discard() {
	for _, o := range w.outputs {
		o.discard()
	}
}

// all reads the journal and writes the tables.
func (w *writer) all() error {
	s := w.session
	_, err := scan(io.NewSectionReader(s.journal, 0, s.size), s.e.fingerprint(s.columns), s.columns, func(offset int64, size int, f *frame) error {
		w.current, w.at = f, offset
		return w.order.add(key{f.point, f.run}, s.finished(f, offset, size))
	})
	if err != nil {
		return err
	}
	if !w.order.done() && w.order.next.run > 0 { // interrupted within a point
		if err := w.endPoint(w.order.next.point); err != nil {
			return err
		}
	}
	return errors.Join(w.runsTable.close(), w.series.close(), w.events.close(), w.csv.close(), w.json.close())
}

// take writes a run.
func (w *writer) take(k key, d finished) error {
	f := w.current
	if d.offset != w.at {
		if cap(w.buf) < d.size {
			w.buf = make([]byte, d.size)
		}
		b := w.buf[:d.size]
		if _, err := w.session.journal.ReadAt(b, d.offset); err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		f = &w.frame
		if err := w.decoder.frame(b[frameHead:], w.session.columns, f); err != nil {
			return err
		}
	}
	w.runs++
	columns, r := w.session.columns, &f.record
	t := w.runsTable
	t.int(int64(k.point))
	t.int(int64(k.run))
	t.int(int64(r.Seed))
	t.text(f.status)
	t.int(r.Events)
	for i, p := range w.params {
		text := w.session.e.Points[k.point].Values[i]
		switch n, _ := p.parse(text); p.Kind {
		case Int:
			t.int(n)
		case Float:
			t.float(Column{Kind: Float}.Float(n))
		default:
			t.text(text)
		}
	}
	for i, c := range columns {
		if c.Kind == Float {
			t.float(c.Float(r.Values[i]))
		} else {
			t.int(r.Values[i])
		}
		if d.ok {
			w.means[i].Add(c.Float(r.Values[i]))
		}
	}
	if !d.ok {
		w.failed++
	}
	if err := t.endRow(); err != nil {
		return err
	}
	for _, sample := range r.Series {
		w.series.int(int64(k.point))
		w.series.int(int64(k.run))
		w.series.int(sample.Time)
		w.series.text(sample.Series)
		w.series.float(sample.Value)
		if err := w.series.endRow(); err != nil {
			return err
		}
	}
	for i, l := range r.Log {
		w.events.int(int64(k.point))
		w.events.int(int64(k.run))
		w.events.int(int64(i))
		w.events.int(l.Time)
		w.events.text(l.Kind)
		w.events.text(l.Actor)
		w.events.int(l.Task)
		w.events.int(l.Amount)
		w.events.text(l.Note)
		if err := w.events.endRow(); err != nil {
			return err
		}
	}
	return nil
}

// endPoint writes a point's summary.
func (w *writer) endPoint(point int) error {
	p := PointSummary{Point: point, Values: w.session.e.Points[point].Values, Failed: w.failed}
	for i := range w.means {
		p.Metrics = append(p.Metrics, Summarise(w.means[i], w.session.e.Confidence))
	}
	p.Runs = w.failed
	if len(w.means) > 0 {
		p.Runs += uint64(w.means[0].N)
	}
	clear(w.means)
	w.failed = 0
	return errors.Join(w.csv.point(&p, w.session.columns), w.json.point(&p, w.session.columns))
}
