# shellcheck shell=bash
# Starting, watching and stopping the processes of this checkout. Sourced by ./dev.
#
# Of each process NAME there is in .local/run: NAME.pid; NAME.started (when the kernel started it, so that
# a pid that was given to somebody else is told apart); NAME.cmd (how to start it again); NAME.print
# (command and program, to see whether either changed); NAME.addr (what it announced); and
# .local/log/NAME.log.

# In the order in which they are started.
PROCESSES=(postgres sandbox session schedule_cache booking availability gateway frontdesk)

STARTED=() # by this run of ./dev

# Prints the clock tick at which the kernel started the process; nothing for one that ended, whether or
# not its parent took notice.
start_tick() {
  local stat
  stat="$(cat "/proc/$1/stat" 2>/dev/null)" || return 0
  # The name in parentheses may hold anything; the fields behind it are numbered from 3.
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [[ $1 == Z || $1 == X ]] || printf '%s\n' "${20}"
}

pid_of() {
  cat "$LOCAL/run/$1.pid" 2>/dev/null || true
}

is_running() {
  local pid tick
  pid="$(pid_of "$1")"
  [[ -n $pid ]] || return 1
  tick="$(start_tick "$pid")"
  [[ -n $tick && $tick == "$(cat "$LOCAL/run/$1.started" 2>/dev/null)" ]]
}

record_process() {
  local name="$1" pid="$2"
  printf '%s\n' "$pid" >"$LOCAL/run/$name.pid"
  start_tick "$pid" >"$LOCAL/run/$name.started"
}

# The address that NAME announced under KEY.
announced() {
  sed -n "s/^$2=//p" "$LOCAL/run/$1.addr"
}

# Shows why NAME is not up, and ends.
part_failed() {
  complain "$1 $2; the end of ${LOCAL#"$CHECKOUT/"}/log/$1.log:"
  tail -n 20 "$LOCAL/log/$1.log" >&2 || true
  exit 1
}

# What must stay the same for a running process to be left alone: its command and its program.
print_of() {
  printf '%s %s\n' "$*" "$(sha256sum <"$1")"
}

# launch NAME COMMAND...: starts it and waits until it announces that it is ready.
launch() {
  local name="$1" addr="$LOCAL/run/$1.addr" log="$LOCAL/log/$1.log"
  shift
  rm -f "$addr"
  [[ ! -e $log ]] || mv -f "$log" "$log.1"
  printf '%q ' "$@" >"$LOCAL/run/$name.cmd"
  print_of "$@" >"$LOCAL/run/$name.print"
  # A session of its own: Ctrl-C is for ./dev, which stops everything in its order.
  hold_interrupts
  STARTED+=("$name")
  setsid "$@" --announce-file "$addr" </dev/null >"$log" 2>&1 9>&- &
  record_process "$name" $!
  disown $!
  release_interrupts
  for _ in {1..600}; do
    [[ ! -e $addr ]] || return 0
    is_running "$name" || part_failed "$name" "did not start"
    sleep 0.1
  done
  part_failed "$name" "was not ready within a minute"
}

# ensure NAME COMMAND...: starts it unless it runs already, by the same command and program.
ensure() {
  local name="$1"
  shift
  if is_running "$name"; then
    if [[ $(print_of "$@") == "$(cat "$LOCAL/run/$name.print" 2>/dev/null)" ]]; then
      say "$name is running"
      return
    fi
    say "$name changed: starting it again"
    stop "$name"
  else
    say "starting $name"
  fi
  launch "$name" "$@"
}

# stop NAME...: asks each to end, one after the other, and waits until it has. Forgets those that died.
stop() {
  local name
  for name in "$@"; do
    if is_running "$name"; then
      if [[ $name == postgres ]]; then stop_postgres; else end_process "$name"; fi
    fi
    rm -f "$LOCAL/run/$name".{pid,started,print}
  done
}

end_process() {
  local pid
  pid="$(pid_of "$1")"
  kill -TERM "$pid" 2>/dev/null || true
  for _ in {1..200}; do
    is_running "$1" || return 0
    sleep 0.1
  done
  complain "$1 did not end within 20 seconds: killing it"
  kill -KILL "$pid" 2>/dev/null || true
}

# Prints the names of those that run, last started first.
running_processes() {
  local i
  for ((i = ${#PROCESSES[@]} - 1; i >= 0; --i)); do
    if is_running "${PROCESSES[i]}"; then printf '%s\n' "${PROCESSES[i]}"; fi
  done
}

down() {
  local -a names=()
  if [[ -d $LOCAL/run ]]; then
    lock 60
    adopt_postgres
    mapfile -t names < <(running_processes)
    stop "${names[@]}" "${PROCESSES[@]}"
  fi
  if [[ ${#names[@]} -eq 0 ]]; then say "nothing was running"; else say "stopped ${names[*]}"; fi
}

status() {
  local name address
  for name in "${PROCESSES[@]}"; do
    [[ -e $LOCAL/run/$name.cmd ]] || continue
    if is_running "$name"; then
      address="$(paste -sd ' ' "$LOCAL/run/$name.addr")"
      printf '%-15s pid %-8s %s\n' "$name" "$(pid_of "$name")" "$address"
    elif [[ -e $LOCAL/run/$name.pid ]]; then
      printf '%-15s died; see ./dev logs %s\n' "$name" "$name"
    fi
  done
}

logs() {
  [[ $# -le 1 ]] || usage "logs takes one name at most"
  if [[ $# -eq 1 ]]; then
    [[ -e $LOCAL/log/$1.log ]] || fail "there is no log of '$1'"
    exec tail -n 100 -F "$LOCAL/log/$1.log"
  fi
  tail -n 20 "$LOCAL"/log/*.log
}

restart() {
  local name="${1:-}"
  [[ $# -eq 1 ]] || usage "restart takes the name of one process"
  [[ -e $LOCAL/run/$name.cmd ]] || fail "./dev up has not started '$name'"
  lock
  stop "$name"
  if [[ $name == postgres ]]; then
    start_postgres
  else
    # Written by launch with %q, so each word comes back as it was.
    eval "launch $name $(cat "$LOCAL/run/$name.cmd")"
  fi
  say "$name is running again"
}
