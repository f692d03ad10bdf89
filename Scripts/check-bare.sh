#!/usr/bin/env bash
# README's two commands on a bare Debian: check-bare.sh [SUITE] [PROFILE], bookworm and smoke unless told.
#
# In a folder of its own debootstrap makes a system that has what swift.org names for Swift, make and sudo, the Swift
# of this machine, a user who may use sudo, and a clone of this repository as it is committed. There the user calls
# make report and make test, and what they took is printed. Where that cannot be it says why, and ends with 0: it
# wants root, debootstrap and namespaces. The folder goes away at the end.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
subject=check-bare
source Scripts/packages.sh

cannot() {
  echo "check-bare: nothing was checked: $*"
  exit 0
}

if [[ ${1-} != --inside ]]; then
  ((EUID == 0)) || cannot "it makes a system of its own, which only root may."
  for program in debootstrap unshare chroot swift; do
    command -v "$program" >/dev/null || cannot "$program is not installed."
  done
  unshare --mount --pid --fork true 2>/dev/null || cannot "this machine allows no namespaces of its own."
  folder=$(mktemp -d)
  # Mounts end with the namespace that they are made in, so that only the folder is left to remove.
  trap 'rm -rf --one-file-system -- "$folder"' EXIT
  status=0
  unshare --mount --pid --fork --kill-child --propagation private Scripts/check-bare.sh --inside "$folder" "$@" ||
    status=$?
  exit "$status"
fi

root=$2/debian suite=${3-bookworm} profile=${4-smoke}
# As https://swift.org/install/linux/tarball has it for Debian.
for_swift=(binutils-gold gcc git libcurl4-openssl-dev libedit-dev libicu-dev libncurses-dev libpython3-dev
  libsqlite3-dev libxml2-dev pkg-config tzdata uuid-dev)
mirror=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
  sed -n 's/^Debian //p' | head -1)
toolchain=$(swift -print-target-info | sed -n 's|.*"runtimeResourcePath": *"\(.*\)/lib/swift".*|\1|p')
[[ -d $toolchain ]] || stop "Swift: its folder was not found, expected what swift -print-target-info names."

echo "check-bare: making a bare $suite from ${mirror:=http://deb.debian.org/debian}"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
  stop "Suite '$suite': debootstrap could not make it: $(tail -1 "$root.log")"

# This machine's way into the network: proxies, certificates, and what pip and git are told to take instead.
network=()
for name in $(compgen -e | grep -iE '^(pip_.*|https?_proxy|no_proxy)$' || :); do network+=("$name=${!name}"); done
# In the bare system as USER: in_bare USER COMMAND...
in_bare() {
  local user=$1 home=/root
  shift
  [[ $user == root ]] || home=/home/$user
  chroot --userspec="$user" "$root" /usr/bin/env -i HOME="$home" USER="$user" LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/swift/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "${network[@]}" "$@"
}
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
# bind FOLDER PLACE: the folder of this machine, to be read.
bind() {
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro "$root$2"
}
bind "$toolchain" /usr/local/swift
git config --get-regexp '^url\..*\.insteadof$' | while read -r key value; do
  git config --file "$root/etc/gitconfig" --add "$key" "$value"
  base=${key#url.}
  [[ $base != /* ]] || printf '%s\n' "${base%.insteadof}"
done | cat - <(tr ' ' '\n' <<<"${PIP_FIND_LINKS-}") | sort -u | while read -r folder; do
  [[ ! -d $folder ]] || bind "$folder" "$folder"
done

# What somebody else owns is cloned as well.
git config --file "$root/etc/gitconfig" safe.directory '*'
in_bare root apt-get update -qq
in_bare root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${for_swift[@]}" \
  ca-certificates make sudo >>"$root.log" 2>&1 ||
  stop "Packages '${for_swift[*]}': could not be installed: $(tail -1 "$root.log")"
[[ ! -e /etc/ssl/certs/ca-certificates.crt ]] ||
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
echo "127.0.0.1 localhost $(hostname)" >"$root/etc/hosts"
in_bare root useradd --create-home --shell /bin/bash newcomer
echo "newcomer ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/newcomer"
git clone -q --no-hardlinks . "$root/home/newcomer/nonsmooth"
in_bare root chown -R newcomer: /home/newcomer/nonsmooth

TIMEFORMAT='check-bare: took %0R s'
for command in "make report PROFILE=$profile" "make test" "make compare PROFILE=$profile"; do
  echo "check-bare: $command"
  time in_bare newcomer bash -c "cd ~/nonsmooth && exec $command" </dev/null
done
