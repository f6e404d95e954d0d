# shellcheck shell=bash
# Measuring Frontdesk beside the floor: tests/bench. Sourced by ./dev.

BENCH_GROUP="" # the process group of the measurement and all that it started

bench_help() {
  cat <<'HELP'
./dev bench measures Frontdesk beside the floor: the same libraries where nothing is computed.

  ./dev bench [quick] [OPTIONS]
      quick          a minute and a half after the build, with fewer and shorter measurements
      --only PARTS   of warm, cold, bookings, growth; several with commas between; writes nothing
      --write        writes docs/benchmarks.md and docs/benchmarks.json, also for quick
      --no-write     leaves docs/ alone (what quick does unless told otherwise)
      --help         this

It builds for release, starts a Postgres, a Cliniko sandbox, the floor and Frontdesk of its own on free
ports, asks over loopback for less than ten minutes, prints one table and writes the two files. It stops
what it started, and nothing else. What it measures is the whole machine: leave it alone meanwhile. See
tests/bench/README.md.
HELP
}

BENCH_PROGRAMS=(
  bench=//tests/bench:bench
  floor=//tests/bench/floor:floor
)

# Removes the database of this run, or that of one that was killed before it could.
remove_bench_database() {
  POSTGRES="$(cat "$LOCAL/run/postgres_folder" 2>/dev/null)" || return 0
  if [[ -d $POSTGRES ]]; then
    adopt_postgres
    stop postgres
    rm -rf "$POSTGRES"
  fi
  rm -f "$LOCAL/run/postgres_folder"
}

# A cluster for this run alone, durable as one in production is.
start_bench_database() {
  POSTGRES="$(mktemp -d /var/tmp/frontdesk-bench-XXXXXX)"
  printf '%s\n' "$POSTGRES" >"$LOCAL/run/postgres_folder"
  if [[ $EUID -eq 0 ]]; then chown postgres: "$POSTGRES"; fi
  create_cluster
  start_postgres
}

end_bench() {
  local code=$?
  trap - EXIT
  trap '' INT TERM HUP
  if [[ -n $BENCH_GROUP ]]; then
    kill -TERM -- "-$BENCH_GROUP" 2>/dev/null || true
    for _ in {1..50}; do
      kill -0 -- "-$BENCH_GROUP" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$BENCH_GROUP" 2>/dev/null || true
  fi
  quit_bazel
  remove_bench_database
  rm -rf "$LOCAL/work"
  exit "$code"
}

bench() {
  local quick=no write="" code=0
  local -a options=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --help | -h)
        bench_help
        return
        ;;
      quick) quick=yes ;;
      --only)
        [[ $# -ge 2 ]] || usage "--only needs a part: ./dev bench --help"
        options+=(--only "$2")
        write="${write:-no}"
        shift
        ;;
      --write) write=yes ;;
      --no-write) write=no ;;
      *) usage "bench does not know '$1': ./dev bench --help" ;;
    esac
    shift
  done
  if [[ $quick == yes ]]; then
    options+=(--quick)
    write="${write:-no}"
  fi

  # Apart from what ./dev up has, which may run meanwhile.
  LOCAL="$LOCAL/bench"
  DATABASE_URL_FILE="$LOCAL/secrets/database_url"
  lock
  trap end_bench EXIT
  trap interrupted INT TERM HUP
  need_packages
  step "Building"
  build_programs "${PROGRAMS[@]}" "${BENCH_PROGRAMS[@]}"
  step "Starting"
  remove_bench_database
  start_bench_database
  rm -rf "$LOCAL/work"
  mkdir -p "$LOCAL/work"
  step "Measuring"
  if [[ $write != no ]]; then options+=(--write "$CHECKOUT/docs"); fi
  # A group of its own, so that all of it can be ended, also what a crash left behind.
  hold_interrupts
  setsid "$LOCAL/bin/bench" --programs "$LOCAL/bin" --flat --folder "$LOCAL/work" \
    --migrations "$CHECKOUT/deploy/postgres/migrations" --database-url-file "$DATABASE_URL_FILE" \
    --commit "$(bench_commit)" --postgres "$("$POSTGRES_BIN/postgres" --version | cut -d' ' -f3)" \
    "${options[@]}" </dev/null 9>&- &
  BENCH_GROUP=$!
  release_interrupts
  wait "$BENCH_GROUP" || code=$?
  [[ $code -eq 0 ]] || fail "the measurement failed"
}

# The commit that is measured, with a mark where files differ from it.
bench_commit() {
  git -C "$CHECKOUT" describe --always --dirty --abbrev=12 --match='' 2>/dev/null || printf 'unknown\n'
}
