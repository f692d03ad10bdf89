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
  setsid "$@" </dev/null >>"$dir/log/$name.output" 2>&1 &
  echo "$! $(start_time $!)" >"$dir/run/$name.pid"
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
  local process link
  for process in /proc/[0-9]*; do
    [[ $(cat "$process/comm" 2>/dev/null) == slurmstepd ]] || continue
    for link in "$process"/fd/*; do
      if [[ $(readlink "$link" 2>/dev/null) == "$dir/log/$1.log" ]]; then
        echo "${process#/proc/}"
        break
      fi
    done
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

# job_processes NODE: processes that have the variables of a job on that node of this cluster. Those that a
# user's shell submits from have SLURM_CONF too, but not the node's name.
job_processes() {
  local file
  grep -lzsxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ | while read -r file; do
    if grep -qzsxF "SLURMD_NODENAME=$1" "$file"; then
      file=${file#/proc/}
      echo "${file%/environ}"
    fi
  done
}

# kill_daemon NAME: with its children, at once.
kill_daemon() {
  local pid children
  pid=$(pid_of "$1")
  [[ -n $pid && $pid != "$$" ]] || return 0
  mapfile -t children < <(descendants "$pid")
  kill -KILL "$pid" "${children[@]}" 2>/dev/null || true
}

# kill_node NAME [--with-jobs]: as a power cut does it. Without the option the jobs go on, as when slurmd crashes.
kill_node() {
  local pid round steps processes
  pid=$(pid_of "$1")
  [[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true
  [[ ${2-} == --with-jobs ]] || return 0
  for ((round = 0; round < 50; round++)); do
    mapfile -t steps < <(step_daemons "$1")
    # The step's daemon goes before its job, and so reports nothing.
    mapfile -t processes < <(printf '%s\n' "${steps[@]}" && descendants "${steps[@]}" && job_processes "$1")
    kill -KILL "${processes[@]}" 2>/dev/null || return 0
    sleep 0.05
  done
  stop_with "Node '$1': processes ${processes[*]} still run, expected SIGKILL to end them."
}

# stop_cluster: ends all that runs of a cluster, also of one that is half started. Its files stay.
stop_cluster() {
  local node name
  # First what would start anything anew.
  for name in start watcher slurmctld; do kill_daemon "$name"; done
  for node in $(sed -n 's/^NodeName=\([^ ]*\) .*/\1/p' "$SLURM_CONF" 2>/dev/null); do
    kill_node "$node" --with-jobs
  done
  for name in slurmdbd mariadbd munged; do kill_daemon "$name"; done
  for name in "$dir"/run/*.pid; do
    name=$(basename "$name" .pid)
    wait_for 5 has_ended "$name" || stop_with "Daemon '$name': still runs, expected SIGKILL to end it."
  done
}

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
