// h_descgo.go: the descriptor layer under the Go runtime's poller: many
// goroutines on local sockets and pipes, deadlines, closes while others wait.
//
// SPDX-License-Identifier: BSD-2-Clause

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"
)

func fail(what string, err error) {
	fmt.Println(what, err)
	os.Exit(1)
}

// Clients that each talk to an echo server.
func echo(dir string, clients, rounds int) {
	name := filepath.Join(dir, "echo")
	l, err := net.Listen("unix", name)
	if err != nil {
		fail("listen", err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				io.Copy(c, c)
				c.Close()
			}()
		}
	}()
	var wg sync.WaitGroup
	for i := 0; i < clients; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			c, err := net.Dial("unix", name)
			if err != nil {
				fail("dial", err)
			}
			defer c.Close()
			out := bytes.Repeat([]byte{byte(i)}, 1+i*97%5000)
			in := make([]byte, len(out))
			for r := 0; r < rounds; r++ {
				if _, err := c.Write(out); err != nil {
					fail("write", err)
				}
				if _, err := io.ReadFull(c, in); err != nil {
					fail("read", err)
				}
				if !bytes.Equal(in, out) {
					fail("echo differs", nil)
				}
			}
		}(i)
	}
	wg.Wait()
	l.Close()
}

// A token through a ring of pipes.
func ring(n, rounds int) {
	var r, w []*os.File
	for i := 0; i < n; i++ {
		a, b, err := os.Pipe()
		if err != nil {
			fail("pipe", err)
		}
		r, w = append(r, a), append(w, b)
	}
	for i := 1; i < n; i++ {
		go func(i int) {
			b := make([]byte, 1)
			for {
				if _, err := r[i].Read(b); err != nil {
					w[(i+1)%n].Close()
					return
				}
				w[(i+1)%n].Write(b)
			}
		}(i)
	}
	b := []byte{0}
	for k := 0; k < rounds; k++ {
		w[1%n].Write(b)
		if _, err := r[0].Read(b); err != nil {
			fail("ring", err)
		}
	}
	w[1%n].Close()
	if _, err := r[0].Read(b); err != io.EOF {
		fail("end of ring", err)
	}
}

// Deadlines pass, and a close wakes who reads.
func ends() {
	a, b, err := os.Pipe()
	if err != nil {
		fail("pipe", err)
	}
	a.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	if _, err = a.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		fail("deadline", err)
	}
	a.SetReadDeadline(time.Time{})
	done := make(chan error)
	go func() {
		_, err := a.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(10 * time.Millisecond)
	a.Close()
	if err = <-done; !errors.Is(err, os.ErrClosed) {
		fail("closed read", err)
	}
	if _, err = b.Write([]byte{1}); err == nil {
		fail("write without reader", err)
	}
}

func main() {
	dir, err := os.MkdirTemp("", "descgo")
	if err != nil {
		fail("tmp", err)
	}
	defer os.RemoveAll(dir)
	n, _ := strconv.Atoi(os.Getenv("ROUNDS"))
	if n == 0 {
		n = 100
	}
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		start := time.Now()
		echo(dir, 30, n)
		ring(20, n)
		for i := 0; i < 10; i++ {
			ends()
		}
		fmt.Println("procs", procs, time.Since(start).Round(time.Millisecond))
	}
	fmt.Println("failures: 0")
}
