# shellcheck shell=bash
# Frontdesk itself, in one process or in five, the sandbox and the operator's command. Sourced by ./dev.

# shellcheck disable=SC2034
PROGRAMS=(
  availability=//services/availability:availability
  booking=//services/booking:booking
  cliniko_sandbox=//tests/cliniko_sandbox:cliniko_sandbox
  frontdesk=//services/frontdesk:frontdesk
  frontdeskctl=//tools/frontdeskctl:frontdeskctl
  gateway=//gateway:gateway
  schedule_cache=//services/schedule_cache:schedule_cache
  session=//services/session:session
)

# Whoever measures from this machine asks faster than a clinic's callers do.
LOAD_FROM_HERE=(
  --requests-per-key 100000 --requests-burst-per-key 100000
  --requests-per-address 100000 --requests-burst-per-address 100000
  --new-connections-per-address 100000 --new-connections-burst 100000
)

KEYRING_FILE="$LOCAL/secrets/keyring"
SLOT_ID_KEYRING_FILE="$LOCAL/secrets/slot_id_keyring"
CLINIKO_FILE="$LOCAL/run/cliniko_url"

make_keyrings() {
  local file
  for file in "$KEYRING_FILE" "$SLOT_ID_KEYRING_FILE"; do
    [[ ! -e $file ]] || continue
    printf 'dev1 %s\n' "$(openssl rand -base64 32)" | write_secret "$file"
  done
}

up_sandbox() {
  ensure sandbox "$LOCAL/bin/cliniko_sandbox" --listen "127.0.0.1:$(port_for SANDBOX sandbox)" \
    --world "$CHECKOUT/tests/cliniko_sandbox/worlds/demo.json"
  announced sandbox CLINIKO_URL >"$CLINIKO_FILE"
}

# gateway_port ASKED: prints the port for the gateway and remembers it. ASKED is a number, 0 for any free
# one, or empty for the one before or 8080 and, if that is somebody else's, a free one.
gateway_port() {
  local asked="$1" before port ours=""
  before="$(remembered_port GATEWAY)"
  if is_running gateway || is_running frontdesk; then ours="$before"; fi
  port="${asked:-${before:-8080}}"
  if [[ $asked == 0 ]]; then port="${before:-$(free_port)}"; fi
  if [[ $port != "$ours" ]] && port_is_busy "$port"; then
    if [[ -n $asked && $asked != 0 ]]; then
      fail "port $port is in use; choose another with --port, or --port 0 for a free one"
    fi
    complain "port $port is in use: taking a free one"
    port="$(free_port)"
  fi
  remember_port GATEWAY "$port"
  printf '%s\n' "$port"
}

up_one_process() {
  local http_port="$1"
  ensure frontdesk "$LOCAL/bin/frontdesk" --http-listen "127.0.0.1:$http_port" \
    --availability-listen "127.0.0.1:$(port_for AVAILABILITY frontdesk)" \
    --booking-listen "127.0.0.1:$(port_for BOOKING frontdesk)" \
    --schedule-cache-listen "127.0.0.1:$(port_for SCHEDULE_CACHE frontdesk)" \
    --session-listen "127.0.0.1:$(port_for SESSION frontdesk)" \
    --database-url-file "$DATABASE_URL_FILE" --keyring-file "$KEYRING_FILE" \
    --cliniko-url "$(cat "$CLINIKO_FILE")" --slot-id-keyring-file "$SLOT_ID_KEYRING_FILE" \
    "${LOAD_FROM_HERE[@]}"
}

up_five_processes() {
  local http_port="$1" session schedule_cache availability booking cliniko
  session="127.0.0.1:$(port_for SESSION session)"
  schedule_cache="127.0.0.1:$(port_for SCHEDULE_CACHE schedule_cache)"
  booking="127.0.0.1:$(port_for BOOKING booking)"
  availability="127.0.0.1:$(port_for AVAILABILITY availability)"
  cliniko="$(cat "$CLINIKO_FILE")"
  ensure session "$LOCAL/bin/session" --listen "$session" --database-url-file "$DATABASE_URL_FILE"
  ensure schedule_cache "$LOCAL/bin/schedule_cache" --listen "$schedule_cache" \
    --database-url-file "$DATABASE_URL_FILE" --keyring-file "$KEYRING_FILE" --cliniko-url "$cliniko"
  ensure booking "$LOCAL/bin/booking" --listen "$booking" \
    --database-url-file "$DATABASE_URL_FILE" --keyring-file "$KEYRING_FILE" --cliniko-url "$cliniko" \
    --schedule-cache-addr "$schedule_cache" --session-addr "$session"
  ensure availability "$LOCAL/bin/availability" --listen "$availability" \
    --schedule-cache-addr "$schedule_cache" --session-addr "$session"
  ensure gateway "$LOCAL/bin/gateway" --http-listen "127.0.0.1:$http_port" \
    --availability-addr "$availability" --booking-addr "$booking" \
    --schedule-cache-addr "$schedule_cache" --session-addr "$session" \
    --slot-id-keyring-file "$SLOT_ID_KEYRING_FILE" "${LOAD_FROM_HERE[@]}"
}

# wait_until_ready NAME URL: until the gateway says that all parts answer.
wait_until_ready() {
  for _ in {1..150}; do
    if curl -fsS --max-time 2 -o /dev/null "$2/readyz" 2>/dev/null; then return 0; fi
    is_running "$1" || part_failed "$1" "ended"
    sleep 0.2
  done
  complain "the gateway at $2 says that not every part is ready: $(curl -sS --max-time 2 "$2/readyz" 2>&1)"
  part_failed "$1" "was not ready within half a minute"
}

# Runs frontdeskctl from the caller's folder, so that its arguments may name files there.
frontdeskctl() {
  local -a options=(--database-url-file "$DATABASE_URL_FILE" --keyring-file "$KEYRING_FILE")
  if [[ -s $CLINIKO_FILE ]]; then options+=(--cliniko-url "$(cat "$CLINIKO_FILE")"); fi
  if [[ $HOLDING == yes ]]; then
    setsid -w "$LOCAL/bin/frontdeskctl" "${options[@]}" "$@"
  else
    "$LOCAL/bin/frontdeskctl" "${options[@]}" "$@"
  fi
}

ctl() {
  [[ -x $LOCAL/bin/frontdeskctl && -e $DATABASE_URL_FILE ]] || fail "nothing is set up yet: run ./dev up"
  is_running postgres || fail "the database is not running: run ./dev up"
  frontdeskctl "$@"
}

migrate() {
  frontdeskctl migrate --dir "$CHECKOUT/deploy/postgres/migrations" >"$LOCAL/log/migrate.log" 2>&1 ||
    part_failed migrate "failed"
}
