// SPDX-License-Identifier: BSD-2-Clause

// h_gostress: goroutines, channels, locks and the garbage collector at once.
// usage: h_gostress GOMAXPROCS.  Prints "stress ok" and what it counted.
package main

import (
	"fmt"
	"hash/fnv"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type node struct {
	left, right *node
	key         int
}

func build(depth, key int) *node {
	if depth == 0 {
		return &node{key: key}
	}
	return &node{build(depth-1, 2*key), build(depth-1, 2*key+1), key}
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.key + n.left.sum() + n.right.sum()
}

// A ring of goroutines passes a token round: the last one hands it back.
func ring(members, rounds int) int {
	first := make(chan int)
	in := first
	for i := 0; i < members; i++ {
		out := make(chan int)
		go func(in, out chan int) {
			for v := range in {
				out <- v + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	v := 0
	for i := 0; i < rounds; i++ {
		first <- v
		v = <-in
	}
	close(first)
	return v
}

// Producers and consumers over a buffered channel; every item counts once.
func pool(workers, items int) uint64 {
	jobs, results := make(chan int, 64), make(chan uint64, 64)
	var wg sync.WaitGroup
	for w := 0; w < workers; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				h := fnv.New64a()
				for k := 0; k < 50; k++ {
					fmt.Fprintf(h, "%d-%d", j, k)
				}
				results <- h.Sum64()
			}
		}()
	}
	go func() {
		for i := 0; i < items; i++ {
			jobs <- i
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()
	var x uint64
	for r := range results {
		x ^= r
	}
	return x
}

func contend(workers, times int) int {
	var mu sync.Mutex
	var n int
	var spins int64
	var wg sync.WaitGroup
	for w := 0; w < workers; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < times; i++ {
				mu.Lock()
				n++
				mu.Unlock()
				atomic.AddInt64(&spins, 1)
				if i%100 == 0 {
					runtime.Gosched()
				}
			}
		}()
	}
	wg.Wait()
	if int64(n) != spins {
		return -1
	}
	return n
}

// Garbage while others hold live data that must survive.
func garbage(workers, rounds int) bool {
	live := build(12, 1)
	want := live.sum()
	ok := int32(1)
	var wg sync.WaitGroup
	for w := 0; w < workers; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for i := 0; i < rounds; i++ {
				t := build(9, w+1)
				m := map[int]string{}
				for k := 0; k < 300; k++ {
					m[k] = strconv.Itoa(k * w)
				}
				keys := make([]int, 0, len(m))
				for k := range m {
					keys = append(keys, k)
				}
				sort.Ints(keys)
				if t.sum() == 0 || keys[299] != 299 || live.sum() != want {
					atomic.StoreInt32(&ok, 0)
				}
			}
		}(w)
	}
	for i := 0; i < 5; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	wg.Wait()
	return ok == 1
}

func check(what string, ok bool) {
	if !ok {
		fmt.Println("stress failed:", what)
		os.Exit(1)
	}
}

func main() {
	n := 2
	if len(os.Args) > 1 {
		n, _ = strconv.Atoi(os.Args[1])
	}
	runtime.GOMAXPROCS(n)
	check("ring", ring(100, 200) == 100*200)
	check("pool", pool(8, 2000) == pool(3, 2000))
	check("mutex", contend(16, 5000) == 16*5000)
	check("garbage", garbage(4, 60))
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	check("collections", ms.NumGC >= 5)
	fmt.Printf("stress ok procs=%d\n", runtime.GOMAXPROCS(0))
}
