#!/usr/bin/env bash
# Installs what only the tests need, and what they skip without: Chromium to open the pages, Poppler
# to read the PDF, axe-core to check accessibility. Silent when nothing is missing. With --only-tell it
# installs nothing and says what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
subject=setup-tests
source Scripts/packages.sh

axe=.build/axe
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
  [[ -f $axe/axe.min.js ]] || skipped+=("the accessibility tests (axe-core is not installed)")
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

if ! cmp -s Scripts/axe-requirements.txt "$axe/requirements.txt"; then
  echo "setup-tests: installing axe-core into $axe" >&2
  rm -rf "$axe"
  mkdir -p "$axe"
  .build/typst-venv/bin/pip download --quiet --disable-pip-version-check --no-deps \
    --only-binary=:all: --require-hashes -r Scripts/axe-requirements.txt -d "$axe" ||
    stop "axe-core: pip could not download it. Run make setup, check the network, and run this again."
  .build/typst-venv/bin/python -c \
    'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract("axe_playwright_python/axe.min.js", sys.argv[2])' \
    "$axe"/*.whl "$axe"
  mv "$axe/axe_playwright_python/axe.min.js" "$axe/axe.min.js"
  rm -r "$axe/axe_playwright_python" "$axe"/*.whl
  cp Scripts/axe-requirements.txt "$axe/requirements.txt"
fi
