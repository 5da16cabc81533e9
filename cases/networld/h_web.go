// h_web.go: an HTTP server and client for the guest, Go's own.
//
// usage: h_web serve address directory
//        h_web get url                 the body to standard output
//
// SPDX-License-Identifier: BSD-2-Clause

package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "h_web:", err)
		os.Exit(1)
	}
}

func main() {
	switch {
	case len(os.Args) == 4 && os.Args[1] == "serve":
		http.Handle("/", http.FileServer(http.Dir(os.Args[3])))
		http.HandleFunc("/put", func(w http.ResponseWriter, r *http.Request) {
			n, err := io.Copy(io.Discard, r.Body)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			fmt.Fprintln(w, "took", n)
		})
		fail(http.ListenAndServe(os.Args[2], nil))
	case len(os.Args) == 3 && os.Args[1] == "get":
		r, err := http.Get(os.Args[2])
		fail(err)
		if r.StatusCode != http.StatusOK {
			fail(fmt.Errorf("%s", r.Status))
		}
		_, err = io.Copy(os.Stdout, r.Body)
		fail(err)
	default:
		fmt.Fprintln(os.Stderr, "usage: h_web serve address directory | get url")
		os.Exit(64)
	}
}
