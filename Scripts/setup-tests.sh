#!/usr/bin/env bash
# Installs what only the tests need, and what they skip without: Chromium to open the pages, Poppler
# to read the PDF, and in .build/test-venv Playwright, axe-core and page-validation. Silent when nothing is
# missing. With --only-tell it installs nothing and says what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
subject=setup-tests
source Scripts/packages.sh

venv=.build/test-venv
stamp=$venv/requirements.txt
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
  command -v google-chrome >/dev/null || missing+=(chromium)
command -v pdftotext >/dev/null || missing+=(poppler-utils)

if [[ ${1-} == --only-tell ]]; then
  skipped=()
  for package in "${missing[@]}"; do
    case $package in
      chromium) skipped+=("the browser tests (Chromium is not installed)") ;;
      poppler-utils) skipped+=("the tests of the PDF (Poppler is not installed)") ;;
    esac
  done
  cmp -s Scripts/test-requirements.txt "$stamp" ||
    skipped+=("the tests of the pages and of the PDF ($venv is missing or not up to date)")
  for tests in "${skipped[@]}"; do
    echo "test: skips $tests; Scripts/setup-tests.sh installs what they need"
  done
  exit 0
fi

if ((${#missing[@]})); then
  command -v apt-get >/dev/null ||
    stop "Programs '${missing[*]}': not found, expected on the path. Install Chromium and Poppler."
  install_packages "${missing[@]}"
fi

if ! cmp -s Scripts/test-requirements.txt "$stamp" || ! "$venv/bin/python" -c 'import playwright' 2>/dev/null; then
  echo "setup-tests: installing Playwright, axe-core and page-validation into $venv" >&2
  mkdir -p .build
  rm -rf "$venv"
  python3 -m venv "$venv" ||
    stop "Python environment '$venv': python3 could not make it. Install python3-venv."
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes -r Scripts/test-requirements.txt ||
    stop "Playwright: pip could not install it into $venv. Check the network and run this again."
  cp Scripts/test-requirements.txt "$stamp"
fi
