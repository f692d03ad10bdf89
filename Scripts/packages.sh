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

# is_current VENV REQUIREMENTS: the environment was made from just this file.
is_current() { cmp -s "$2" "$1/requirements.txt"; }

# install_venv VENV REQUIREMENTS MODULE WHAT: makes the environment unless it is there and the module loads. Python
# listens to none of its variables (-I), nor to what sends pip's packages elsewhere; its mirror and proxy stay.
install_venv() {
  local venv=$1 requirements=$2 module=$3 what=$4
  if is_current "$venv" "$requirements" && "$venv/bin/python" -I -c "import $module" 2>/dev/null; then return; fi
  echo "$subject: installing $what into $venv" >&2
  mkdir -p .build
  rm -rf "$venv"
  python3 -I -m venv "$venv" ||
    stop "Python environment '$venv': python3 could not make it. Install python3-venv."
  env -u PIP_USER -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT "$venv/bin/python" -I -m pip install --quiet \
    --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes -r "$requirements" ||
    stop "$what: pip could not install it into $venv. Check the network and run this again."
  cp "$requirements" "$venv/requirements.txt"
}
