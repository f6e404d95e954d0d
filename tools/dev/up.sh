# shellcheck shell=bash
# ./dev up: from nothing to a running Frontdesk. Sourced by ./dev.

SLEEPER="" # the pid of what stay waits for

# Stops what this run started, whatever ended it.
undo() {
  local code=$? i
  trap - EXIT
  trap '' INT TERM HUP
  if [[ -n $SLEEPER ]]; then kill "$SLEEPER" 2>/dev/null || true; fi
  if ((code == 130 && ${#STARTED[@]} > 0)); then printf '\n   stopping what was started\n'; fi
  quit_bazel
  for ((i = ${#STARTED[@]} - 1; i >= 0; --i)); do
    stop "${STARTED[i]}"
  done
  exit "$code"
}

write_demo_env() {
  local owner="$1"
  {
    printf 'GATEWAY_URL=%s\n' "$GATEWAY_URL"
    if [[ -z $2 ]]; then
      printf 'CLINIC_NUMBER=%s\nAPI_KEY=%s\n' "$(demo clinic_number)" "$(demo gateway_key)"
      printf 'CLINIKO_CONTROL_URL=%s\n' "$(announced sandbox CLINIKO_CONTROL_URL)"
    fi
    printf 'CLINIKO_URL=%s\n' "$(cat "$CLINIKO_FILE")"
    printf 'DATABASE_URL=%s\n' "$(cat "$DATABASE_URL_FILE")"
    if [[ $owner == frontdesk ]]; then
      grep '_ADDR=' "$LOCAL/run/frontdesk.addr"
    else
      grep -h '_ADDR=' "$LOCAL/run"/{availability,booking,schedule_cache,session}.addr
    fi
  } | write_secret "$LOCAL/demo.env"
}

print_summary() {
  local form="$1" cliniko="$2"
  step "Frontdesk is up ($form)"
  printf '\n   %-16s%s\n' "Gateway" "$GATEWAY_URL"
  if [[ -z $cliniko ]]; then
    printf '   %-16s%s\n' "Demo clinic" "$DEMO_NAME" "Clinic number" "$(demo clinic_number)" \
      "Gateway key" "$(demo gateway_key)" "Cliniko sandbox" "$(cat "$CLINIKO_FILE")"
    print_demo_lines
  else
    printf '   %-16s%s\n\n' "Cliniko" "$cliniko"
    say "No clinic was added: ./dev ctl clinic add --name N --phone P --country AU --time-zone Z \\"
    say "    --contact-email E --cliniko-key-file FILE --json"
  fi
  printf '\n'
  say "The same values are in .local/demo.env, the logs in .local/log/."
}

# Stays until Ctrl-C, or until somebody else stopped everything.
stay() {
  local name
  local -A was_running=()
  say "Ctrl-C stops what this started."
  while :; do
    for name in "${STARTED[@]}"; do
      if is_running "$name"; then
        was_running[$name]=yes
      elif [[ -e $LOCAL/run/$name.pid && ${was_running[$name]:-} == yes ]]; then
        was_running[$name]=no
        complain "$name died; ./dev logs $name says why, ./dev restart $name starts it again"
      fi
    done
    if [[ -z $(running_processes) ]]; then return 0; fi
    # In the background, since bash handles Ctrl-C only between foreground commands.
    sleep 1 &
    SLEEPER=$!
    wait "$SLEEPER"
  done
}

up() {
  local detach=no form="one process" port="" cliniko="" owner=frontdesk
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --detach) detach=yes ;;
      --processes) form="five processes" owner=gateway ;;
      --port | --cliniko)
        [[ $# -ge 2 ]] || usage "$1 needs a value"
        if [[ $1 == --port ]]; then port="$2"; else cliniko="$2"; fi
        shift
        ;;
      --port=*) port="${1#*=}" ;;
      --cliniko=*) cliniko="${1#*=}" ;;
      *) usage "up does not know '$1'" ;;
    esac
    shift
  done
  [[ -z $port ]] || is_port_number "$port" || usage "'$port' is no port"
  [[ -z $cliniko || $cliniko =~ ^https?://[^[:space:]]+$ ]] || usage "'$cliniko' is no URL"

  lock
  trap undo EXIT
  trap interrupted INT TERM HUP
  port="$(gateway_port "$port")"
  need_packages
  step "Building"
  build_programs "${PROGRAMS[@]}"

  step "Starting"
  make_keyrings
  if [[ $form == "one process" ]]; then stop gateway availability booking schedule_cache session; fi
  if [[ $form == "five processes" ]]; then stop frontdesk; fi
  if [[ -n $cliniko ]]; then
    stop sandbox
    printf '%s\n' "$cliniko" >"$CLINIKO_FILE"
  else
    up_sandbox
  fi
  up_postgres
  migrate
  if [[ $owner == frontdesk ]]; then up_one_process "$port"; else up_five_processes "$port"; fi
  GATEWAY_URL="$(announced "$owner" GATEWAY_URL)"
  wait_until_ready "$owner" "$GATEWAY_URL"
  if [[ -z $cliniko ]]; then add_demo_clinic; fi
  write_demo_env "$owner" "$cliniko"
  print_summary "$form" "$cliniko"
  unlock

  if [[ $detach == yes ]]; then
    trap - EXIT INT TERM HUP
    say "./dev down stops it."
  else
    stay
  fi
}
