# shellcheck shell=bash
# The Debian packages that ./dev needs, from deploy/packages.txt. Sourced by ./dev.

listed_packages() {
  sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$1"
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true) == installed ]]
}

# missing_packages PACKAGE...: prints those that are not installed; of "a|b" the first, if neither is.
missing_packages() {
  local package alternative
  local -a alternatives
  for package in "$@"; do
    IFS='|' read -ra alternatives <<<"$package"
    for alternative in "${alternatives[@]}"; do
      if is_installed "$alternative"; then continue 2; fi
    done
    printf '%s\n' "${alternatives[0]}"
  done
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Debian would start a cluster of its own for whoever installs PostgreSQL; ours is private.
without_a_system_cluster() {
  local folder=/etc/postgresql-common/createcluster.d
  as_root mkdir -p "$folder"
  printf 'create_main_cluster = false\n' | as_root tee "$folder/frontdesk.conf" >/dev/null
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -q "$@"
}

install_packages() {
  local output
  # A machine that never asked its mirror, or asked it long ago, does not know where the packages are.
  if output="$(apt-cache policy "$@" 2>/dev/null)" && (($(grep -c '^  Candidate: [^(]' <<<"$output") == $#)); then
    apt_get install -y --no-install-recommends "$@" </dev/null && return
    say "trying again with a fresh list of packages"
  fi
  apt_get update </dev/null && apt_get install -y --no-install-recommends "$@" </dev/null
}

# need_packages [PACKAGE...]: installs what is missing of these, or of all that are listed.
need_packages() {
  local -a wanted=("$@") missing
  [[ $# -gt 0 ]] || mapfile -t wanted < <(listed_packages "$CHECKOUT/deploy/packages.txt")
  command -v dpkg-query >/dev/null || fail "this is not a Debian system: there is no dpkg-query"
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  [[ ${#missing[@]} -gt 0 ]] || return 0

  step "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
    fail "neither root nor sudo: have somebody run  apt-get install ${missing[*]}"
  fi
  if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then without_a_system_cluster; fi
  install_packages "${missing[@]}" || fail "apt-get could not install: ${missing[*]}"
}
