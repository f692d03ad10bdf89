#!/usr/bin/env bash
# What takes too long for every day: stress.sh [PART...], all parts unless some are named.
#
#   tests    all tests, with real time limits, kills and sweeps
#   fuzz     COUNT damaged files for each reader, a million unless told; a crash or a hang leaves the number of the
#            input in the temporary folder, see Docs/Fuzzing.md
#   threads  the engine and the scheduling under ThreadSanitizer
#   memory   the readers and the odd shapes of the engine under AddressSanitizer
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
subject=stress
source Scripts/packages.sh

# sanitized SANITIZER FILTER: the tests of that name, in a build of their own.
sanitized() {
  local flags=(--sanitize="$1" --scratch-path ".build-$1")
  Scripts/build.sh "${flags[@]}" --build-tests
  # What XCTest, Foundation and libcurl keep until the process ends is no fault of ours.
  export ASAN_OPTIONS=detect_leaks=0
  swift test --skip-build "${flags[@]}" --filter "$2"
}

(($#)) || set -- tests fuzz threads memory
for part in "$@"; do
  case $part in
    tests | fuzz | threads | memory) ;;
    *) misused "Part '$part': unknown, expected one of: tests fuzz threads memory. Give one of these." ;;
  esac
done
for part in "$@"; do
  echo "stress: $part" >&2
  case $part in
    tests)
      Scripts/build.sh -c release --build-tests
      NONSMOOTH_STRESS=1 swift test -c release --skip-build
      ;;
    fuzz)
      Scripts/build.sh -c release --build-tests
      NONSMOOTH_FUZZ=${COUNT:-1000000} swift test -c release --skip-build --no-parallel --filter FuzzTests
      ;;
    threads) sanitized thread '^(Kernels|Neural|Experiments)Tests\.' ;;
    memory) sanitized address '^(Kernels|Neural|Datasets|Support)Tests\.|FuzzTests|StoreArchive' ;;
  esac
done
