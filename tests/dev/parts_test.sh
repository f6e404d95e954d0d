#!/usr/bin/env bash
# The parts of ./dev that compute something.
set -euo pipefail
# shellcheck source=tests/dev/expect.sh
source tests/dev/expect.sh

cat >"$CHECKOUT/packages.txt" <<'TXT'
# a comment

g++
  curl   # why
TXT
expect "packages: comments and spaces are no packages" "g++ curl" \
  "$(listed_packages "$CHECKOUT/packages.txt" | paste -sd ' ')"
expect "packages: only what is not installed is missing" "no-such-package-1" \
  "$(missing_packages bash no-such-package-1 coreutils | paste -sd ' ')"
expect "packages: where one of two is there, none is missing" "" \
  "$(missing_packages 'no-such-package-1|bash' 'bash|no-such-package-1')"
expect "packages: where neither is there, the first is missing" "no-such-package-1" \
  "$(missing_packages 'no-such-package-1|no-such-package-2')"

expect "next_weekday: Thursday is followed by Friday" 2026-11-27 "$(next_weekday 2026-11-26)"
expect "next_weekday: Friday is followed by Monday" 2026-11-30 "$(next_weekday 2026-11-27)"
expect "next_weekday: the year may end in between" 2027-01-01 "$(next_weekday 2026-12-31)"

for port in 0 80 08080 65535; do
  expect "is_port_number: $port" yes "$(yes_or_no is_port_number "$port")"
done
for port in "" -1 65536 123456 80x " 80"; do
  expect "is_port_number: not '$port'" no "$(yes_or_no is_port_number "$port")"
done

expect "ports: none is remembered at first" "" "$(remembered_port SESSION)"
remember_port SESSION 20001
remember_port SESSION_OTHER 20002
remember_port SESSION 20003
expect "ports: the last one is remembered" 20003 "$(remembered_port SESSION)"
expect "ports: names that look alike are kept apart" 20002 "$(remembered_port SESSION_OTHER)"
first="$(port_for BOOKING booking)"
expect "ports: the same name gets the same port again" "$first" "$(port_for BOOKING booking)"
expect "ports: they are not those of outgoing connections" yes \
  "$(yes_or_no test "$first" -ge 10000 -a "$first" -lt 30000)"
expect "ports: one that nobody listens on is not busy" no "$(yes_or_no port_is_busy "$first")"

expect "gateway_port: what is asked for is taken" 20010 "$(gateway_port 20010)"
expect "gateway_port: and is what comes next time" 20010 "$(gateway_port "")"
expect "gateway_port: any free one may be the one before" 20010 "$(gateway_port 0)"

printf 'hush\n' | write_secret "$LOCAL/secrets/word"
expect "write_secret: others may not read it" 600 "$(stat -c %a "$LOCAL/secrets/word")"
expect "write_secret: it keeps the text" hush "$(cat "$LOCAL/secrets/word")"

cat >"$CHECKOUT/gtest.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="7" failures="1" disabled="1" errors="0" time="0.1" name="AllTests">
  <testsuite name="One" tests="4" failures="1" disabled="1" skipped="0" errors="0" time="0.1">
    <testcase name="A" status="run" result="completed" />
  </testsuite>
  <testsuite name="Two" tests="3" failures="0" disabled="0" skipped="1" errors="0" time="0.1">
  </testsuite>
</testsuites>
XML
expect "cases_in: failed, disabled and skipped cases did not pass" "4 1" "$(cases_in "$CHECKOUT/gtest.xml")"
cat >"$CHECKOUT/plain.xml" <<'XML'
<testsuites>
  <testsuite name="tests/dev/x" tests="1" failures="0" errors="1">
    <testcase name="tests/dev/x" status="run"><error message="exited with 1"></error></testcase>
  </testsuite>
</testsuites>
XML
expect "cases_in: an error is a failed case" "0 1" "$(cases_in "$CHECKOUT/plain.xml")"

event() {
  printf '{"id":{"testResult":{"label":"%s"}},"testResult":{"status":"%s","testActionOutput":[{"name":"test.log","uri":"file:///log"}%s]}}\n' \
    "$1" "$2" "${3:+,{\"name\":\"test.xml\",\"uri\":\"file://$3\"\}}"
}
{
  printf '{"id":{"started":{}},"started":{"command":"test"}}\n'
  event //a FAILED "$CHECKOUT/gtest.xml"
  event //b FAILED "$CHECKOUT/plain.xml"
  event //c TIMEOUT
  event //d PASSED "$CHECKOUT/gtest.xml"
  printf '{"id":{"testSummary":{"label":"//e"}},"testSummary":{"overallStatus":"FAILED_TO_BUILD"}}\n'
  printf '{"id":{"testSummary":{"label":"//a"}},"testSummary":{"overallStatus":"FAILED"}}\n'
} >"$CHECKOUT/events.json"
expect "count_cases: all cases, and one for a target that told none" "8 5" "$(count_cases "$CHECKOUT/events.json")"
printf '{"id":{"started":{}}}\n' >"$CHECKOUT/events.json"
expect "count_cases: no test is no case" "0 0" "$(count_cases "$CHECKOUT/events.json")"

printf '{"clinic_id":"c-1","clinic_number":"+61491570006","gateway_key":"fdk_made_up"}\n' >"$DEMO_FILE"
export GATEWAY_URL=http://127.0.0.1:8080
answer='{"success":true,"location_id":"101","slot_details":[{"date":"2026-11-24","time":"09:00"},{"date":"2026-11-24","time":"10:00"}]}'
expect "book_json: the first free time is booked" "101 2026-11-24 09:00 +61491570006" \
  "$(book_json "$answer" | jq -r '[.business_id, .appointmentDate, .appointmentTime, .dialedNumber] | join(" ")')"
expect "book_json: without a free time there is nothing to book" no \
  "$(yes_or_no book_json '{"success":true,"slot_details":[]}')"
expect "book_json: a refusal is not booked either" no "$(yes_or_no book_json '{"success":false}')"

# What is printed is pasted into a shell: curl must get the text as it was.
curl() { printf '%s\n' "${@: -1}"; }
expect "curl_line: it survives the shell" "$(ask_json demo 2026-11-24)" \
  "$(eval "$(curl_line /availability-checker "$(ask_json demo 2026-11-24)")")"

finish
