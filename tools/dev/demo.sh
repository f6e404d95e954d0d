# shellcheck shell=bash
# The demo clinic, and the lines with which anybody can call it. Sourced by ./dev.
# Its people and rooms are those of tests/cliniko_sandbox/worlds/demo.json.

DEMO_FILE="$LOCAL/secrets/demo_clinic.json" # what `clinic add` printed, once: the gateway key is in it
DEMO_NAME="Harbour Health (demo)"
DEMO_NUMBER="0491 570 006"
DEMO_NUMBER_E164="+61491570006"
DEMO_CLINIKO_KEY="demo-harbour-key-au1"
DEMO_ZONE="Australia/Sydney"
DEMO_PRACTITIONER="Cameron Example"
DEMO_SERVICE="Physiotherapy (60 min)"
DEMO_LOCATION="City Rooms"

# demo KEY: prints a value of what `clinic add` said.
demo() {
  jq -r --arg key "$1" '.[$key] // empty' "$DEMO_FILE"
}

clinic_is_there() {
  frontdeskctl clinic list --json 2>>"$LOCAL/log/clinic.log" |
    jq -e --arg clinic "$1" '[.. | strings] | index($clinic) != null' >/dev/null
}

add_demo_clinic() {
  local key_file="$LOCAL/secrets/demo_cliniko_key"
  : >"$LOCAL/log/clinic.log"
  if [[ -s $DEMO_FILE ]] && clinic_is_there "$(demo clinic_id)"; then return 0; fi
  if clinic_is_there "$DEMO_NAME"; then
    say "making a new gateway key for the demo clinic: the one before is lost"
    frontdeskctl key mint --clinic "$DEMO_NUMBER_E164" --json 2>>"$LOCAL/log/clinic.log" |
      jq -c --arg number "$DEMO_NUMBER_E164" '. + {clinic_number: $number}' | write_secret "$DEMO_FILE" ||
      part_failed clinic "got no new key"
    return
  fi
  say "adding the demo clinic and reading its directory"
  printf '%s\n' "$DEMO_CLINIKO_KEY" | write_secret "$key_file"
  # The key is shown once: it must not get lost between there and here.
  hold_interrupts
  frontdeskctl clinic add --name "$DEMO_NAME" --phone "$DEMO_NUMBER" --country AU \
    --time-zone "$DEMO_ZONE" --contact-email frontdesk@harbour-health.example \
    --cliniko-key-file "$key_file" --json 2>>"$LOCAL/log/clinic.log" | write_secret "$DEMO_FILE" ||
    part_failed clinic "could not be added"
  release_interrupts
}

# next_weekday FROM: prints the first day after FROM (YYYY-MM-DD) that is no Saturday or Sunday.
next_weekday() {
  local day="$1"
  while :; do
    day="$(date -u -d "$day + 1 day" +%F)"
    if (($(date -u -d "$day" +%u) <= 5)); then break; fi
  done
  printf '%s\n' "$day"
}

# post PATH JSON: prints the gateway's answer.
post() {
  curl -sS --max-time 10 -X POST "$GATEWAY_URL$1" -H "X-API-Key: $(demo gateway_key)" \
    -H 'Content-Type: application/json' -d "$2"
}

# curl_line PATH JSON: prints the same as a line to paste. Nothing in JSON may hold a single quote.
curl_line() {
  printf "curl -sS -X POST '%s%s' -H 'X-API-Key: %s' -H 'Content-Type: application/json' -d '%s'\n" \
    "$GATEWAY_URL" "$1" "$(demo gateway_key)" "$2"
}

ask_json() {
  jq -cn --arg dialed "$(demo clinic_number)" --arg session "$1" --arg date "$2" \
    --arg practitioner "$DEMO_PRACTITIONER" --arg service "$DEMO_SERVICE" --arg location "$DEMO_LOCATION" \
    '{dialedNumber: $dialed, sessionId: $session, practitioner: $practitioner, appointmentType: $service,
      location: $location, date: $date}'
}

# book_json ANSWER: the request for the first free time of an answer to ask_json; fails where there is none.
book_json() {
  jq -ce --arg dialed "$(demo clinic_number)" \
    --arg practitioner "$DEMO_PRACTITIONER" --arg service "$DEMO_SERVICE" '
    select(.success and (.slot_details | length > 0))
    | {dialedNumber: $dialed, sessionId: "demo", patientName: "Casey Caller", patientPhone: "0491 570 110",
       practitioner: $practitioner, appointmentType: $service, business_id: .location_id,
       appointmentDate: .slot_details[0].date, appointmentTime: .slot_details[0].time}' <<<"$1"
}

# Finds a day with a free time, and prints the two lines.
print_demo_lines() {
  local day answer booking
  day="$(TZ="$DEMO_ZONE" date +%F)"
  for _ in {1..10}; do
    day="$(next_weekday "$day")"
    # What has just started may still be fetching: ask as an agent would, again.
    for _ in {1..5}; do
      answer="$(post /availability-checker "$(ask_json "dev-up-$$" "$day")" 2>&1)" || true
      [[ $answer == *still_checking* ]] || break
      sleep 1
    done
    booking="$(book_json "$answer" 2>/dev/null)" || continue
    printf '\nFree times of %s on %s:\n\n' "$DEMO_PRACTITIONER" "$day"
    curl_line /availability-checker "$(ask_json demo "$day")"
    printf '\nBook the first of them:\n\n'
    curl_line /appointment-handler "$booking"
    return
  done
  printf '%s\n' "$answer" >"$LOCAL/log/demo.log"
  part_failed demo "has no free time"
}
