package feed

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"refute/checkpoint/commit"
)

// Defaults of a ServerConfig and of connections.
const (
	// DefaultMaxStore bounds what an embedded server keeps on disk: 8 GiB.
	DefaultMaxStore = 8 << 30
	// maxPayload bounds a message on the wire. The object store's chunks are 128 KiB; messages of ours are at most commit.MaxMessage.
	maxPayload = 256 << 10
	// startPatience is how long an embedded server may take to start.
	startPatience = 15 * time.Second
	// reconnectWait is the pause between attempts to reach a server again; there is no last attempt.
	reconnectWait = 250 * time.Millisecond
)

// ServerConfig says how an embedded NATS server runs.
type ServerConfig struct {
	Dir      string // of the file store; made if need be
	Listen   string // host:port of a loopback address, port 0 for any; empty: only this process reaches the server
	MaxStore int64  // bytes on disk; 0 means DefaultMaxStore
	// SyncAlways makes an acknowledged message durable, at about ten times the latency. A solver does not need it: it logs before it publishes, and
	// publishes again what the server has lost.
	SyncAlways bool
}

// Server is an embedded NATS server with JetStream on a file store.
type Server struct {
	ns *server.Server
}

// StartServer starts a server and waits until it is ready.
func StartServer(cfg ServerConfig) (*Server, error) {
	if cfg.Dir == "" {
		return nil, errors.New("feed: the server needs a directory for its store")
	}
	if err := os.MkdirAll(cfg.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("feed: server: %w", err)
	}
	if cfg.MaxStore == 0 {
		cfg.MaxStore = DefaultMaxStore
	}
	opts := &server.Options{
		ServerName: "refute", DontListen: true, NoLog: true, NoSigs: true, MaxPayload: maxPayload,
		JetStream: true, StoreDir: cfg.Dir, JetStreamMaxStore: cfg.MaxStore, JetStreamMaxMemory: 64 << 20, SyncAlways: cfg.SyncAlways,
	}
	if cfg.Listen != "" {
		host, port, err := loopback(cfg.Listen)
		if err != nil {
			return nil, err
		}
		opts.DontListen, opts.Host, opts.Port = false, host, port
	}
	ns, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("feed: server: %w", err)
	}
	ns.Start()
	if !ns.ReadyForConnections(startPatience) {
		ns.Shutdown()
		ns.WaitForShutdown()
		return nil, fmt.Errorf("feed: server in %s was not ready after %s: is its directory in use, or its address?", cfg.Dir, startPatience)
	}
	return &Server{ns}, nil
}

// loopback refuses addresses that others reach: this server knows no users.
func loopback(listen string) (string, int, error) {
	host, portText, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, fmt.Errorf("feed: listen on %q: %w", listen, err)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("feed: listen on %q: port is not a number from 0 to 65535", listen)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", 0, fmt.Errorf("feed: listen on %q: the embedded server knows no users and serves loopback addresses alone: run nats-server for others", listen)
	}
	if port == 0 {
		return host, server.RANDOM_PORT, nil
	}
	return host, int(port), nil
}

// Connect returns a connection within this process.
func (s *Server) Connect(name string) (*nats.Conn, error) {
	return connect("", name, nats.InProcessServer(s.ns))
}

// URL returns the address at which a listening server is reached, and "" for one that does not listen.
func (s *Server) URL() string {
	if s.ns.Addr() == nil {
		return ""
	}
	return s.ns.ClientURL()
}

// Close stops the server. Its store stays.
func (s *Server) Close() {
	s.ns.Shutdown()
	s.ns.WaitForShutdown()
}

// Connect returns a connection to the server at a URL. It reconnects by itself, for ever; until then what is published waits or fails.
func Connect(url, name string) (*nats.Conn, error) {
	if url == "" {
		return nil, errors.New("feed: no server named: want a URL such as nats://127.0.0.1:4222")
	}
	return connect(url, name)
}

func connect(url, name string, opts ...nats.Option) (*nats.Conn, error) {
	opts = append(opts, nats.Name(name), nats.MaxReconnects(-1), nats.ReconnectWait(reconnectWait),
		nats.ReconnectBufSize(16*commit.MaxMessage), nats.NoEcho())
	c, err := nats.Connect(url, opts...)
	if err != nil {
		return nil, fmt.Errorf("feed: connect to %q: %w", url, err)
	}
	return c, nil
}
