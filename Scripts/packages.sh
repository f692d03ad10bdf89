# Sourced by the set-up scripts: what they share. `subject` names the script in its messages.

stop() {
  echo "$subject: $*" >&2
  exit 2
}

# misused SENTENCE: what was typed cannot be.
misused() {
  echo "$subject: $*" >&2
  exit 64
}

# is_installed PACKAGE: whether Debian's package manager knows it as installed.
is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# install_packages PACKAGE...: with apt, through sudo when not root; prints the command, and stops
# with it where it cannot be run.
install_packages() {
  local line="apt-get install -y $*" prefix=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || stop "Packages '$*': not installed. Run as root: $line"
    line="sudo $line"
    prefix=(sudo)
    # Without a terminal nobody can type a password.
    [[ -t 0 ]] || sudo -n true 2>/dev/null || stop "Packages '$*': not installed. Run: $line"
  fi
  echo "$subject: $line" >&2
  "${prefix[@]}" apt-get update -qq ||
    echo "$subject: the package lists could not be refreshed; trying with the old ones" >&2
  "${prefix[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null ||
    stop "Packages '$*': the installation failed. Run: $line"
}
