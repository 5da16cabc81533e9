// SPDX-License-Identifier: BSD-2-Clause

// h_gofile: files and directories as Go's os package sees them.
// usage: h_gofile directory
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"syscall"
)

func check(what string, err error, ok bool) {
	if err != nil || !ok {
		fmt.Printf("file failed: %s: %v\n", what, err)
		os.Exit(1)
	}
}

func contents(dir string) {
	name := filepath.Join(dir, "data")
	data := bytes.Repeat([]byte("0123456789abcdef"), 40000)
	check("write", os.WriteFile(name, data, 0640), true)
	got, err := os.ReadFile(name)
	check("read back", err, bytes.Equal(got, data))
	st, err := os.Stat(name)
	check("stat", err, st.Size() == int64(len(data)) && st.Mode() == 0640)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_APPEND, 0)
	check("open for append", err, true)
	_, err = f.Write([]byte("tail"))
	check("append", err, true)
	buf := make([]byte, 8)
	_, err = f.ReadAt(buf, int64(len(data))-4)
	check("read at", err, string(buf) == "cdeftail")
	check("truncate", f.Truncate(5), true)
	off, err := f.Seek(0, io.SeekEnd)
	check("seek", err, off == 5)
	check("sync", f.Sync(), true)
	check("close", f.Close(), true)
	_, err = f.Write(buf)
	check("closed", nil, errors.Is(err, os.ErrClosed))
	// A hole reads as zeroes.
	f, err = os.Create(filepath.Join(dir, "hole"))
	check("create", err, true)
	_, err = f.WriteAt([]byte{1}, 1<<20)
	check("write behind a hole", err, true)
	big := make([]byte, 1<<20)
	_, err = f.ReadAt(big, 0)
	check("hole", err, bytes.Count(big, []byte{0}) == 1<<20)
	f.Close()
}

func tree(dir string) {
	root := filepath.Join(dir, "tree")
	for i := 0; i < 10; i++ {
		d := filepath.Join(root, fmt.Sprint("d", i), "deep", "deeper")
		check("mkdir", os.MkdirAll(d, 0755), true)
		for k := 0; k < 20; k++ {
			check("small file", os.WriteFile(filepath.Join(d,
				fmt.Sprint("f", k)), []byte{byte(k)}, 0644), true)
		}
	}
	n := 0
	check("walk", filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		n++
		return err
	}), n == 1+10*3+200)
	list, err := os.ReadDir(filepath.Join(root, "d3/deep/deeper"))
	check("readdir", err, len(list) == 20 &&
		sort.SliceIsSorted(list, func(i, k int) bool { return list[i].Name() < list[k].Name() }))
	check("rename", os.Rename(filepath.Join(root, "d1"), filepath.Join(root, "e1")), true)
	_, err = os.Stat(filepath.Join(root, "d1"))
	check("old name", nil, os.IsNotExist(err))
	err = os.Rename(root, filepath.Join(root, "d2", "loop"))
	check("into itself", nil, errors.Is(err, syscall.EINVAL))
	err = os.Remove(root)
	check("not empty", nil, errors.Is(err, syscall.ENOTEMPTY))
	check("remove all", os.RemoveAll(root), true)
}

func links(dir string) {
	a, b, s := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "s")
	check("write", os.WriteFile(a, []byte("a"), 0600), true)
	check("link", os.Link(a, b), true)
	sa, _ := os.Stat(a)
	sb, _ := os.Stat(b)
	check("same file", nil, os.SameFile(sa, sb))
	check("symlink", os.Symlink("a", s), true)
	to, err := os.Readlink(s)
	check("readlink", err, to == "a")
	ls, err := os.Lstat(s)
	check("lstat", err, ls.Mode()&fs.ModeSymlink != 0)
	check("chmod", os.Chmod(a, 0400), true)
	sb, _ = os.Stat(b)
	check("mode of the other name", nil, sb.Mode().Perm() == 0400)
	check("loop", os.Symlink("l2", filepath.Join(dir, "l1")), true)
	check("loop", os.Symlink("l1", filepath.Join(dir, "l2")), true)
	_, err = os.Open(filepath.Join(dir, "l1"))
	check("eloop", nil, errors.Is(err, syscall.ELOOP))
	_, err = os.Open(filepath.Join(dir, strings.Repeat("x", 256)))
	check("name too long", nil, errors.Is(err, syscall.ENAMETOOLONG))
	_, err = os.Open(filepath.Join(a, "below"))
	check("not a directory", nil, errors.Is(err, syscall.ENOTDIR))
}

func parallel(dir string) {
	var wg sync.WaitGroup
	for w := 0; w < 8; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for i := 0; i < 50; i++ {
				p := filepath.Join(dir, fmt.Sprintf("p%d-%d", w, i))
				check("create", os.WriteFile(p, []byte(p), 0644), true)
				q := p + ".new"
				check("rename", os.Rename(p, q), true)
				got, err := os.ReadFile(q)
				check("read", err, string(got) == p)
				check("remove", os.Remove(q), true)
			}
		}(w)
	}
	wg.Wait()
}

func main() {
	dir, err := os.MkdirTemp(os.Args[1], "gofile")
	check("temporary directory", err, true)
	contents(dir)
	tree(dir)
	links(dir)
	parallel(dir)
	check("clean up", os.RemoveAll(dir), true)
	fmt.Println("file ok")
}
