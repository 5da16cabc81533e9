// SPDX-License-Identifier: BSD-2-Clause

// h_goexec: programs started from many goroutines, pipelines between them,
// exit statuses, environments and signals of children.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

func fail(what string, err error, got string) {
	fmt.Printf("exec failed: %s: %v: %q\n", what, err, got)
	os.Exit(1)
}

func output(name string, args ...string) string {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		fail(name, err, string(out))
	}
	return string(out)
}

// cat | sort | wc -l, each end a pipe of ours.
func pipeline(lines int) {
	in := strings.Repeat("line of text\n", lines)
	cat := exec.Command("/bin/cat")
	sortc := exec.Command("/usr/bin/sort")
	wc := exec.Command("/usr/bin/wc", "-l")
	cat.Stdin = strings.NewReader(in)
	r1, w1, _ := os.Pipe()
	r2, w2, _ := os.Pipe()
	var out bytes.Buffer
	cat.Stdout, sortc.Stdin, sortc.Stdout, wc.Stdin, wc.Stdout = w1, r1, w2, r2, &out
	for _, c := range []*exec.Cmd{cat, sortc, wc} {
		if err := c.Start(); err != nil {
			fail("start", err, c.Path)
		}
	}
	for _, f := range []io.Closer{r1, w1, r2, w2} {
		f.Close()
	}
	for _, c := range []*exec.Cmd{cat, sortc, wc} {
		if err := c.Wait(); err != nil {
			fail("wait", err, c.Path)
		}
	}
	if strings.TrimSpace(out.String()) != fmt.Sprint(lines) {
		fail("pipeline", nil, out.String())
	}
}

func main() {
	if s := output("/bin/echo", "a", "b"); s != "a b\n" {
		fail("echo", nil, s)
	}
	err := exec.Command("/bin/sh", "-c", "exit 7").Run()
	if ee, ok := err.(*exec.ExitError); !ok || ee.ExitCode() != 7 {
		fail("exit status", err, "")
	}
	err = exec.Command("/no/such/program").Run()
	if !os.IsNotExist(err) {
		fail("missing program", err, "")
	}
	c := exec.Command("/bin/sh", "-c", "echo $VKT_WORD")
	c.Env = []string{"VKT_WORD=hello"}
	if out, err := c.Output(); err != nil || string(out) != "hello\n" {
		fail("environment", err, string(out))
	}
	c = exec.Command("/bin/sleep", "60")
	if err := c.Start(); err != nil {
		fail("sleep", err, "")
	}
	time.Sleep(20 * time.Millisecond)
	c.Process.Signal(syscall.SIGTERM)
	err = c.Wait()
	if ee, ok := err.(*exec.ExitError); !ok ||
		ee.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		fail("signal of a child", err, "")
	}
	c = exec.Command("/bin/pwd")
	c.Dir = "/usr"
	if out, err := c.Output(); err != nil || string(out) != "/usr\n" {
		fail("directory", err, string(out))
	}
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for k := 0; k < 3; k++ {
				pipeline(1000 + i)
			}
		}(i)
	}
	wg.Wait()
	fmt.Println("exec ok")
}
