# shellcheck shell=bash
# Words, errors, files and ports: what every part of ./dev needs. Sourced by it.

# Somebody else's settings must not steer our processes, which read them where a flag is not given.
unset "${!FRONTDESK_@}"

step() { printf '== %s\n' "$*"; }
say() { printf '   %s\n' "$*"; }
complain() { printf './dev: %s\n' "$*" >&2; }

fail() {
  complain "$*"
  exit 1
}

# Ctrl-C between these two takes effect at the second: for steps that must not be left half done, such as
# starting a process and writing down that it runs. A child that must not see it either needs setsid.
HOLDING=no
INTERRUPTED=no

hold_interrupts() {
  HOLDING=yes
}

release_interrupts() {
  HOLDING=no
  if [[ $INTERRUPTED == yes ]]; then exit 130; fi
}

interrupted() {
  INTERRUPTED=yes
  if [[ $HOLDING == no ]]; then exit 130; fi
}

# A mistake on the command line.
usage() {
  complain "$* (see ./dev help)"
  exit 2
}

takes_no_arguments() {
  [[ $# -eq 1 ]] || usage "$1 takes no arguments"
}

# Makes .local, and keeps a second ./dev of this checkout out of it until unlock or the end.
lock() {
  mkdir -p "$LOCAL"/{bin,log,run} || fail "cannot write to $LOCAL"
  [[ -w $LOCAL/run ]] || fail "$LOCAL belongs to another user; run ./dev as $(stat -c %U "$LOCAL")"
  (umask 077 && mkdir -p "$LOCAL/secrets")
  exec 9>"$LOCAL/lock"
  flock -w "${1:-5}" 9 || fail "another ./dev is at work in this checkout"
}

unlock() {
  exec 9>&-
}

# write_secret FILE: what comes on stdin, readable by its owner alone.
write_secret() {
  (umask 077 && cat >"$1.new") && mv -f "$1.new" "$1"
}

is_port_number() {
  [[ $1 =~ ^[0-9]{1,5}$ ]] && ((10#$1 <= 65535))
}

port_is_busy() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Prints a port that nobody listens on, below those that the kernel lends to outgoing connections: a
# client that retries against a port of that range can end up connected to itself.
free_port() {
  local port
  for _ in {1..200}; do
    port=$((10000 + RANDOM % 20000))
    port_is_busy "$port" || {
      printf '%s\n' "$port"
      return
    }
  done
  fail "found no free port"
}

# remembered_port NAME: prints the port of NAME in .local/ports.env; nothing if there is none yet.
remembered_port() {
  [[ -e $LOCAL/ports.env ]] || return 0
  sed -n "s/^${1}_PORT=\([0-9]*\)$/\1/p" "$LOCAL/ports.env"
}

remember_port() {
  {
    [[ ! -e $LOCAL/ports.env ]] || grep -v "^${1}_PORT=" "$LOCAL/ports.env" || true
    printf '%s_PORT=%s\n' "$1" "$2"
  } >"$LOCAL/ports.env.new"
  mv -f "$LOCAL/ports.env.new" "$LOCAL/ports.env"
}

# port_for NAME PROCESS: prints the port that NAME had before, so that PROCESS comes back at the same
# address, unless a stranger took it meanwhile; else a free one, which is remembered.
port_for() {
  local port
  port="$(remembered_port "$1")"
  if [[ -z $port ]] || { ! is_running "$2" && port_is_busy "$port"; }; then
    port="$(free_port)"
    remember_port "$1" "$port"
  fi
  printf '%s\n' "$port"
}
