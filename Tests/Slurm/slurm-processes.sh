# shellcheck shell=bash disable=SC2154
# Sourced by slurm.sh: starting, finding and ending its processes. A pid file holds a process's number and
# the time at which it started, so that a number that was given out again is not taken for it.

# start_time PID: in the kernel's ticks since the boot; nothing when no such process runs.
start_time() {
  local stat fields
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} == Z ]] || echo "${fields[19]}"
}

# start_daemon NAME COMMAND...: in a session of its own. What it says outside its log goes to a file too.
start_daemon() {
  local name=$1
  shift
  (
    # A caller that waits until this script has let go of a pipe must not wait for its daemons.
    local descriptor
    for descriptor in "/proc/$BASHPID/fd/"*; do
      descriptor=${descriptor##*/}
      ((descriptor <= 2 || descriptor == 255)) || eval "exec $descriptor>&-"
    done
    exec setsid "$@"
  ) </dev/null >>"$dir/log/$name.output" 2>&1 &
  echo "$! $(start_time $!)" >"$dir/run/$name.pid"
  disown "$!"
}

# pid_of NAME: the process of its pid file if it still runs.
pid_of() {
  local pid started
  { read -r pid started <"$dir/run/$1.pid"; } 2>/dev/null || return 0
  [[ -z $started || $(start_time "$pid") != "$started" ]] || echo "$pid"
}

is_running() { [[ -n $(pid_of "$1") ]]; }

# step_daemons NODE: the slurmstepd processes of a node, known by its log, which they hold open.
step_daemons() {
  local process
  for process in $(grep -lsx slurmstepd /proc/[0-9]*/comm); do
    process=$(dirname "$process")
    [[ -z $(find "$process/fd" -lname "$dir/log/$1.log" 2>/dev/null) ]] || basename "$process"
  done
}

# descendants PID...: their children, these children's children and so on.
descendants() {
  local wave=("$@") process
  while ((${#wave[@]})); do
    mapfile -t wave < <(for process in "${wave[@]}"; do
      cat "/proc/$process/task/"*/children 2>/dev/null | tr -s ' ' '\n'
    done)
    ((${#wave[@]} == 0)) || printf '%s\n' "${wave[@]}"
  done
}

# own_processes: those with this cluster's SLURM_CONF: its daemons, its jobs, and whoever uses it.
own_processes() { grep -lzsxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ | cut -d/ -f3; }

# job_processes NODE: those that have a job's variables too. NODE is a pattern.
job_processes() {
  local process
  for process in $(own_processes); do
    if grep -qzsx "SLURMD_NODENAME=$1" "/proc/$process/environ"; then echo "$process"; fi
  done
}

# daemons_without_file: daemons of this cluster, also when its folder was removed under them.
daemons_without_file() {
  local process name
  for process in $(own_processes); do
    name=$(cat "/proc/$process/comm" 2>/dev/null) || continue
    case $name in
      munged | mariadbd | slurmdbd | slurmctld | slurmscriptd | slurmd | slurmstepd) echo "$process" ;;
    esac
  done
}

# kill_daemon NAME: with its children, at once. The watcher, which is a child of a start that still runs, stays.
kill_daemon() {
  local pid process processes
  pid=$(pid_of "$1")
  [[ -n $pid && $pid != "$$" ]] || return 0
  mapfile -t processes < <(descendants "$pid")
  for process in "$pid" "${processes[@]}"; do
    [[ $process == "$$" ]] || kill -KILL "$process" 2>/dev/null || true
  done
}

# kill_node NAME [--with-jobs]: as a power cut does it. Without the option the jobs go on, as when slurmd crashes.
kill_node() {
  local round steps processes
  kill_daemon "$1"
  [[ ${2-} == --with-jobs ]] || return 0
  for ((round = 0; round < 50; round++)); do
    mapfile -t steps < <(step_daemons "$1")
    # The step's daemon goes before its job, and so reports nothing.
    mapfile -t processes < <(descendants "${steps[@]}" && job_processes "$1")
    processes=("${steps[@]}" "${processes[@]}")
    ((${#processes[@]})) || return 0
    kill -KILL "${processes[@]}" 2>/dev/null || true
    sleep 0.05
  done
  stop_with "Node '$1': processes ${processes[*]} still run, expected SIGKILL to end them."
}

# stop_cluster: ends all that runs of a cluster, also of one that is half started. Its files stay.
stop_cluster() {
  local name processes
  # First what would start anything anew.
  for name in start watcher slurmctld; do kill_daemon "$name"; done
  while read -r name; do kill_node "$name" --with-jobs; done < <(node_names 2>/dev/null)
  for name in slurmdbd mariadbd munged; do kill_daemon "$name"; done
  mapfile -t processes < <(daemons_without_file && job_processes '.*')
  ((${#processes[@]} == 0)) || kill -KILL "${processes[@]}" 2>/dev/null || true
  for name in "$dir"/run/*.pid; do
    [[ -e $name ]] || continue
    name=$(basename "$name" .pid)
    wait_for 5 has_ended "$name" || stop_with "Daemon '$name': still runs, expected SIGKILL to end it."
  done
}

# has_ended NAME: also true of the process that runs this.
has_ended() {
  local pid
  pid=$(pid_of "$1")
  [[ -z $pid || $pid == "$$" ]]
}

# watch PID STARTED: stops the cluster once that process is gone, however it ended.
watch() {
  while [[ $(start_time "$1") == "$2" ]]; do sleep 0.5; done
  stop_cluster
}
