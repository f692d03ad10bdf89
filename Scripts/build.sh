#!/usr/bin/env bash
# Builds: build.sh OPTION... of swift build. Says what it does on standard error; silent when nothing is to be built.
#
# SwiftPM colors the compiler's words on a terminal alone, which is another command line for every module: with
# colors off, what was built from a terminal serves a pipe and the other way round.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

told=0
if [[ ! -x .build/release/nonsmooth ]]; then
  echo "build: the first one compiles everything, which takes some minutes" >&2
  told=1
fi
[[ -t 2 ]] && terminal=1 columns=$(tput cols 2>/dev/null || echo 80) || terminal=0 columns=0

# Progress is one line on a terminal and one word elsewhere. Flags of pkg-config that SwiftPM leaves out are
# no fault of the package's.
swift build --no-color-diagnostics "$@" 2>&1 | LC_ALL=C awk \
  -v terminal="$terminal" -v columns="$columns" -v told="$told" '
  function wipe() { if (shown) printf "\r\033[K"; shown = 0 }
  /^\[[0-9]+\/[0-9]+\] / || /^(Fetch|Comput|Creat|Updat|Work|Planning )/ {
    if (terminal) {
      printf "\r\033[K%s", substr($0, 1, columns - 1)
      shown = 1
      fflush()
    } else if (!told && / Compiling /) {
      print "build: compiling what has changed"
      told = 1
      fflush()
    }
    next
  }
  /^Building for / || /^Build complete!/ || /^Build of (product|target) .* complete!/ ||
    /^warning: prohibited flag\(s\): / || /^$/ { next }
  { wipe(); print; fflush() }
  END { wipe() }
' >&2
