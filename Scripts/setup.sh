#!/usr/bin/env bash
# Installs what the build and the report need. Silent when nothing is missing.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
subject=setup
source Scripts/packages.sh

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
      for package in libcairo2-dev libpango1.0-dev libopenblas-dev libssl-dev zlib1g-dev python3-venv; do
        is_installed "$package" || missing+=("$package")
      done
      command -v pkg-config >/dev/null || missing+=(pkg-config)
      ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
    else
      command -v pkg-config >/dev/null || stop "pkg-config: not found, expected on the path. Install it."
      for library in pangocairo fontconfig openblas 'libcrypto >= 3' zlib; do
        pkg-config --exists "$library" ||
          stop "Library '$library': not found by pkg-config. Install its development files."
      done
    fi
    ;;
  Darwin)
    command -v brew >/dev/null ||
      stop "Homebrew: not found, expected brew on the path. Install it from https://brew.sh."
    missing=()
    for formula in pkgconf cairo pango fontconfig openblas; do
      [[ -d "$(brew --prefix)/opt/$formula" ]] || missing+=("$formula")
    done
    ((${#missing[@]} == 0)) ||
      stop "Formulae '${missing[*]}': not installed. Run: brew install ${missing[*]}"
    ;;
  *) stop "System '$(uname -s)': not known, expected Linux or Darwin. Use one of them." ;;
esac

install_venv .build/typst-venv Scripts/requirements.txt typst Typst
