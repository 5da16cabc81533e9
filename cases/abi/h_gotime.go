// SPDX-License-Identifier: BSD-2-Clause

// h_gotime: sleeps, timers, tickers, deadlines and signals to ourselves.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

func check(what string, ok bool) {
	if !ok {
		fmt.Println("time failed:", what)
		os.Exit(1)
	}
}

func sleeps() {
	for _, d := range []time.Duration{0, time.Microsecond,
		time.Millisecond, 30 * time.Millisecond} {
		t := time.Now()
		time.Sleep(d)
		check(fmt.Sprint("sleep ", d), time.Since(t) >= d)
	}
	var wg sync.WaitGroup
	for i := 0; i < 200; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			d := time.Duration(i%20) * time.Millisecond
			t := time.Now()
			time.Sleep(d)
			check("many sleeps", time.Since(t) >= d)
		}(i)
	}
	wg.Wait()
}

func timers() {
	tick := time.NewTicker(5 * time.Millisecond)
	t := time.Now()
	for i := 0; i < 10; i++ {
		<-tick.C
	}
	tick.Stop()
	check("ticker", time.Since(t) >= 45*time.Millisecond)
	fired := make(chan bool, 1)
	tm := time.AfterFunc(time.Hour, func() { fired <- true })
	check("stop", tm.Stop())
	tm.Reset(time.Millisecond)
	check("reset", <-fired)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	check("deadline", ctx.Err() == context.DeadlineExceeded)
}

func clocks() {
	last := time.Now()
	for i := 0; i < 100000; i++ {
		now := time.Now()
		check("monotonic", !now.Before(last))
		last = now
	}
	check("year", last.Year() >= 2020)
	f, err := os.CreateTemp("", "gotime")
	check("temporary file", err == nil)
	defer os.Remove(f.Name())
	want := time.Unix(1234567890, 123456000)
	check("chtimes", os.Chtimes(f.Name(), want, want) == nil)
	st, err := f.Stat()
	check("mtime", err == nil && st.ModTime().Equal(want))
}

func signals() {
	c := make(chan os.Signal, 64)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGWINCH)
	for i := 0; i < 100; i++ {
		check("kill", syscall.Kill(os.Getpid(), syscall.SIGUSR1) == nil)
		select {
		case s := <-c:
			check("which signal", s == syscall.SIGUSR1)
		case <-time.After(5 * time.Second):
			check("signal lost", false)
		}
	}
	signal.Ignore(syscall.SIGHUP)
	syscall.Kill(os.Getpid(), syscall.SIGHUP)
	signal.Reset()
	// A nil pointer is a panic that can be recovered from, not a crash.
	func() {
		defer func() { check("recover", recover() != nil) }()
		var p *int
		*p = 1
	}()
	// Preemption of a loop without calls needs signals to threads.
	done := make(chan bool)
	go func() {
		for i := 0; ; i++ {
		}
	}()
	go func() { time.Sleep(20 * time.Millisecond); done <- true }()
	<-done
}

func main() {
	sleeps()
	timers()
	clocks()
	signals()
	fmt.Println("time ok")
}
