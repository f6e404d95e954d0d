#!/usr/bin/env bash
# The image's root file system, from the programs that Bazel built and the Debian packages of this machine.
# The Dockerfile and build.sh both make it by this script; `rootfs.sh --help` says how.
set -euo pipefail
export LC_ALL=C
umask 022

SOURCES="$(dirname "${BASH_SOURCE[0]}")/../.."

# Below Bazel's folder of what it built.
PROGRAMS=(
  gateway/gateway
  services/availability/availability
  services/booking/booking
  services/frontdesk/frontdesk
  services/schedule_cache/schedule_cache
  services/session/session
  tools/frontdeskctl/frontdeskctl
)

# What pods run besides: it waits while a pod leaves.
UTILITIES=(/usr/bin/sleep)

help() {
  cat <<'HELP'
Assembles the image's root file system: the programs with every library that they load, and nothing else
that could be run.

  deploy/docker/rootfs.sh --built DIR --output DIR [--timestamp SECONDS]

      --built DIR          where Bazel left the programs: bazel-bin, or a test's runfiles
      --output DIR         the root; made by this script, so it must not be there yet
      --timestamp SECONDS  the time of every file, since 1970 (default: $SOURCE_DATE_EPOCH, or 0)

Runs on Debian 12, with the packages of deploy/packages.txt. As root, all files become root's.
HELP
}

fail() {
  printf 'rootfs.sh: %s\n' "$*" >&2
  exit 1
}

usage() {
  printf 'rootfs.sh: %s (see rootfs.sh --help)\n' "$*" >&2
  exit 2
}

COPIED=() # what came from packages, by the name under which it was asked for

# keep FILE: puts a file of this machine into the root, at the same place and with every link on the way.
keep() {
  local file place
  file="$(readlink -f "$(dirname "$1")")/$(basename "$1")"
  place="$ROOT$file"
  if [[ -e $place || -L $place ]]; then return 0; fi
  mkdir -p "$(dirname "$place")"
  COPIED+=("$file")
  if [[ -L $file ]]; then
    ln -s "$(readlink "$file")" "$place"
    keep "$(cd "$(dirname "$file")" && realpath -s "$(readlink "$file")")"
  else
    cp "$file" "$place"
  fi
}

# libraries PROGRAM...: prints the path of each library that they load, and of the loader.
libraries() {
  local program listed missing
  for program in "$@"; do
    listed="$(ldd "$program")" || fail "ldd cannot read $program"
    missing="$(sed -n 's/^\t\(.*\) => not found$/\1/p' <<<"$listed")"
    [[ -z $missing ]] || fail "$program needs $missing, which is not installed"
    printf '%s\n' "$listed"
  done | sed -n 's/^\t\([^ ]* => \)\?\(\/[^ ]*\) (0x[0-9a-f]*)$/\2/p' | sort -u
}

# Where /bin and /lib are links in Debian, so in the image.
make_folders() {
  local folder
  mkdir -p "$ROOT"/{dev,etc,proc,run,sys,usr/bin,usr/lib,usr/local/bin,usr/share}
  for folder in bin lib lib64 sbin; do
    if [[ -L /$folder ]]; then
      ln -s "usr/$folder" "$ROOT/$folder"
      mkdir -p "$ROOT/usr/$folder"
    fi
  done
}

add_programs() {
  local program library
  for program in "${PROGRAMS[@]}"; do
    [[ -f $BUILT/$program ]] || fail "there is no program at $BUILT/$program: build it first"
    strip -o "$ROOT/usr/local/bin/${program##*/}" "$BUILT/$program"
  done
  for program in "${UTILITIES[@]}"; do
    keep "$program"
  done
  while read -r library; do
    keep "$library"
  done < <(libraries "${PROGRAMS[@]/#/$BUILT/}" "${UTILITIES[@]}")
  chmod 755 "$ROOT"/usr/local/bin/*
}

# Authorities as Debian ships them: those that somebody added to this machine are not the image's. OpenSSL
# looks for them in one place, gRPC in another, and libpq in the user's home.
add_authorities() {
  local -a authorities=(/usr/share/ca-certificates/mozilla/*.crt)
  [[ -e ${authorities[0]} ]] || fail "there are no certificates in /usr/share/ca-certificates"
  COPIED+=("${authorities[0]}")
  mkdir -p "$ROOT"/{etc/ssl/certs,usr/lib/ssl,home/frontdesk/.postgresql}
  cat "${authorities[@]}" >"$ROOT/etc/ssl/certs/ca-certificates.crt"
  ln -s /etc/ssl/certs "$ROOT/usr/lib/ssl/certs"
  ln -s /etc/ssl/certs/ca-certificates.crt "$ROOT/usr/lib/ssl/cert.pem"
  ln -s /etc/ssl/certs/ca-certificates.crt "$ROOT/home/frontdesk/.postgresql/root.crt"
}

# posix/ and right/ hold the same zones again.
add_time_zones() {
  local entry
  for entry in /usr/share/zoneinfo/*; do
    case "${entry##*/}" in
      posix | right | localtime | posixrules) ;;
      *)
        mkdir -p "$ROOT/usr/share/zoneinfo"
        cp -a "$entry" "$ROOT/usr/share/zoneinfo/"
        ;;
    esac
  done
  [[ -e $ROOT/usr/share/zoneinfo/Australia/Sydney ]] || fail "there are no time zones in /usr/share/zoneinfo"
  COPIED+=(/usr/share/zoneinfo/Australia/Sydney)
}

# Name and address look-ups read nsswitch.conf; glibc has both of its sources built in. Over hosts, hostname
# and resolv.conf a container engine lays its own.
add_settings() {
  printf 'root:x:0:0::/:/usr/sbin/nologin\nfrontdesk:x:10001:10001::/home/frontdesk:/usr/sbin/nologin\n' \
    >"$ROOT/etc/passwd"
  printf 'root:x:0:\nfrontdesk:x:10001:\n' >"$ROOT/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$ROOT/etc/nsswitch.conf"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$ROOT/etc/hosts"
  : >"$ROOT/etc/hostname"
  : >"$ROOT/etc/resolv.conf"
  keep /etc/os-release
  keep /etc/debian_version
}

add_migrations() {
  local -a migrations=("$SOURCES"/deploy/postgres/migrations/V*.sql)
  [[ -e ${migrations[0]} ]] || fail "there are no migrations in $SOURCES/deploy/postgres"
  mkdir -p "$ROOT/usr/share/frontdesk/migrations"
  cp -L "${migrations[@]}" "$ROOT/usr/share/frontdesk/migrations/"
}

# Prints the packages that the copied files came from. dpkg knows some of them by their path before Debian
# moved /lib below /usr.
packages() {
  local owners lost
  owners="$(dpkg-query -S "${COPIED[@]}" "${COPIED[@]#/usr}" 2>/dev/null || true)"
  lost="$(comm -23 <(printf '%s\n' "${COPIED[@]#/usr}" | sort) \
    <(sed -e 's/^.*: //' -e 's/^\/usr//' <<<"$owners" | sort))"
  [[ -z $lost ]] || fail "no Debian package has these: ${lost//$'\n'/ }"
  sed 's/: \/.*$//' <<<"$owners" | sort -u
}

# For scanners, which look for vulnerable versions where Google's distroless images have them too; and the
# licences, which go where the files go.
add_package_records() {
  local package name
  mkdir -p "$ROOT/var/lib/dpkg/status.d" "$ROOT/usr/share/doc/frontdesk"
  cp -L "$SOURCES/LICENSE" "$ROOT/usr/share/doc/frontdesk/copyright"
  while read -r package; do
    name="${package%%:*}"
    dpkg-query -s "$package" >"$ROOT/var/lib/dpkg/status.d/$name"
    # Some machines are kept small by leaving these out.
    if [[ -e /usr/share/doc/$name/copyright ]]; then
      mkdir -p "$ROOT/usr/share/doc/$name"
      cp -L "/usr/share/doc/$name/copyright" "$ROOT/usr/share/doc/$name/copyright"
    else
      printf 'rootfs.sh: this machine lacks the licence of %s, so the image does\n' "$name" >&2
    fi
  done < <(packages)
}

# Nobody may write, and two builds of the same are the same.
settle() {
  if [[ $EUID -eq 0 ]]; then chown -hR 0:0 "$ROOT"; fi
  chmod -R u=rwX,go=rX "$ROOT"
  find "$ROOT" -exec touch -h -d "@$TIMESTAMP" {} +
}

BUILT="" ROOT="" TIMESTAMP="${SOURCE_DATE_EPOCH:-0}"
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help)
      help
      exit 0
      ;;
    --built | --output | --timestamp)
      [[ $# -ge 2 ]] || usage "$1 needs a value"
      case "$1" in
        --built) BUILT="$2" ;;
        --output) ROOT="$2" ;;
        --timestamp) TIMESTAMP="$2" ;;
      esac
      shift
      ;;
    *) usage "unknown argument '$1'" ;;
  esac
  shift
done
[[ -n $BUILT && -n $ROOT ]] || usage "--built and --output are needed"
[[ $TIMESTAMP =~ ^[0-9]+$ ]] || usage "'$TIMESTAMP' is no number of seconds"
command -v dpkg-query >/dev/null || fail "this is not a Debian system: there is no dpkg-query"
mkdir "$ROOT" || fail "$ROOT is in the way"
ROOT="$(realpath "$ROOT")"

make_folders
add_programs
add_authorities
add_time_zones
add_settings
add_migrations
add_package_records
settle
