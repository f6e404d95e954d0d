#!/usr/bin/env bash
# inside.sh ROOT RUN [--show FOLDER NAME]... [--variable NAME=VALUE]... [--first] PROGRAM ARGUMENTS...
#
# Becomes PROGRAM as it is in a container of the image: ROOT is its root and cannot be written, it is the
# user 10001 and nothing more, and it sees the variables of the Dockerfile and none from outside. RUN is its
# /run, which is its own to write, and each FOLDER is /run/NAME. --first makes it the first process of a pid namespace; this one
# then waits for it.
#
# Nobody but root may do all that; somebody else does it in a user namespace, where the kernel allows it.
set -euo pipefail
PATH="$PATH:/usr/sbin"

fail() {
  printf 'inside.sh: %s\n' "$*" >&2
  exit 125
}

if [[ ${1:-} != --unshared ]]; then
  namespaces=(--mount --propagation private)
  if [[ $EUID -ne 0 ]]; then namespaces+=(--user --map-root-user); fi
  for word in "$@"; do
    if [[ $word == --first ]]; then namespaces+=(--pid --fork --kill-child); fi
  done
  unshare "${namespaces[@]}" true ||
    fail "a test of the image needs mount namespaces: be root, with CAP_SYS_ADMIN, or allow user namespaces"
  exec unshare "${namespaces[@]}" "$0" --unshared "$EUID" "$@"
fi

user="$2" root="$3" run="$4"
shift 4
# Between "ENV" and the first line that does not go on in the next one.
mapfile -t variables < <(sed -n '/^FROM scratch$/,$p' "$(dirname "$0")/../../deploy/docker/Dockerfile" |
  sed -n '/^ENV /,/[^\\]$/ s/^\(ENV\)\? *\([^ ]*\).*/\2/p')
mount --bind "$root" "$root"
mount --bind "$run" "$root/run"
proc=(--rbind /proc)
while [[ ${1:-} == --* ]]; do
  case "$1" in
    --show)
      mkdir -p "$root/run/$3"
      mount --bind "$2" "$root/run/$3"
      shift 3
      ;;
    --variable)
      variables+=("$2")
      shift 2
      ;;
    --first)
      proc=(-t proc proc)
      shift
      ;;
    *) fail "does not know $1" ;;
  esac
done
mount "${proc[@]}" "$root/proc"
mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
for device in null zero random urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,bind,ro "$root/dev"
mount -o remount,bind,ro "$root"

if [[ $user -eq 0 ]]; then
  enter=("$(command -v chroot)" --userspec=10001:10001 --groups= "$root")
else
  enter=("$(command -v unshare)" --user --map-user=10001 --map-group=10001 "--root=$root")
fi
exec env -i "${variables[@]}" "$(command -v setpriv)" --no-new-privs "${enter[@]}" "$@"
