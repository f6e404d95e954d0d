# shellcheck shell=bash
# Fuzzing with libFuzzer: tests/fuzz. Sourced by ./dev.

# clang with its sanitizers' libraries, and what turns addresses into lines. Nothing else needs them.
FUZZ_PACKAGES=(clang-14 libclang-rt-14-dev llvm-14)
FUZZ_MOST_KEPT=140 # inputs a target, besides those that showed a defect

fuzz_help() {
  cat <<'HELP'
./dev fuzz feeds what Frontdesk reads from outside with anything, by libFuzzer under ASan and UBSan.

  ./dev fuzz [TARGET...] [OPTIONS]
      TARGET         one of those in tests/fuzz, such as spoken_date (default: each, one after the other)
      --seconds N    how long each runs (default: 600)
      --minimize     afterwards keeps, in tests/fuzz/corpus, the few inputs that reach most
      --list         the targets
      --help         this

Inputs that reach new code are kept in .local/fuzz/TARGET/corpus, and the next run starts from them; one
that shows a defect is left in .local/fuzz/TARGET/findings, and ./dev ends with 1. See tests/fuzz/README.md.
HELP
}

fuzz_targets() {
  sed -n '/^fuzz_target(/,/)/s/^    name = "\(.*\)",$/\1/p' "$CHECKOUT/tests/fuzz/BUILD.bazel"
}

# fuzz_one TARGET SECONDS: fails where it finds something.
fuzz_one() {
  local target="$1" seconds="$2" folder="$LOCAL/fuzz/$1" log code=0
  local -a options=("-max_total_time=$seconds" -max_len=2000 -timeout=10 -rss_limit_mb=2048
    -print_final_stats=1 "-artifact_prefix=$folder/findings/")
  [[ ! -e $CHECKOUT/tests/fuzz/$target.dict ]] || options+=("-dict=$CHECKOUT/tests/fuzz/$target.dict")
  log="$folder/log"
  mkdir -p "$folder"/{corpus,findings}
  step "$target, for $seconds seconds"
  say "as it goes: tail -f $log"
  "$LOCAL/bin/${target}_fuzzer" "${options[@]}" \
    "$folder/corpus" "$CHECKOUT/tests/fuzz/corpus/$target" >"$log" 2>&1 9>&- || code=$?
  if [[ $code -ne 0 ]]; then
    grep -m1 -E 'does not hold|runtime error|ERROR: ' "$log" >&2 || tail -n 5 "$log" >&2
    complain "$target found something: see $log and $folder/findings"
    return 1
  fi
  say "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs tried," \
    "$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -d' ' -f2) edges reached, nothing found"
}

# Puts the inputs that reach most in the place of the kept ones; those that showed a defect stay.
minimize_corpus() {
  local target="$1" kept="$CHECKOUT/tests/fuzz/corpus/$1" work="$LOCAL/fuzz/$1/minimize" input
  rm -rf "$work"
  mkdir -p "$work"/{merged,picked}
  "$LOCAL/bin/${target}_fuzzer" -merge=1 -use_counters=0 "-merge_control_file=$work/control" \
    "$work/merged" "$kept" "$LOCAL/fuzz/$target/corpus" >"$work/log" 2>&1 9>&- ||
    fail "cannot minimize: see $work/log"
  python3 "$CHECKOUT/tests/fuzz/pick_corpus.py" "$work/control" "$FUZZ_MOST_KEPT" |
    while IFS= read -r input; do cp "$input" "$work/picked/"; done
  find "$kept" -type f ! -name 'found-*' -delete
  cp -n "$work"/picked/* "$kept/"
  say "kept $(find "$kept" -type f | wc -l) inputs of $target"
}

# build_fuzzers TARGET...: to .local/bin, which the next build of another kind leaves alone.
build_fuzzers() {
  local target built
  local -a labels=("${@/#///tests/fuzz:}")
  step "Building, with clang"
  bazel_here build --config=fuzz "${BAZEL_OPTIONS[@]}" "${labels[@]/%/_fuzzer}" || fail "the build failed"
  built="$(bazel_here info --config=fuzz bazel-bin 2>/dev/null)"
  for target in "$@"; do
    copy_program "$built/tests/fuzz/${target}_fuzzer" "$LOCAL/bin/${target}_fuzzer"
  done
}

fuzz() {
  local seconds=600 minimize=no target failed=0
  local -a targets=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --help | -h)
        fuzz_help
        return
        ;;
      --list)
        fuzz_targets
        return
        ;;
      --minimize) minimize=yes ;;
      --seconds)
        [[ ${2:-} =~ ^[1-9][0-9]{0,5}$ ]] || usage "--seconds needs a number of seconds"
        seconds="$2"
        shift
        ;;
      -*) usage "fuzz does not know '$1'" ;;
      *)
        fuzz_targets | grep -qx -- "$1" || usage "there is no fuzz target '$1': ./dev fuzz --list"
        targets+=("$1")
        ;;
    esac
    shift
  done
  [[ ${#targets[@]} -gt 0 ]] || mapfile -t targets < <(fuzz_targets)

  need_packages
  need_packages "${FUZZ_PACKAGES[@]}"
  mkdir -p "$LOCAL/bin"
  build_fuzzers "${targets[@]}"
  export ASAN_OPTIONS="detect_leaks=1:external_symbolizer_path=/usr/bin/llvm-symbolizer-14"
  export UBSAN_OPTIONS="print_stacktrace=1"
  for target in "${targets[@]}"; do
    fuzz_one "$target" "$seconds" || failed=1
    if [[ $minimize == yes ]]; then minimize_corpus "$target"; fi
  done
  return "$failed"
}
