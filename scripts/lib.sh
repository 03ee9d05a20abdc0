# shellcheck shell=bash
# What the scripts share: paths, messages, processes, ports, keys, addresses. Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
VAR=$(realpath -m "${DAYBOOK_VAR:-$ROOT/var}")

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
  warn "${0##*/}: $*"
  exit 1
}

# usage FILE: the comment block below the first line is the help.
usage() { sed -n '1d; /^#/!q; s/^# \{0,1\}//p' "$1"; }

# make_var: var and its fixed folders. Others may pass through (PostgreSQL's user does), not look in.
make_var() {
  mkdir -p "$VAR" 2>/dev/null || die "cannot create $VAR: is the checkout yours? Start this as its owner."
  [[ -O $VAR ]] || die "$VAR belongs to $(stat -c %U "$VAR"): start this as that user, or remove $VAR as that user first."
  chmod 711 "$VAR"
  mkdir -p "$VAR/run" "$VAR/log" "$VAR/keys"
  chmod 700 "$VAR/keys"
}

# secret NAME: prints var/keys/NAME, made once: 32 random bytes in hex.
secret() {
  local file=$VAR/keys/$1
  if [[ ! -s $file ]]; then
    (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$file.new" && mv "$file.new" "$file")
  fi
  cat "$file"
}

# lock NAME: one such script at a time in this var; released when the caller ends.
lock() {
  exec {LOCK_FD}>"$VAR/run/$1.lock"
  flock -w 1800 "$LOCK_FD" || die "another $1 is still at work in $VAR"
}

# has_argument PID TEXT: TEXT is a whole argument of that process, so that it is ours and not a stranger with its old number.
has_argument() { [[ -r /proc/$1/cmdline ]] && tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qxF -- "$2"; }

# ends_within PID SECONDS
ends_within() {
  local end=$((SECONDS + $2))
  while kill -0 "$1" 2>/dev/null; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

# detach PIDFILE LOG COMMAND...: a session of its own, which keeps none of the caller's descriptors.
detach() {
  local pid_file=$1 log=$2
  shift 2
  (
    exec </dev/null >>"$log" 2>&1
    cd "$VAR" || exit
    for fd in "/proc/$BASHPID/fd/"*; do
      fd=${fd##*/}
      ((fd > 2)) && eval "exec $fd>&-"
    done
    # env: a background job of a script would ignore SIGINT and SIGQUIT.
    # shellcheck disable=SC2016
    exec env --default-signal setsid bash -c 'echo $$ >"$0" && exec "$@"' "$pid_file" "$@"
  ) &
}

# port NAME: the kept port of a service, from var/ports.env; choose_ports writes it.
port() { sed -n "s/^$1=//p" "$VAR/ports.env"; }

# choose_ports NAME...: keeps each one's port, or chooses a free one when it has none or a stranger took it.
# Call it only for services that are not running. Chosen below the range of outgoing connections.
choose_ports() {
  touch "$VAR/ports.env"
  python3 - "$VAR/ports.env" "$@" <<'PY'
import os, random, socket, sys
path, names = sys.argv[1], sys.argv[2:]
kept = dict(line.strip().split("=", 1) for line in open(path) if "=" in line)

def free(port):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False

for name in names:
    port = int(kept.get(name) or 0)
    while not port or not free(port) or str(port) in [p for n, p in kept.items() if n != name]:
        port = random.randrange(20000, 30000)
    kept[name] = str(port)
with open(path + ".new", "w") as f:
    f.writelines(f"{n}={p}\n" for n, p in sorted(kept.items()))
os.replace(path + ".new", path)
PY
}

# database_url ROLE: libpq's form of the address, password included.
database_url() { printf 'postgresql://%s:%s@127.0.0.1:%s/daybook' "$1" "$(secret "$1.password")" "$(port POSTGRES_PORT)"; }
kafka_address() { printf '127.0.0.1:%s' "$(port KAFKA_PORT)"; }

# stop_services: this var's PostgreSQL and Kafka.
stop_services() { "$ROOT/scripts/services" stop --var "$VAR"; }

# build PRESET [TARGET]: configures and builds, with as many jobs as cores and memory (1.5 GB a job) allow.
build() {
  local preset=$1 jobs memory
  memory=$(awk '/^MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
  jobs=$(nproc)
  ((memory < jobs)) && jobs=$((memory > 0 ? memory : 1))
  [[ -d $ROOT/build/boost ]] && export BOOST_ROOT=$ROOT/build/boost/usr
  (cd "$ROOT" && cmake --preset "$preset" --log-level=WARNING && cmake --build "build/$preset" ${2:+--target "$2"} -j "$jobs")
}
