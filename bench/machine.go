package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"refute/trainer/isa"
)

// Machine is where and with what the figures were measured.
type Machine struct {
	Processor string            `json:"processor"`
	Cores     int               `json:"cores"`
	Memory    string            `json:"memory,omitempty"`
	System    string            `json:"system"`
	ISA       []string          `json:"isa"`
	Load      string            `json:"load,omitempty"` // averages when the measurement began
	Versions  map[string]string `json:"versions"`
}

func machine() *Machine {
	m := &Machine{Processor: runtime.GOARCH, Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Versions: map[string]string{"go": runtime.Version()}}
	for _, l := range isa.Levels() {
		m.ISA = append(m.ISA, l.String())
	}
	if s := field("/proc/cpuinfo", "model name"); s != "" {
		m.Processor = s
	}
	m.Memory = field("/proc/meminfo", "MemTotal")
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load = strings.Join(strings.Fields(string(b))[:3], " ")
	}
	if s, err := output("uname", "-sr"); err == nil {
		m.System = s
	}
	for name, command := range map[string][]string{
		"refute":  {"git", "describe", "--always", "--dirty"},
		"gcc":     {"gcc", "-dumpfullversion"},
		"openssl": {"openssl", "version"},
	} {
		if s, err := output(command[0], command[1:]...); err == nil {
			m.Versions[name] = s
		}
	}
	return m
}

// field returns the value of the first line of the key in a file of /proc.
func field(path, key string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if k, v, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// output runs a command and returns the first line that it prints.
func output(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).Output()
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line), err
}

// packages are Debian's, with which the peers come.
var packages = []string{"python3-torch", "libopenblas-dev", "libopenblas0-pthread", "libopenblas0-openmp", "libtcmalloc-minimal4", "gcc", "g++", "openssl", "dataset-fashion-mnist", "python3-simpy3", "libns3-dev"}

// install gets the peers that are missing, where this process may.
func install(say func(string, ...any)) {
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return
	}
	var missing []string
	for _, p := range packages {
		if s, err := output("dpkg-query", "-W", "-f", "${db:Status-Status}", p); err != nil || s != "installed" {
			missing = append(missing, p)
		}
	}
	if len(missing) == 0 {
		return
	}
	say("installing %s", strings.Join(missing, " "))
	command := exec.Command("apt-get", append([]string{"install", "-y", "-q", "--no-install-recommends"}, missing...)...)
	command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if out, err := command.CombinedOutput(); err != nil {
		say("not installed: %s", strings.TrimSpace(string(out[max(0, len(out)-300):])))
	}
}

// libraries is where Debian puts shared libraries.
func libraries() string {
	found, _ := filepath.Glob("/usr/lib/*/openblas-*/libblas.so.3")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(filepath.Dir(found[0]))
}

// tcmalloc is the setting by which a program has an allocator that is faster than libc's, and keeps less.
func tcmalloc() []string {
	if found, _ := filepath.Glob("/usr/lib/*/libtcmalloc_minimal.so.4"); len(found) > 0 {
		return []string{"LD_PRELOAD=" + found[0]}
	}
	return nil
}

// environment returns this process's without what would set peers' threads or kernels, and with the settings.
func environment(settings ...string) []string {
	var env []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "OPENBLAS_") && !strings.HasPrefix(e, "OMP_") && !strings.HasPrefix(e, "GOMP_") && !strings.HasPrefix(e, "LD_") && !strings.HasPrefix(e, "REFUTE_") {
			env = append(env, e)
		}
	}
	return append(env, settings...)
}
