// Checks an export of the log with a stranger's code: Go's sumdb/note and sumdb/tlog, and filippo.io/mldsa. Nothing of this project is in it, and it is
// not part of the npm tests: run.sh builds it and runs it over what test/log/write-export.ts writes.
//
// It opens the checkpoint with log.vkey, and the cosignatures with witness.vkey and witness-ml-dsa-44.vkey, recomputes the root from the entries, reads every hash tile through
// sumdb's own tile reader, and checks each proof-N.tlog-proof for the leaf in leaf-N. Any difference ends it with exit status 1.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"filippo.io/mldsa"
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

// lattice verifies type 06, the signed structure of which is put together here from the specification.
type lattice struct {
	name string
	id   uint32
	key  *mldsa.PublicKey
}

func (l lattice) Name() string    { return l.name }
func (l lattice) KeyHash() uint32 { return l.id }
func (l lattice) Verify(msg, sig []byte) bool {
	lines := strings.Split(string(msg), "\n")
	if len(sig) != 8+2420 || len(lines) != 4 {
		return false
	}
	size, err := strconv.ParseUint(lines[1], 10, 64)
	root, bad := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || bad != nil {
		return false
	}
	signed := append([]byte("subtree/v1\n\x00"), byte(len(l.name)))
	signed = append(signed, l.name...)
	signed = append(signed, sig[:8]...)
	signed = append(append(signed, byte(len(lines[0]))), lines[0]...)
	signed = binary.BigEndian.AppendUint64(signed, 0)
	signed = binary.BigEndian.AppendUint64(signed, size)
	signed = append(signed, root...)
	return mldsa.Verify(l.key, signed, sig[8:], nil) == nil
}

// readKey reads a verifier key of the given type; its id is computed again.
func readKey(file string, kind byte) (name string, id uint32, key []byte) {
	part := strings.SplitN(strings.TrimSpace(string(read(file))), "+", 3)
	said, err := hex.DecodeString(part[1])
	must(err, file)
	typed, err := base64.StdEncoding.DecodeString(part[2])
	must(err, file)
	if typed[0] != kind {
		log.Fatalf("%s: not of type %02x", file, kind)
	}
	hash := sha256.Sum256(append([]byte(part[0]+"\n"), typed...))
	if !bytes.Equal(said, hash[:4]) {
		log.Fatalf("%s: another key id", file)
	}
	return part[0], binary.BigEndian.Uint32(said), typed[1:]
}

func readWitness() witness {
	name, id, key := readKey("witness.vkey", 4)
	return witness{name, id, key}
}

func readLattice() lattice {
	name, id, raw := readKey("witness-ml-dsa-44.vkey", 6)
	key, err := mldsa.NewPublicKey(mldsa.MLDSA44(), raw)
	must(err, "witness-ml-dsa-44.vkey")
	return lattice{name, id, key}
}

func main() {
	dir = os.Args[1]
	logKey, err := note.NewVerifier(strings.TrimSpace(string(read("log.vkey"))))
	must(err, "log.vkey")
	checkpoint := read("checkpoint")
	opened, err := note.Open(checkpoint, note.VerifierList(logKey, readWitness(), readLattice()))
	must(err, "checkpoint")
	if len(opened.Sigs) != 3 {
		log.Fatalf("checkpoint: %d signatures verify instead of 3", len(opened.Sigs))
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
