# shellcheck shell=bash
# Sourced by the tests of ./dev: its parts, with a checkout of their own, and a way to say what must hold.

CHECKOUT="$(mktemp -d "${TEST_TMPDIR:-/tmp}/checkout.XXXXXX")"
LOCAL="$CHECKOUT/.local"
mkdir -p "$LOCAL"/{bin,log,run,secrets}

for part in common packages processes postgres bazel frontdesk demo; do
  # shellcheck source=/dev/null
  source "tools/dev/$part.sh"
done

FAILURES=0

# expect WHAT EXPECTED ACTUAL
expect() {
  if [[ $2 == "$3" ]]; then
    printf 'ok      %s\n' "$1"
  else
    printf 'FAILED  %s\n  expected: %q\n  actual:   %q\n' "$1" "$2" "$3"
    FAILURES=$((FAILURES + 1))
  fi
}

# yes_or_no COMMAND...: prints whether it succeeded.
yes_or_no() {
  if "$@" >/dev/null 2>&1; then echo yes; else echo no; fi
}

finish() {
  if ((FAILURES > 0)); then exit 1; fi
}
