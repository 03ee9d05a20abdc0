#include "adapters/audit/bundle_format.hpp"

namespace daybook::audit::bundle {

std::string readme_text() {
  return R"(A log of Daybook, complete from its first event up to a signed checkpoint.

CHECK IT WITH DAYBOOK (no database, no configuration, no network)

  daybook audit verify --bundle .
  daybook audit verify --bundle . --against CHECKPOINT     also: nothing was rewritten since you saved it
  daybook audit verify --bundle . --key KEY                also: signed by the key that you know

CHECK IT WITHOUT DAYBOOK

  sha256sum -c SHA256SUMS          whether the files are those that were written
  checkpoint.note, key.txt         a C2SP signed note (c2sp.org/signed-note, c2sp.org/tlog-checkpoint): the
                                   log's name, the number of its events, the root of its Merkle tree in
                                   base64, an Ed25519 signature. Go: golang.org/x/mod/sumdb/note
  events/*.jsonl                   an event a line. Its leaf is SHA-256 over one byte 0x00, the line
                                   "daybook-event-v1", and a line "<bytes>:<text>" for each of position,
                                   event_id, stream, version, type, schema_version, recorded_at,
                                   effective_at, actor, correlation_id, causation_id, partition_key,
                                   payload; the two times as microseconds since 1970-01-01 UTC, every line
                                   ended by a newline, lengths in bytes.
  the tree                         RFC 6962, section 2.1: its root must be the checkpoint's.
                                   Go: golang.org/x/mod/sumdb/tlog

In Python, with nothing installed (prints the root, to compare with checkpoint.note):

  import base64, datetime, glob, hashlib, json
  NAMES = ("position event_id stream version type schema_version recorded_at effective_at actor"
           " correlation_id causation_id partition_key payload").split()
  EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
  def micros(text):
      return (datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH) // datetime.timedelta(microseconds=1)
  def leaf(event):
      event = {**event, "recorded_at": micros(event["recorded_at"]), "effective_at": micros(event["effective_at"])}
      fields = [str(event[name]).encode() for name in NAMES]
      text = b"daybook-event-v1\n" + b"".join(b"%d:%s\n" % (len(f), f) for f in fields)
      return hashlib.sha256(b"\0" + text).digest()
  stack = []  # (leaves, root) of perfect subtrees
  for name in sorted(glob.glob("events/*.jsonl")):
      for line in open(name, encoding="utf-8", newline="\n"):
          node = (1, leaf(json.loads(line)))
          while stack and stack[-1][0] == node[0]:
              size, left = stack.pop()
              node = (2 * size, hashlib.sha256(b"\1" + left + node[1]).digest())
          stack.append(node)
  _, root = stack.pop()
  while stack:
      root = hashlib.sha256(b"\1" + stack.pop()[1] + root).digest()
  print(base64.b64encode(root).decode())

THE FILES

  key.txt            the log's public key: compare it with one that you got another way
  checkpoint.note    the checkpoint at the end of this bundle
  checkpoints.jsonl  every checkpoint that was signed up to there
  manifest.json      counts, root, time zone of days and months, every file's size and SHA-256

Names, addresses and bank details are in the log as ciphertext only. Amounts are in minor units.
)";
}

}  // namespace daybook::audit::bundle
