# shellcheck shell=bash
# Sourced by slurm.sh: the files that its daemons read. Uses dir, nodes, cpus, memory, accounting, extra.

# choose_ports COUNT: fills `ports` with free ones below the range that the system itself hands out.
choose_ports() {
  ports=()
  local port
  while ((${#ports[@]} < $1)); do
    port=$((10000 + (RANDOM * 32768 + RANDOM) % 22000))
    [[ " ${ports[*]} " == *" $port "* ]] || is_used "$port" || ports+=("$port")
  done
}

# is_used PORT: some socket of this machine has it as its own.
is_used() { grep -qsi ":$(printf '%04X' "$1") [0-9A-F]*:" /proc/net/tcp /proc/net/tcp6; }

# listens PORT: a socket listens there (state 0A).
listens() { grep -qsi "^ *[0-9]*: [0-9A-F]*:$(printf '%04X' "$1") [0-9A-F]*:0000 0A" /proc/net/tcp /proc/net/tcp6; }

# port_of KEY FILE: what a configuration file says.
port_of() { sed -n "s/^$1=//p" "$dir/$2"; }

node_names() { sed -n 's/^NodeName=\([^ ]*\) .*/\1/p' "$SLURM_CONF"; }

expect_node() {
  grep -qs "^NodeName=$1 " "$SLURM_CONF" ||
    stop_with "Node '$1': not in $SLURM_CONF, expected one of: $(node_names | xargs). Name one of them."
}

write_config() {
  choose_ports $((nodes + 2))
  umask 022
  (umask 077 && head -c 128 /dev/urandom >"$dir/munge.key")
  local user number accounting_lines
  user=$(id -un)
  if ((accounting)); then
    write_accounting_config "$user"
    # The controller forgets a job at once, so that its end is found by sacct.
    accounting_lines="MinJobAge=2
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort=${ports[1]}
AccountingStoragePass=$dir/run/munge.socket
AccountingStorageEnforce=associations"
  else
    accounting_lines='AccountingStorageType=accounting_storage/none'
  fi
  {
    cat <<END
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmUser=$user
SlurmdUser=$user
# Daemons bind to 127.0.0.1 alone.
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
# A job that was requeued waits for cred_expire (5 seconds at least, 120 by default) before it may start again.
AuthInfo=socket=$dir/run/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/run/slurmctld.own
SlurmdPidFile=$dir/run/%n.own
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/%n.log
SlurmctldDebug=verbose
SlurmdDebug=verbose
$accounting_lines

# Nothing of the kernel is needed beyond processes: no cgroups.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
MpiDefault=none
SwitchType=switch/none

SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=1000
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
# The greatest index of an array is 100.
MaxArraySize=101
EnforcePartLimits=ALL

# Faults show within seconds.
SlurmdTimeout=6
SlurmctldTimeout=6
MessageTimeout=5
KillWait=2
JobRequeue=1
ReturnToService=2
InactiveLimit=0

# A node may have more processors and memory than this machine.
SlurmdParameters=config_overrides
END
    for ((number = 1; number <= nodes; number++)); do
      echo "NodeName=n$number NodeHostname=localhost NodeAddr=127.0.0.1 Port=${ports[number + 1]}" \
        "CPUs=$cpus RealMemory=$memory State=UNKNOWN"
    done
    cat <<END
PartitionName=main Default=YES Nodes=ALL MaxTime=60 DefaultTime=10 PriorityTier=1 PreemptMode=OFF
PartitionName=short Nodes=ALL MaxTime=2 DefaultTime=1 PriorityTier=1 PreemptMode=OFF
PartitionName=low Nodes=ALL MaxTime=60 DefaultTime=10 PriorityTier=1 PreemptMode=REQUEUE
PartitionName=high Nodes=ALL MaxTime=60 DefaultTime=10 PriorityTier=10 PreemptMode=OFF
END
    ((${#extra[@]} == 0)) || printf '%s\n' "${extra[@]}"
  } >"$dir/slurm.conf"
  # slurmd loads a plugin for cgroups even where nothing uses it. This one looks for nothing when it is loaded;
  # the others want a mounted hierarchy or systemd.
  echo 'CgroupPlugin=cgroup/v1' >"$dir/cgroup.conf"
}

# MariaDB without its system tables: it starts in an empty folder within 0.2 seconds, where mariadb-install-db
# would take seconds. Only the socket, in a folder of the caller, leads to it, so that it needs no users;
# slurmdbd stores one procedure, so that it needs mysql.proc.
write_accounting_config() {
  (umask 077 && mkdir -p "$dir/db/mysql" "$dir/db/slurm")
  {
    echo 'USE mysql;'
    grep -h '^CREATE TABLE IF NOT EXISTS proc ' /usr/share/mysql/mysql_system_tables.sql
  } >"$dir/mariadb.sql"
  cat >"$dir/mariadb.conf" <<END
[mariadbd]
user=$1
datadir=$dir/db
tmpdir=$dir/tmp
socket=$dir/run/mariadb.socket
pid-file=$dir/run/mariadbd.own
init-file=$dir/mariadb.sql
skip-networking
skip-grant-tables
skip-name-resolve
innodb-buffer-pool-size=16M
innodb-log-file-size=4M
innodb-flush-log-at-trx-commit=0
innodb-flush-method=nosync
innodb-doublewrite=0
END
  (
    umask 077
    cat >"$dir/slurmdbd.conf" <<END
AuthType=auth/munge
AuthInfo=socket=$dir/run/munge.socket
DbdHost=localhost
DbdAddr=127.0.0.1
CommunicationParameters=NoInAddrAny
DbdPort=${ports[1]}
SlurmUser=$1
LogFile=$dir/log/slurmdbd.log
PidFile=$dir/run/slurmdbd.own
DebugLevel=verbose
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=$1
StorageLoc=slurm
END
  )
}
