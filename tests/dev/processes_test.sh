#!/usr/bin/env bash
# Starting, watching and stopping, with programs of a few lines.
set -euo pipefail
# shellcheck source=tests/dev/expect.sh
source tests/dev/expect.sh

lock
trap 'stop "${STARTED[@]}"' EXIT

# Announces itself as the real ones do, and ends when asked.
cat >"$LOCAL/bin/obedient" <<'SH'
#!/usr/bin/env bash
printf 'SESSION_ADDR=127.0.0.1:1\n' >"${@: -1}.new" && mv "${@: -1}.new" "${@: -1}"
trap 'exit 0' TERM
while :; do sleep 0.05; done
SH
cat >"$LOCAL/bin/failing" <<'SH'
#!/usr/bin/env bash
echo "no such table" >&2
exit 1
SH
chmod +x "$LOCAL"/bin/*

ensure session "$LOCAL/bin/obedient" --listen here
first="$(pid_of session)"
expect "ensure: it runs" yes "$(yes_or_no is_running session)"
expect "ensure: what it announced is known" 127.0.0.1:1 "$(announced session SESSION_ADDR)"
expect "ensure: what must be stopped is known" session "${STARTED[*]}"

ensure session "$LOCAL/bin/obedient" --listen here
expect "ensure: what runs already is left alone" "$first" "$(pid_of session)"

ensure session "$LOCAL/bin/obedient" --listen elsewhere
second="$(pid_of session)"
expect "ensure: other arguments are another process" no "$(yes_or_no test "$first" = "$second")"
expect "ensure: the one before is gone" "" "$(start_tick "$first")"

printf '# rebuilt\n' >>"$LOCAL/bin/obedient"
ensure session "$LOCAL/bin/obedient" --listen elsewhere
third="$(pid_of session)"
expect "ensure: a program that was built anew is started anew" no "$(yes_or_no test "$second" = "$third")"

kill -KILL "$third"
while [[ -n $(start_tick "$third") ]]; do sleep 0.02; done
expect "is_running: not after it was killed" no "$(yes_or_no is_running session)"
expect "status: tells that it died" "session died; see ./dev logs session" "$(status | tr -s ' ')"
ensure session "$LOCAL/bin/obedient" --listen elsewhere
expect "ensure: what died is started again" yes "$(yes_or_no is_running session)"

printf '1\n' >"$LOCAL/run/session.started"
expect "is_running: a pid that was given to another process is not ours" no "$(yes_or_no is_running session)"
record_process session "$(pid_of session)"

restart session >/dev/null
fourth="$(pid_of session)"
ensure session "$LOCAL/bin/obedient" --listen elsewhere
expect "restart: it runs as it did before" "$fourth" "$(pid_of session)"

stop session
expect "stop: it ends" "" "$(start_tick "$fourth")"
expect "stop: it is forgotten" "" "$(status)"

output="$( (launch booking "$LOCAL/bin/failing") 2>&1 || echo "code $?")"
expect "launch: a failed start names the part, its last words and fails" \
  "./dev: booking did not start; the end of .local/log/booking.log:
no such table
code 1" "$output"

HELD="$(bash -c '
  source tools/dev/common.sh
  trap interrupted INT
  trap "echo ended" EXIT
  hold_interrupts
  kill -INT $$
  echo written
  release_interrupts
  echo not reached' || echo "code $?")"
expect "hold_interrupts: Ctrl-C waits for what must not be left half done" "written
ended
code 130" "$HELD"

finish
