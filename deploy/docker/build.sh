#!/usr/bin/env bash
# The image without a container engine, by buildah; `build.sh --help` says how.
set -euo pipefail
export LC_ALL=C
umask 022

HERE="$(dirname "${BASH_SOURCE[0]}")"
DOCKERFILE="$HERE/Dockerfile"

help() {
  cat <<'HELP'
Builds the image without a container engine, by buildah, and leaves two things:

  DIR/frontdesk.tar    the image, as an OCI archive
  DIR/rootfs           its root file system, unpacked

  deploy/docker/build.sh [OPTIONS]

      --output DIR       where they go (default: .local/image); what was there before is replaced
      --version V        the image's version (default: what `git describe` says)
      --revision R       the commit that it was built from (default: the one that is checked out)
      --built DIR        programs that Bazel has built, such as bazel-bin (default: builds them for release)
      --whole            builds the programs inside of the image's base, as the whole Dockerfile says, in a
                         chroot: takes half an hour and a registry, but any Linux with buildah will do;
                         DIR/cache keeps what makes the next time shorter
      --base IMAGE       that base (default: as the Dockerfile says, Debian 12)

Without --whole nothing is downloaded, and this must be a Debian 12 with the packages of deploy/packages.txt.
Files are dated by $SOURCE_DATE_EPOCH, or else by the commit: the same sources and packages make the same image.
HELP
}

step() { printf '== %s\n' "$*"; }
say() { printf '   %s\n' "$*"; }

fail() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 1
}

usage() {
  printf 'build.sh: %s (see build.sh --help)\n' "$*" >&2
  exit 2
}

WORK=""  # everything is made in here, and moved when it is whole
CACHE="" # layers, and what a build keeps for the next one

clean_up() {
  [[ -n $WORK ]] || return 0
  # Without root, buildah's files are those of a user namespace.
  if [[ $EUID -eq 0 ]]; then
    rm -rf "$WORK"
  else
    buildah unshare rm -rf "$WORK" 2>/dev/null || rm -rf "$WORK"
  fi
}

# What git says of the checkout; or else ANSWER. git_says ANSWER ARGUMENTS...
git_says() {
  git -C "$HERE" "${@:2}" 2>/dev/null || printf '%s\n' "$1"
}

by_buildah() {
  TMPDIR="$CACHE" buildah --root "$CACHE/storage" --runroot "$WORK/run" --storage-driver vfs "$@"
}

# build_image OPTIONS...: leaves the image's id in $WORK/id.
build_image() {
  by_buildah build --isolation chroot --format oci --timestamp "$TIMESTAMP" --iidfile "$WORK/id" \
    --build-arg "VERSION=$VERSION" --build-arg "REVISION=$REVISION" "$@" || fail "buildah could not build the image"
}

# The Dockerfile's last stage, which copies what the first one made from here instead.
build_from_programs() {
  if [[ -z $BUILT ]]; then
    step "Building the programs"
    (cd "$HERE" && bazel build --config=release //deploy/docker:rootfs) || fail "the programs could not be built"
    BUILT="$(cd "$HERE" && bazel info --config=release bazel-bin 2>/dev/null)"
  fi
  CACHE="$WORK"
  step "Assembling the root file system"
  "$HERE/rootfs.sh" --built "$BUILT" --output "$WORK/rootfs" --timestamp "$TIMESTAMP" || exit 1
  step "Building the image"
  sed -n '/^FROM scratch$/,$p' "$DOCKERFILE" >"$WORK/Dockerfile"
  mkdir "$WORK/nothing"
  build_image --build-context "build=$WORK" -f "$WORK/Dockerfile" "$WORK/nothing"
}

build_whole() {
  local -a base=()
  if [[ -n $BASE ]]; then base=(--build-arg "BASE=$BASE"); fi
  CACHE="$OUTPUT/cache"
  mkdir -p "$CACHE"
  step "Building the programs and the image in a chroot"
  build_image --layers "${base[@]}" -f "$DOCKERFILE" "$HERE/../.."
  step "Unpacking its root file system"
  unpack "$(cat "$WORK/id")"
}

# Without root, what buildah mounts is there for buildah's own children alone.
unpack() {
  # shellcheck disable=SC2016
  local copy='container="$(buildah "${@:3}" from "$1")" &&
    cp -a "$(buildah "${@:3}" mount "$container")" "$2" && buildah "${@:3}" rm "$container" >/dev/null'
  local -a words=(env "TMPDIR=$CACHE" bash -c "$copy" unpack "$1" "$WORK/rootfs"
    --root "$CACHE/storage" --runroot "$WORK/run" --storage-driver vfs)
  if [[ $EUID -eq 0 ]]; then "${words[@]}"; else buildah unshare "${words[@]}"; fi ||
    fail "buildah could not unpack the image"
}

OUTPUT="$HERE/../../.local/image" VERSION="" REVISION="" BUILT="" WHOLE=no BASE=""
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help)
      help
      exit 0
      ;;
    --whole) WHOLE=yes ;;
    --output | --version | --revision | --built | --base)
      [[ $# -ge 2 && -n $2 ]] || usage "$1 needs a value"
      case "$1" in
        --output) OUTPUT="$2" ;;
        --version) VERSION="$2" ;;
        --revision) REVISION="$2" ;;
        --built) BUILT="$2" ;;
        --base) BASE="$2" ;;
      esac
      shift
      ;;
    *) usage "unknown argument '$1'" ;;
  esac
  shift
done
[[ $WHOLE == no || -z $BUILT ]] || usage "--whole builds the programs itself, so --built has no place there"
[[ $WHOLE == yes || -z $BASE ]] || usage "--base is for --whole"
command -v buildah >/dev/null || fail "there is no buildah: apt-get install buildah"

VERSION="${VERSION:-$(git_says 0.0.0 describe --tags --always --dirty)}"
REVISION="${REVISION:-$(git_says unknown rev-parse HEAD)}"
TIMESTAMP="${SOURCE_DATE_EPOCH:-$(git_says 0 log -1 --format=%ct)}"
[[ $TIMESTAMP =~ ^[0-9]+$ ]] || usage "SOURCE_DATE_EPOCH is '$TIMESTAMP', which is no number of seconds"

mkdir -p "$OUTPUT" || fail "cannot write to $OUTPUT"
OUTPUT="$(realpath "$OUTPUT")"
trap clean_up EXIT
WORK="$(mktemp -d "$OUTPUT/.new.XXXXXX")"
if [[ $WHOLE == yes ]]; then build_whole; else build_from_programs; fi

step "Writing the archive"
by_buildah push --quiet --digestfile "$WORK/digest" "$(cat "$WORK/id")" \
  "oci-archive:$WORK/frontdesk.tar:frontdesk:$VERSION" || fail "buildah could not write the archive"
rm -rf "$OUTPUT/rootfs"
mv "$WORK/rootfs" "$OUTPUT/rootfs"
mv -f "$WORK/frontdesk.tar" "$OUTPUT/frontdesk.tar"

step "frontdesk:$VERSION is built"
say "image     $OUTPUT/frontdesk.tar ($(du -h "$OUTPUT/frontdesk.tar" | cut -f1))"
say "root      $OUTPUT/rootfs ($(du -sh "$OUTPUT/rootfs" | cut -f1))"
say "revision  $REVISION"
say "digest    $(cat "$WORK/digest")"
