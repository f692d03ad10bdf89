#!/usr/bin/env bash
# Installs what the build and the report need. Silent when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
subject=setup
source Scripts/packages.sh

command -v swift >/dev/null ||
  stop "Swift: not found, expected 6.2 or newer. Install it from https://www.swift.org/install."
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -1)
read -r major minor <<<"${version:-0 0}"
if ((major < 6 || (major == 6 && minor < 2))); then
  stop "Swift: version $major.$minor, expected 6.2 or newer. Install it from https://www.swift.org/install."
fi

# One of the packages is partly C++, so that the compiler needs the headers of both languages.
compiles() {
  local compiler
  for compiler in clang++ c++; do
    if command -v "$compiler" >/dev/null; then
      printf '#include <stdlib.h>\n#include <new>\n' | "$compiler" -x c++ -fsyntax-only - 2>/dev/null
      return
    fi
  done
  return 1
}

case "$(uname -s)" in
  Linux)
    if command -v dpkg-query >/dev/null; then
      missing=()
      for package in libcairo2-dev libpango1.0-dev libopenblas-dev zlib1g-dev fonts-inter python3-venv; do
        is_installed "$package" || missing+=("$package")
      done
      command -v pkg-config >/dev/null || missing+=(pkg-config)
      compiles || missing+=(g++)
      ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
    else
      compiles || stop "C compiler: none that compiles C and C++, expected clang or gcc. Install one."
      command -v pkg-config >/dev/null || stop "pkg-config: not found, expected on the path. Install it."
      for library in pangocairo openblas zlib; do
        pkg-config --exists "$library" ||
          stop "Library '$library': not found by pkg-config. Install its development files."
      done
    fi
    ;;
  Darwin)
    compiles || stop "C compiler: not found, expected clang. Run: xcode-select --install"
    command -v brew >/dev/null ||
      stop "Homebrew: not found, expected brew on the path. Install it from https://brew.sh."
    missing=()
    for formula in pkgconf cairo pango openblas; do
      [[ -d "$(brew --prefix)/opt/$formula" ]] || missing+=("$formula")
    done
    ls ~/Library/Fonts/Inter* /Library/Fonts/Inter* >/dev/null 2>&1 || missing+=(font-inter)
    ((${#missing[@]} == 0)) ||
      stop "Formulae '${missing[*]}': not installed. Run: brew install ${missing[*]}"
    ;;
  *) stop "System '$(uname -s)': not known, expected Linux or Darwin. Use one of them." ;;
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
    stop "Typst: pip could not install it into $venv. Check the network and run make setup again."
  cp Scripts/requirements.txt "$stamp"
fi
