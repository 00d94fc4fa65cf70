// Checks an export of the log with a stranger's code: Go's sumdb/note and sumdb/tlog (Debian: golang-golang-x-mod-dev). Nothing of this project is
// in it, and it is not part of the npm tests:
//
//	node dist/test/log/write-export.js /tmp/export 66000
//	GO111MODULE=off GOPATH=/usr/share/gocode go run test/log/foreign/check.go /tmp/export
//
// It opens the checkpoint with log.vkey and the cosignature with witness.vkey, recomputes the root from the entries, reads every hash tile through
// sumdb's own tile reader, and checks each proof-N.tlog-proof for the leaf in leaf-N. Any difference ends it with exit status 1.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var dir string

func must(err error, what string) {
	if err != nil {
		log.Fatalf("%s: %v", what, err)
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(filepath.Join(dir, path))
	must(err, path)
	return data
}

// path names a tile as tlog-tiles does; sumdb's own names have the height in them.
func path(level string, n int64, width int) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + level + "/" + name
}

type files struct{ seen map[string]bool }

func (files) Height() int { return 8 }
func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		p := path(strconv.Itoa(t.L), t.N, t.W)
		f.seen[p] = true
		all = append(all, read(p))
	}
	return all, nil
}
func (files) SaveTiles([]tlog.Tile, [][]byte) {}

// witness verifies type 04 (tlog-cosignature), which sumdb/note leaves to its caller.
type witness struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.id }
func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(w.key, []byte(signed), sig[8:])
}

func readWitness(vkey string) witness {
	part := strings.SplitN(vkey, "+", 3)
	id, err := hex.DecodeString(part[1])
	must(err, "witness.vkey")
	key, err := base64.StdEncoding.DecodeString(part[2])
	must(err, "witness.vkey")
	if key[0] != 4 {
		log.Fatal("witness.vkey: not of type 04")
	}
	return witness{part[0], binary.BigEndian.Uint32(id), key[1:]}
}

func main() {
	dir = os.Args[1]
	logKey, err := note.NewVerifier(strings.TrimSpace(string(read("log.vkey"))))
	must(err, "log.vkey")
	cosigner := readWitness(strings.TrimSpace(string(read("witness.vkey"))))
	checkpoint := read("checkpoint")
	opened, err := note.Open(checkpoint, note.VerifierList(logKey, cosigner))
	must(err, "checkpoint")
	if len(opened.Sigs) != 2 {
		log.Fatalf("checkpoint: %d signatures verify instead of 2", len(opened.Sigs))
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	root, err := tlog.ParseHash(lines[2])
	must(err, "root")

	var stored []tlog.Hash
	var leaves []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return out, nil
	})
	for n := int64(0); n*256 < size; n++ {
		width := int(min(256, size-n*256))
		bundle := read(path("entries", n, width))
		for i := 0; i < width; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				log.Fatalf("entry bundle %d ends within an entry", n)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			data := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			hashes, err := tlog.StoredHashes(int64(len(leaves)), data, own)
			must(err, "hashing")
			stored = append(stored, hashes...)
			leaves = append(leaves, tlog.RecordHash(data))
		}
		if len(bundle) != 0 {
			log.Fatalf("entry bundle %d is longer than its entries", n)
		}
	}
	computed, err := tlog.TreeHash(size, own)
	must(err, "root from entries")
	if computed != root {
		log.Fatalf("the entries have root %s, the checkpoint says %s", computed, root)
	}

	tiles := files{map[string]bool{}}
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles)
	for i := int64(0); i < size; i++ {
		if i%256 != 0 && i < size-256 {
			continue // one leaf opens its tile, and sumdb checks the whole tile against the root
		}
		got, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
		must(err, "tiles")
		if got[0] != leaves[i] {
			log.Fatalf("leaf %d in the tiles is not that of its entry", i)
		}
	}

	proofs, _ := filepath.Glob(filepath.Join(dir, "proof-*.tlog-proof"))
	for _, p := range proofs {
		text, err := os.ReadFile(p)
		must(err, p)
		head, tail, _ := bytes.Cut(text, []byte("\n\n"))
		if !bytes.Equal(tail, checkpoint) {
			log.Fatalf("%s: another checkpoint", p)
		}
		lines := strings.Split(string(head), "\n")
		if lines[0] != "c2sp.org/tlog-proof@v1" {
			log.Fatalf("%s: %s", p, lines[0])
		}
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
		must(err, p)
		var proof tlog.RecordProof
		for _, line := range lines[2:] {
			hash, err := tlog.ParseHash(line)
			must(err, p)
			proof = append(proof, hash)
		}
		must(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(read(fmt.Sprintf("leaf-%d", index)))), p)
	}
	fmt.Printf("%s: %d entries, %d tiles, %d proofs and %d signatures verify\n", lines[0], size, len(tiles.seen), len(proofs), len(opened.Sigs))
}
