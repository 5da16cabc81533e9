// h_iperf.go: one test as the server of iperf3(1) does it, over TCP, in either
// direction.  The client is the real one, on the host, and judges.
//
// A test: the client calls and sends a cookie; states go both ways as bytes;
// parameters and results are JSON behind their length.
//
// usage: h_iperf address
//
// SPDX-License-Identifier: BSD-2-Clause

package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
)

const (
	cookieSize      = 37
	testStart       = 1
	testRunning     = 2
	testEnd         = 4
	paramExchange   = 9
	createStreams   = 10
	exchangeResults = 13
	displayResults  = 14
	iperfDone       = 16
)

type parameters struct {
	TCP      bool `json:"tcp"`
	Parallel int  `json:"parallel"`
	Len      int  `json:"len"`
	Reverse  bool `json:"reverse"`
}

type stream struct {
	ID          int     `json:"id"`
	Bytes       int64   `json:"bytes"`
	Retransmits int     `json:"retransmits"`
	Jitter      float64 `json:"jitter"`
	Errors      int     `json:"errors"`
	Packets     int     `json:"packets"`
	Start       float64 `json:"start_time"`
	End         float64 `json:"end_time"`
}

type results struct {
	CPUTotal    float64  `json:"cpu_util_total"`
	CPUUser     float64  `json:"cpu_util_user"`
	CPUSystem   float64  `json:"cpu_util_system"`
	Retransmits int      `json:"sender_has_retransmits"`
	Streams     []stream `json:"streams"`
}

func check(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "h_iperf: %s: %v\n", what, err)
		os.Exit(1)
	}
}

func tell(c net.Conn, state byte) {
	_, err := c.Write([]byte{state})
	check("state", err)
}

func demand(c net.Conn, state byte) {
	var b [1]byte
	_, err := io.ReadFull(c, b[:])
	check("state", err)
	if b[0] != state {
		check("state", fmt.Errorf("%d, expected %d", int8(b[0]), state))
	}
}

func get(c net.Conn, v interface{}) {
	var n uint32
	check("length", binary.Read(c, binary.BigEndian, &n))
	if n > 1<<16 {
		check("length", fmt.Errorf("%d", n))
	}
	text := make([]byte, n)
	_, err := io.ReadFull(c, text)
	check("text", err)
	check("text", json.Unmarshal(text, v))
}

func put(c net.Conn, v interface{}) {
	text, err := json.Marshal(v)
	check("text", err)
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(text)))
	_, err = c.Write(append(n[:], text...))
	check("text", err)
}

func call(l net.Listener) net.Conn {
	c, err := l.Accept()
	check("accept", err)
	var cookie [cookieSize]byte
	_, err = io.ReadFull(c, cookie[:])
	check("cookie", err)
	return c
}

func main() {
	l, err := net.Listen("tcp", os.Args[1])
	check("listen", err)
	control := call(l)
	tell(control, paramExchange)
	p := parameters{Parallel: 1, Len: 131072}
	get(control, &p)
	if !p.TCP || p.Parallel < 1 || p.Parallel > 16 || p.Len < 1 ||
		p.Len > 1<<20 {
		check("parameters", fmt.Errorf("%+v", p))
	}
	tell(control, createStreams)
	res := results{Retransmits: -1}
	var all sync.WaitGroup
	conns := make([]net.Conn, p.Parallel)
	res.Streams = make([]stream, p.Parallel)
	for i := range conns {
		conns[i] = call(l)
		res.Streams[i].ID = i + 1
		if i > 0 {
			res.Streams[i].ID = i + 2 // iperf3 leaves 2 out
		}
		res.Streams[i].Retransmits = -1
	}
	tell(control, testStart)
	tell(control, testRunning)
	for i := range conns {
		all.Add(1)
		go func(c net.Conn, s *stream) {
			defer all.Done()
			buf := make([]byte, p.Len)
			for {
				var n int
				var err error
				if p.Reverse {
					n, err = c.Write(buf)
				} else {
					n, err = c.Read(buf)
				}
				s.Bytes += int64(n)
				if err != nil {
					return
				}
			}
		}(conns[i], &res.Streams[i])
	}
	demand(control, testEnd)
	for _, c := range conns {
		c.Close()
	}
	all.Wait()
	tell(control, exchangeResults)
	var theirs map[string]interface{}
	get(control, &theirs)
	put(control, res)
	tell(control, displayResults)
	demand(control, iperfDone)
	var total int64
	for _, s := range res.Streams {
		total += s.Bytes
	}
	fmt.Println("bytes", total)
}
