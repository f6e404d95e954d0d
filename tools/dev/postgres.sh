# shellcheck shell=bash
# A private PostgreSQL in .local/postgres, on a port of its own. Sourced by ./dev.

POSTGRES_BIN=/usr/lib/postgresql/15/bin
POSTGRES="$LOCAL/postgres" # a link where the server's user could not enter the checkout
DATABASE_URL_FILE="$LOCAL/secrets/database_url"

# PostgreSQL refuses to be root.
as_server_user() {
  if [[ $EUID -eq 0 ]]; then
    (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
  else
    (cd / && exec "$@")
  fi
}

make_postgres_folder() {
  local elsewhere
  [[ ! -d $POSTGRES ]] || return 0
  if as_server_user test -x "$LOCAL"; then
    mkdir "$POSTGRES"
  else
    elsewhere="/var/tmp/frontdesk-$(printf '%s' "$CHECKOUT" | sha256sum | cut -c1-12)"
    mkdir "$elsewhere" 2>/dev/null || [[ $(stat -c %U "$elsewhere") == postgres ]] ||
      fail "$elsewhere is in the way: remove it"
    ln -sfn "$elsewhere" "$POSTGRES"
  fi
  chmod 700 "$POSTGRES/"
  if [[ $EUID -eq 0 ]]; then chown postgres: "$POSTGRES/"; fi
}

# Makes the cluster, with one database and one role that is no superuser and may make those of the services, as in
# production. Nobody else can log in. Prepared beside its place, so that an interrupted run leaves nothing that looks finished.
create_cluster() {
  local folder password
  folder="$(readlink -f "$POSTGRES")"
  [[ ! -d $folder/data ]] || return 0
  say "creating a database cluster"
  password="$(openssl rand -hex 24)"
  rm -rf "$folder/data.new"
  {
    as_server_user "$POSTGRES_BIN/initdb" -D "$folder/data.new" -U postgres -A reject \
      --encoding=UTF8 --locale=C.UTF-8 </dev/null
    printf "CREATE ROLE frontdesk LOGIN CREATEROLE PASSWORD '%s';\nCREATE DATABASE frontdesk OWNER frontdesk;\n" \
      "$password" | as_server_user "$POSTGRES_BIN/postgres" --single -D "$folder/data.new" postgres
  } >"$LOCAL/log/initdb.log" 2>&1 || part_failed initdb "failed"
  printf 'host frontdesk frontdesk 127.0.0.1/32 scram-sha-256\n' >"$folder/data.new/pg_hba.conf"
  printf "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 200\n" \
    >>"$folder/data.new/postgresql.conf"
  printf '%s\n' "$password" | write_secret "$LOCAL/secrets/database_password"
  mv "$folder/data.new" "$folder/data"
}

# A server that runs though no ./dev lived to write it down becomes ours again.
adopt_postgres() {
  local pid
  pid="$(head -n 1 "$POSTGRES/data/postmaster.pid" 2>/dev/null)" || return 0
  if [[ "$(tr '\0' ' ' <"/proc/$pid/cmdline")" == *"$(readlink -f "$POSTGRES")/data"* ]] 2>/dev/null; then
    record_process postgres "$pid"
  fi
}

# After a kill -9 the server's first process may stay as a zombie, whose pid in postmaster.pid would keep the
# next server from starting. The file goes once no process works in the data folder any more.
forget_dead_server() {
  local folder="$1" pid
  pid="$(head -n 1 "$folder/postmaster.pid" 2>/dev/null)" || return 0
  if [[ -n $(start_tick "$pid") ]]; then return 0; fi
  for _ in {1..100}; do
    if ! readlink /proc/[0-9]*/cwd 2>/dev/null | grep -qxF "$folder"; then
      rm -f "$folder/postmaster.pid"
      return 0
    fi
    sleep 0.1
  done
}

# The tables' owner makes the roles of the services, which it could not in clusters of old.
let_owner_make_roles() {
  printf 'ALTER ROLE frontdesk CREATEROLE;\n' |
    as_server_user "$POSTGRES_BIN/postgres" --single -D "$1" postgres >>"$LOCAL/log/initdb.log" 2>&1 ||
    part_failed initdb "failed"
}

start_postgres() {
  local port folder log="$LOCAL/log/postgres.log"
  adopt_postgres
  port="$(port_for POSTGRES postgres)"
  folder="$(readlink -f "$POSTGRES")"
  [[ -s $LOCAL/secrets/database_password ]] || fail "the database's password is lost: run ./dev reset"
  printf 'postgresql://frontdesk:%s@127.0.0.1:%s/frontdesk\n' \
    "$(cat "$LOCAL/secrets/database_password")" "$port" | write_secret "$DATABASE_URL_FILE"
  if is_running postgres; then
    say "postgres is running"
    return
  fi
  say "starting postgres"
  forget_dead_server "$folder/data"
  let_owner_make_roles "$folder/data"
  : >"$LOCAL/run/postgres.cmd"
  [[ ! -e $log ]] || mv -f "$log" "$log.1"
  hold_interrupts
  STARTED+=(postgres)
  # The server writes where pg_ctl does: it may have no way to open a file in the checkout itself.
  as_server_user setsid -w "$POSTGRES_BIN/pg_ctl" -D "$folder/data" -o "-p $port" -w -t 60 start \
    </dev/null >"$log" 2>&1 9>&- || part_failed postgres "did not start"
  record_process postgres "$(head -n 1 "$folder/data/postmaster.pid")"
  release_interrupts
  printf 'POSTGRES_ADDR=127.0.0.1:%s\n' "$port" >"$LOCAL/run/postgres.addr"
}

stop_postgres() {
  as_server_user "$POSTGRES_BIN/pg_ctl" -D "$(readlink -f "$POSTGRES")/data" -w -t 60 -m fast stop \
    >>"$LOCAL/log/postgres.log" 2>&1 || part_failed postgres "did not stop"
}

up_postgres() {
  make_postgres_folder
  create_cluster
  start_postgres
}

reset() {
  down
  [[ -d $LOCAL ]] || return 0
  if [[ -L $POSTGRES ]]; then rm -rf "$(readlink -f "$POSTGRES")"; fi
  rm -rf "$LOCAL"
}
