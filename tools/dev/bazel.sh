# shellcheck shell=bash
# Building, testing and formatting. Sourced by ./dev.

# Bazel keeps its files under HOME, which some runners do not set.
if [[ -z ${HOME:-} ]]; then
  HOME="$(getent passwd "$EUID" | cut -d: -f6)"
  export HOME
fi

BAZEL_OPTIONS=()
if [[ -n ${CI:-} ]]; then
  BAZEL_OPTIONS+=(--color=no --curses=no --show_progress_rate_limit=15)
fi

# Whether a Bazel server of this checkout is there already.
bazel_server_runs() {
  local pid
  pid="$(cat "$(readlink -f "$CHECKOUT/bazel-out")/../../../server/server.pid.txt" 2>/dev/null)" &&
    kill -0 "$pid" 2>/dev/null
}

# Bazel's server stays for hours, so it must not inherit the lock.
bazel_here() {
  (cd "$CHECKOUT" && exec bazel "$@" 9>&-)
}

BAZEL_IS_OURS=no # whether this run of ./dev started the server

# What runs from now on has no use for a server that was not there before. In a container whose first
# process reaps no orphans Bazel waits in vain for its server's end; it has ended all the same.
quit_bazel() {
  if [[ $BAZEL_IS_OURS == yes ]]; then
    (cd "$CHECKOUT" && timeout 10 bazel shutdown >/dev/null 2>&1 9>&-) || true
  fi
  BAZEL_IS_OURS=no
}

# build_programs NAME=LABEL...: builds each label for release and copies it to .local/bin/NAME, where a
# later build leaves it alone.
build_programs() {
  local program built label
  bazel_server_runs || BAZEL_IS_OURS=yes
  bazel_here build --config=release "${BAZEL_OPTIONS[@]}" "${@#*=}" || fail "the build failed"
  built="$(bazel_here info --config=release bazel-bin 2>/dev/null)"
  for program in "$@"; do
    label="${program#*=//}"
    copy_program "$built/${label/://}" "$LOCAL/bin/${program%%=*}"
  done
  quit_bazel
}

copy_program() {
  if cmp -s "$1" "$2"; then return 0; fi
  install -m 755 "$1" "$2.new" || fail "the build left no program at $1"
  mv -f "$2.new" "$2"
}

# count_cases EVENTS: prints "PASSED FAILED", the numbers of test cases, from the JSON events of a
# `bazel test`. A target that failed without telling a case (did not build, crashed, was too slow) counts
# as one failed case.
count_cases() {
  local passed=0 failed=0 target_passed target_failed status xml
  while IFS=$'\t' read -r status xml; do
    target_passed=0 target_failed=0
    if [[ -n $xml && -e $xml ]]; then
      read -r target_passed target_failed < <(cases_in "$xml")
    fi
    if [[ $status != PASSED && $target_failed -eq 0 ]]; then target_failed=1; fi
    passed=$((passed + target_passed)) failed=$((failed + target_failed))
  done < <(jq -r '
    select(.id.testResult != null and .testResult != null)
    | [.testResult.status,
       ((.testResult.testActionOutput // [])[] | select(.name == "test.xml") | .uri // "" | ltrimstr("file://"))]
    | @tsv' "$1")
  # These never ran, so there is no result of them.
  failed=$((failed + $(jq -r '
    select(.testSummary.overallStatus == "FAILED_TO_BUILD" or .testSummary.overallStatus == "NO_STATUS")
    | .id.testSummary.label' "$1" | wc -l)))
  printf '%s %s\n' "$passed" "$failed"
}

# cases_in XML: prints "PASSED FAILED" of one test.xml. Disabled and skipped cases are neither.
cases_in() {
  awk '
    function number(name) {
      return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0
    }
    /<testsuite[ >]/ {
      bad = number("failures") + number("errors")
      failed += bad
      passed += number("tests") - bad - number("disabled") - number("skipped")
    }
    END { print passed + 0, failed + 0 }' "$1"
}

run_tests() {
  local events passed=0 failed=1 code=0
  need_packages
  events="$(mktemp)"
  # shellcheck disable=SC2064
  trap "rm -f '$events'" EXIT
  step "Building"
  if bazel_here build "${BAZEL_OPTIONS[@]}" //...; then
    step "Testing"
    bazel_here test --keep_going "${BAZEL_OPTIONS[@]}" --build_event_json_file="$events" //... || code=$?
    read -r passed failed < <(count_cases "$events")
  else
    code=1
    complain "the build failed"
  fi
  if ((passed == 0 && code == 0)); then
    complain "no test ran"
    code=1
  fi
  if ((failed > 0 && code == 0)); then code=1; fi
  printf '%s passed, %s failed\n' "$passed" "$failed"
  return "$code"
}

format_code() {
  local -a files options=(-i)
  case "${1:-}" in
    '') ;;
    --check) options=(--dry-run --Werror) ;;
    *) usage "fmt does not know '$1'" ;;
  esac
  need_packages clang-format
  mapfile -t files < <(git -C "$CHECKOUT" ls-files --cached --others --exclude-standard '*.h' '*.cc')
  (cd "$CHECKOUT" && clang-format "${options[@]}" "${files[@]}")
}
