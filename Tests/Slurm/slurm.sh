#!/usr/bin/env bash
# Starts a real Slurm on this machine, for tests, and stops it; README.md beside it says more.
#
#   slurm.sh start DIR [--nodes N] [--cpus C] [--memory MB] [--without-accounting] [--until PID] [--conf KEY=VALUE]...
#   slurm.sh kill-node DIR NAME [--with-jobs]
#   slurm.sh start-node DIR NAME
#   slurm.sh kill-controller DIR
#   slurm.sh start-controller DIR
#   slurm.sh stop DIR
#
# `start` prints the shell lines that clients need once every node is idle.
set -euo pipefail
export LC_ALL=C
# Daemons are there, which is not on every user's path.
PATH=$PATH:/usr/sbin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=slurm-config.sh
source "$here/slurm-config.sh"
# shellcheck source-path=SCRIPTDIR source=slurm-processes.sh
source "$here/slurm-processes.sh"

usage() {
  sed -n 's/^#   \(slurm\.sh .*\)/\1/p' "$here/slurm.sh" >&2
  exit 64
}

stop_with() {
  echo "slurm.sh: $*" >&2
  exit 2
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

# up NAME COMMAND...: whether the command succeeds; the daemon must not have ended.
up() {
  local name=$1
  shift
  is_running "$name" || fail_with "$name" "Daemon '$name': ended, expected it to run."
  "$@"
}

# expect_up NAME COMMAND...: waits until the daemon has made the command succeed.
expect_up() {
  wait_for 20 up "$@" ||
    fail_with "$1" "Daemon '$1': not ready after 20 seconds, expected it within one or two."
}

start_munge() {
  start_daemon munged munged --foreground --force --num-threads=4 --key-file="$dir/munge.key" \
    --socket="$dir/run/munge.socket" --pid-file="$dir/run/munged.own" --seed-file="$dir/run/munge.seed" \
    --log-file="$dir/log/munged.log"
}

# The cluster is known to the data base before its controller starts, with the account 'root', in which the user
# root is from the start; another user is added to it.
start_accounting() {
  start_daemon mariadbd mariadbd --defaults-file="$dir/mariadb.conf"
  expect_up mariadbd test -S "$dir/run/mariadb.socket"
  start_daemon slurmdbd env MYSQL_UNIX_PORT="$dir/run/mariadb.socket" slurmdbd -D
  expect_up slurmdbd listens "$(port_of DbdPort slurmdbd.conf)"
  {
    timeout 20 sacctmgr --immediate --quiet add cluster test &&
      { ((EUID == 0)) || timeout 20 sacctmgr --immediate --quiet add user "$(id -un)" account=root cluster=test; }
  } >>"$dir/log/sacctmgr.log" 2>&1 || fail_with sacctmgr "Account 'root': sacctmgr could not make it."
}

start_controller() {
  start_daemon slurmctld slurmctld -D -f "$SLURM_CONF"
  expect_up slurmctld listens "$(port_of SlurmctldPort slurm.conf)"
}

start_node() {
  mkdir -p "$dir/spool/$1"
  start_daemon "$1" slurmd -D -N "$1" -f "$SLURM_CONF"
}

# all_idle: whether the controller takes every node for idle; each slurmd must not have ended.
all_idle() {
  local states name
  while read -r name; do up "$name" true; done < <(node_names)
  states=$(sinfo --noheader --Node --partition=main --format=%T 2>/dev/null) || return 1
  [[ $(grep -cx idle <<<"$states") == "$nodes" ]]
}

parse_options() {
  nodes=2 cpus=4 memory=8000 accounting=1 until_pid='' extra=()
  while (($#)); do
    if [[ $1 == --without-accounting ]]; then
      accounting=0
      shift
      continue
    fi
    (($# >= 2)) || usage
    case $1 in
      --nodes) nodes=$2 ;;
      --cpus) cpus=$2 ;;
      --memory) memory=$2 ;;
      --until) until_pid=$2 ;;
      --conf) extra+=("$2") ;;
      *) usage ;;
    esac
    shift 2
  done
  [[ $nodes =~ ^[1-9][0-9]?$ && $cpus =~ ^[1-9][0-9]*$ && $memory =~ ^[1-9][0-9]*$ ]] || usage
}

start() {
  parse_options "$@"
  [[ -z $until_pid || -n $(start_time "$until_pid") ]] ||
    stop_with "Process '$until_pid': does not run, expected the one whose end stops the cluster. Name another."
  [[ ! -e $dir/slurm.conf ]] ||
    stop_with "Folder '$dir': holds a slurm.conf already, expected a new folder. Name another."
  local program programs=(munged slurmctld slurmd sbatch) name
  ((accounting == 0)) || programs+=(slurmdbd mariadbd)
  for program in "${programs[@]}"; do
    command -v "$program" >/dev/null ||
      stop_with "Program '$program': not found, expected on the path. Run Scripts/setup-tests.sh."
  done

  mkdir -p "$dir"/{log,run,state,spool,tmp}
  write_config
  trap '(($? == 0)) || stop_cluster' EXIT
  trap 'exit 130' INT TERM HUP
  echo "$$ $(start_time $$)" >"$dir/run/start.pid"
  [[ -z $until_pid ]] ||
    start_daemon watcher "$here/slurm.sh" watch "$dir" "$until_pid" "$(start_time "$until_pid")"

  start_munge
  expect_up munged test -S "$dir/run/munge.socket"
  ((accounting == 0)) || start_accounting
  start_controller
  while read -r name; do start_node "$name"; done < <(node_names)
  if ! wait_for 30 all_idle; then
    sinfo --Node --long >&2 || true
    fail_with slurmctld "Nodes '$(node_names | xargs)': not all idle after 30 seconds, expected it within one or two."
  fi
  echo "export SLURM_CONF='$SLURM_CONF'"
}

(($# >= 2)) || usage
command=$1 dir=$2
shift 2
[[ $dir == /* ]] || dir=$PWD/$dir
dir=${dir%/}
# The longest name below it is a job step's socket, and a socket's name has 107 bytes at most.
[[ $dir =~ ^[A-Za-z0-9_./+@-]{2,70}$ ]] ||
  stop_with "Folder '$dir': found ${#dir} characters, expected at most 70 of A-Z a-z 0-9 _ . / + @ -. Name another."
export SLURM_CONF=$dir/slurm.conf
[[ $command == start || -d $dir/run || -n $(daemons_without_file) ]] ||
  stop_with "Folder '$dir': holds no cluster, expected the folder that start was given."

case $command:$# in
  start:*) start "$@" ;;
  stop:0) stop_cluster ;;
  kill-node:1 | kill-node:2)
    [[ $# == 1 || $2 == --with-jobs ]] || usage
    expect_node "$1"
    kill_node "$@"
    ;;
  start-node:1)
    expect_node "$1"
    ! is_running "$1" || stop_with "Node '$1': its slurmd runs already, expected none. Kill it first."
    start_node "$1"
    ;;
  kill-controller:0) kill_daemon slurmctld ;;
  start-controller:0)
    ! is_running slurmctld || stop_with "Controller 'slurmctld': runs already, expected none. Kill it first."
    start_controller
    ;;
  watch:2) watch "$@" ;;
  *) usage ;;
esac
