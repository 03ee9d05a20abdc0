// Checks what Daybook says about its log with the Go project's own verifiers (golang.org/x/mod: sumdb/note for
// C2SP signed notes, sumdb/tlog for RFC 6962 trees). Nothing of Daybook's is used.
//
//	public_verifier proof FILE                       of `daybook audit prove --json`
//	public_verifier consistency KEY OLD NEW FILE     two signed notes, and /api/log/proof/consistency
//	public_verifier bundle DIR                       events and checkpoints of `daybook audit bundle`
//
// Prints what it verified; exits with 1, saying why, when something does not hold.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(name string) []byte {
	bytes, err := os.ReadFile(name)
	check(err)
	return bytes
}

func parse(name string, into interface{}) {
	decoder := json.NewDecoder(bytes.NewReader(read(name)))
	decoder.UseNumber()
	check(decoder.Decode(into))
}

// The tree that a signed note is about, its signature verified.
func tree(key, signed string) (int64, tlog.Hash) {
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	check(err)
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		check(fmt.Errorf("the note is about %s, the key is for %s", lines[0], verifier.Name()))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	var hash tlog.Hash
	if len(root) != len(hash) {
		check(fmt.Errorf("the root has %d bytes", len(root)))
	}
	copy(hash[:], root)
	return size, hash
}

func hashes(texts []string) []tlog.Hash {
	var out []tlog.Hash
	for _, text := range texts {
		raw, err := hex.DecodeString(text)
		check(err)
		var hash tlog.Hash
		copy(hash[:], raw)
		out = append(out, hash)
	}
	return out
}

// The canonical bytes of an event: events/log/README.md.
func canonical(event map[string]interface{}) []byte {
	var out bytes.Buffer
	out.WriteString("daybook-event-v1\n")
	for _, name := range strings.Fields("position event_id stream version type schema_version recorded_at " +
		"effective_at actor correlation_id causation_id partition_key payload") {
		field := fmt.Sprint(event[name])
		if strings.HasSuffix(name, "ed_at") || name == "effective_at" {
			at, err := time.Parse(time.RFC3339Nano, field)
			check(err)
			field = strconv.FormatInt(at.UnixMicro(), 10)
		}
		fmt.Fprintf(&out, "%d:%s\n", len(field), field)
	}
	return out.Bytes()
}

func proof(name string) {
	var p struct {
		Event       map[string]interface{}
		LeafIndex   int64 `json:"leaf_index"`
		Path        []string
		Checkpoint  string
		VerifierKey string `json:"verifier_key"`
	}
	parse(name, &p)
	size, root := tree(p.VerifierKey, p.Checkpoint)
	leaf := tlog.RecordHash(canonical(p.Event))
	check(tlog.CheckRecord(tlog.RecordProof(hashes(p.Path)), size, root, p.LeafIndex, leaf))
	fmt.Printf("event %v is in the signed tree of %d\n", p.Event["position"], size)
}

func consistency(key, older, newer, name string) {
	var p struct{ Hashes []string }
	parse(name, &p)
	first, firstRoot := tree(key, string(read(older)))
	second, secondRoot := tree(key, string(read(newer)))
	check(tlog.CheckTree(tlog.TreeProof(hashes(p.Hashes)), second, secondRoot, first, firstRoot))
	fmt.Printf("the tree of %d begins with the tree of %d\n", second, first)
}

func bundle(directory string) {
	size, root := tree(string(read(filepath.Join(directory, "key.txt"))),
		string(read(filepath.Join(directory, "checkpoint.note"))))
	names, err := filepath.Glob(filepath.Join(directory, "events", "*.jsonl"))
	check(err)
	sort.Strings(names)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, index := range indexes {
			out = append(out, stored[index])
		}
		return out, nil
	})
	var count int64
	for _, name := range names {
		file, err := os.Open(name)
		check(err)
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<26)
		for ; lines.Scan(); count++ {
			var event map[string]interface{}
			decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
			decoder.UseNumber()
			check(decoder.Decode(&event))
			more, err := tlog.StoredHashes(count, canonical(event), reader)
			check(err)
			stored = append(stored, more...)
		}
		check(lines.Err())
		file.Close()
	}
	if count != size {
		check(fmt.Errorf("%d events, the checkpoint is about %d", count, size))
	}
	computed, err := tlog.TreeHash(count, reader)
	check(err)
	if computed != root {
		check(fmt.Errorf("the events hash to %v, the checkpoint's root is %v", computed, root))
	}
	fmt.Printf("%d events hash to the signed root\n", count)
}

func main() {
	switch arguments := os.Args[1:]; {
	case len(arguments) == 2 && arguments[0] == "proof":
		proof(arguments[1])
	case len(arguments) == 5 && arguments[0] == "consistency":
		consistency(arguments[1], arguments[2], arguments[3], arguments[4])
	case len(arguments) == 2 && arguments[0] == "bundle":
		bundle(arguments[1])
	default:
		check(fmt.Errorf("usage: public_verifier proof FILE | consistency KEY OLD NEW FILE | bundle DIR"))
	}
}
