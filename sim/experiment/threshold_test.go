package experiment

import (
	"errors"
	"math"
	"strings"
	"testing"

	"refute/config"
)

func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		unit      config.Unit
		whole     bool
		low, high string
		at        float64 // the condition holds from here on
		want      string  // if it is exact
	}{
		{config.Money, false, "0 ether", "100 ether", 2.5e9, ""},
		{config.Money, false, "1 gwei", "1000000 ether", 7, "7 gwei"},
		{config.Time, false, "1s", "1d", 3600e9, ""},
		{"", true, "1", "1000", 17, "17"},
		{"", true, "1", "2", 2, "2"},
		{"", false, "0", "1", 0.125, ""},
		{"", false, "-1", "1", -0.3, ""},
	} {
		s, err := ParseScale(c.unit, c.whole, c.low, c.high, 0.01)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		x, first, err := s.Threshold(func(x float64) (bool, error) { asked++; return x >= c.at, nil })
		if err != nil || first || x < c.at || x-c.at > 0.01*max(math.Abs(x), math.Abs(c.at), 1.0/64) && c.want == "" || c.want != "" && s.Text(x) != c.want {
			t.Errorf("%+v: %s, %v, %v", c, s.Text(x), first, err)
		}
		if asked > s.Probes() {
			t.Errorf("%+v: %d values were asked, at most %d should be", c, asked, s.Probes())
		}
	}
	s, err := ParseScale("", false, "1", "2", 0.1)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Threshold(func(float64) (bool, error) { return false, nil }); !errors.Is(err, ErrNowhere) {
		t.Error(err)
	}
	if x, first, err := s.Threshold(func(float64) (bool, error) { return true, nil }); x != 1 || !first || err != nil {
		t.Error(x, first, err)
	}
	for _, c := range []struct{ low, high, want string }{{"1", "2 ether", "want a number"}, {"2 ether", "1 ether", "want it upwards"}} {
		if _, err := ParseScale(config.Money, false, c.low, c.high, 0.1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
