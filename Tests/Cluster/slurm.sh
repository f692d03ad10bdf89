#!/usr/bin/env bash
# Starts a real Slurm on this machine, for tests, and stops it; README.md beside it says more.
#
#   slurm.sh start DIR [--nodes N] [--cpus C] [--memory MB] [--without-accounting] [--until PID] [--conf KEY=VALUE]...
#   slurm.sh kill-node DIR NAME [--with-jobs]
#   slurm.sh start-node DIR NAME
#   slurm.sh stop DIR
#
# `start` prints the shell lines that clients need once every node is idle.
set -euo pipefail
shopt -s nullglob
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
self=$here/slurm.sh
source "$here/slurm-config.sh"
source "$here/slurm-processes.sh"

stop_with() {
  echo "slurm.sh: $*" >&2
  exit 2
}

usage() {
  sed -n '4,7s/^# *//p' "$self" >&2
  exit 64
}

# fail_with NAME SENTENCE: says what did not come up, with the end of its log, or of its output before it had one.
fail_with() {
  local log=$dir/log/$1.log
  shift
  [[ -s $log ]] || log=${log%.log}.output
  echo "slurm.sh: $* The end of $log:" >&2
  tail -n 15 "$log" >&2 || true
  exit 2
}

# wait_for SECONDS COMMAND...: until the command succeeds; fails when it has not within so many seconds.
wait_for() {
  local deadline=$((SECONDS + $1 + 1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}

# up NAME COMMAND...: a daemon that runs and for which the command succeeds. Fails when the daemon has ended.
up() {
  local name=$1
  shift
  is_running "$name" || fail_with "$name" "Daemon '$name': ended, expected it to run."
  "$@"
}

# expect_up NAME COMMAND...: waits for `up`.
expect_up() {
  wait_for 20 up "$@" ||
    fail_with "$1" "Daemon '$1': not ready after 20 seconds, expected it within one or two."
}

all_idle() {
  local states
  states=$(sinfo --noheader --Node --partition=main --format=%T 2>/dev/null) || return 1
  [[ $(grep -cx idle <<<"$states" || true) == "$nodes" ]]
}

start_node() {
  mkdir -p "$dir/spool/$1"
  start_daemon "$1" slurmd -D -N "$1" -f "$SLURM_CONF"
}

# The cluster with its account 'root', in which the user root is from the start; another user is added to it.
add_account() {
  sacctmgr --immediate --quiet add cluster test || return
  ((EUID == 0)) || sacctmgr --immediate --quiet add user "$(id -un)" account=root cluster=test
}

start() {
  nodes=2 cpus=4 memory=8000 accounting=1 until_pid='' extra=()
  while (($#)); do
    case $1 in
      --nodes) nodes=${2-} ;;
      --cpus) cpus=${2-} ;;
      --memory) memory=${2-} ;;
      --until) until_pid=${2-} ;;
      --conf) extra+=("${2-}") ;;
      --without-accounting) accounting=0 ;;
      *) usage ;;
    esac
    [[ $1 == --without-accounting ]] || shift
    (($#)) || usage
    shift
  done
  [[ $nodes =~ ^[1-9][0-9]?$ && $cpus =~ ^[1-9][0-9]*$ && $memory =~ ^[1-9][0-9]*$ ]] || usage
  [[ $until_pid =~ ^[1-9][0-9]*$|^$ ]] || usage
  [[ ! -e $dir/slurm.conf ]] ||
    stop_with "Folder '$dir': holds a slurm.conf already, expected a new folder. Name another."
  local program
  for program in munged slurmctld slurmd sbatch $( ((accounting)) && echo slurmdbd mariadbd); do
    command -v "$program" >/dev/null ||
      stop_with "Program '$program': not found, expected on the path. Run Scripts/setup-tests.sh."
  done

  mkdir -p "$dir"/{log,run,state,spool,tmp}
  chmod 755 "$dir" "$dir/run"
  trap 'status=$?; ((status == 0)) || stop_cluster; exit $status' EXIT
  trap 'exit 130' INT TERM HUP
  choose_ports $((nodes + 2))
  write_config
  echo "$$ $(start_time $$)" >"$dir/run/start.pid"
  [[ -z $until_pid ]] || start_daemon watcher "$self" watch "$dir" "$until_pid" "$(start_time "$until_pid")"

  start_daemon munged munged --foreground --force --num-threads=4 --key-file="$dir/munge.key" \
    --socket="$dir/run/munge.socket" --pid-file="$dir/run/munged.own" --seed-file="$dir/run/munge.seed" \
    --log-file="$dir/log/munged.log"
  if ((accounting)); then
    start_daemon mariadbd mariadbd --defaults-file="$dir/mariadb.conf"
    expect_up mariadbd test -S "$dir/run/mariadb.socket"
    expect_up munged test -S "$dir/run/munge.socket"
    start_daemon slurmdbd env MYSQL_UNIX_PORT="$dir/run/mariadb.socket" slurmdbd -D
    expect_up slurmdbd listens "${ports[1]}"
    add_account >>"$dir/log/sacctmgr.log" 2>&1 ||
      fail_with sacctmgr "Account 'root': sacctmgr could not make it."
  fi
  expect_up munged test -S "$dir/run/munge.socket"
  start_daemon slurmctld slurmctld -D -f "$SLURM_CONF"
  expect_up slurmctld listens "${ports[0]}"
  local number
  for ((number = 1; number <= nodes; number++)); do start_node "n$number"; done
  wait_for 30 all_idle || {
    sinfo --Node --long >&2 || true
    fail_with slurmctld "Nodes 'n1 to n$nodes': not all idle after 30 seconds, expected it within a few."
  }
  echo "export SLURM_CONF='$SLURM_CONF'"
}

(($# >= 2)) || usage
command=$1 dir=$2
shift 2
[[ $dir == /* ]] || dir=$PWD/$dir
dir=${dir%/}
# The longest name below it is a socket of a job step, and a socket's name has 107 bytes at most.
[[ $dir =~ ^[A-Za-z0-9_./+@-]{2,60}$ ]] ||
  stop_with "Folder '$dir': found ${#dir} characters, expected at most 60 of A-Z a-z 0-9 _ . / + @ -. Name another."
export SLURM_CONF=$dir/slurm.conf

case $command in
  start) start "$@" ;;
  stop)
    (($# == 0)) || usage
    [[ -d $dir/run ]] || stop_with "Folder '$dir': holds no cluster, expected the folder that start was given."
    stop_cluster
    ;;
  kill-node)
    [[ $# == 1 || ($# == 2 && $2 == --with-jobs) ]] || usage
    is_running "$1" || stop_with "Node '$1': no slurmd runs for it, expected one. Start it with start-node."
    kill_node "$@"
    ;;
  start-node)
    (($# == 1)) || usage
    grep -q "^NodeName=$1 " "$SLURM_CONF" || stop_with "Node '$1': not in $SLURM_CONF. Name one that is."
    ! is_running "$1" || stop_with "Node '$1': its slurmd runs already, expected none. Nothing to do."
    start_node "$1"
    ;;
  watch) watch "$@" ;;
  *) usage ;;
esac
