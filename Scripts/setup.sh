#!/usr/bin/env bash
# Installs what the build and the report need. Silent when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() {
  echo "setup: $*" >&2
  exit 2
}

command -v swift >/dev/null ||
  stop "Swift: not found, expected 6.2 or newer. Install it from https://www.swift.org/install."
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -1)
read -r major minor <<<"${version:-0 0}"
if ((major < 6 || (major == 6 && minor < 2))); then
  stop "Swift: version $major.$minor, expected 6.2 or newer. Install it from https://www.swift.org/install."
fi

case "$(uname -s)" in
  Linux)
    if command -v dpkg-query >/dev/null; then
      missing=()
      for package in libcairo2-dev libpango1.0-dev libopenblas-dev zlib1g-dev fonts-inter \
        pkg-config python3-venv; do
        status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
        if [[ $status != installed ]]; then
          # pkgconf and pkg-config are one package on newer systems.
          if [[ $package == pkg-config ]] && command -v pkg-config >/dev/null; then continue; fi
          missing+=("$package")
        fi
      done
      command -v clang >/dev/null || command -v cc >/dev/null || missing+=(clang)
      if ((${#missing[@]})); then
        prefix=()
        ((EUID == 0)) || prefix=(sudo)
        line="${prefix[*]:+${prefix[*]} }apt-get install -y ${missing[*]}"
        if ((EUID != 0)) && ! sudo -n true 2>/dev/null && [[ ! -t 0 ]]; then
          stop "Packages '${missing[*]}': not installed. Run: $line"
        fi
        echo "setup: $line" >&2
        "${prefix[@]}" apt-get update -qq ||
          echo "setup: the package lists could not be refreshed; trying with the old ones" >&2
        "${prefix[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" \
          >/dev/null || stop "Packages '${missing[*]}': the installation failed. Run: $line"
      fi
    else
      for library in pangocairo openblas zlib; do
        pkg-config --exists "$library" 2>/dev/null ||
          stop "Library '$library': not found by pkg-config. Install its development files."
      done
    fi
    ;;
  Darwin)
    missing=()
    command -v pkg-config >/dev/null || missing+=(pkgconf)
    pkg-config --exists pangocairo 2>/dev/null || missing+=(cairo pango)
    pkg-config --exists openblas 2>/dev/null || missing+=(openblas)
    ls ~/Library/Fonts/Inter* /Library/Fonts/Inter* >/dev/null 2>&1 || missing+=(font-inter)
    ((${#missing[@]} == 0)) || stop "Formulae '${missing[*]}': not installed. Run: brew install ${missing[*]}"
    command -v cc >/dev/null ||
      stop "C compiler: not found, expected clang. Run: xcode-select --install"
    ;;
  *) stop "System '$(uname -s)': expected Linux or Darwin. Use one of them." ;;
esac

venv=.build/typst-venv
stamp=$venv/requirements.txt
if ! cmp -s Scripts/requirements.txt "$stamp" || ! "$venv/bin/python" -c 'import typst' 2>/dev/null; then
  echo "setup: installing Typst into $venv" >&2
  mkdir -p .build
  rm -rf "$venv"
  python3 -m venv "$venv" ||
    stop "Python environment '$venv': python3 could not make it. Install python3-venv."
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes -r Scripts/requirements.txt ||
    stop "Typst 0.15.2: pip could not install it into $venv. Check the network and run make setup again."
  cp Scripts/requirements.txt "$stamp"
fi
