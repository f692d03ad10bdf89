#!/usr/bin/env bash
# Installs what only the tests need, and what they skip without: Chromium to open the pages, Poppler
# to read the PDF, in .build/test-venv Playwright, axe-core and page-validation; Slurm with its accounting,
# which Tests/Slurm/slurm.sh starts, and in .build/snakemake-venv Snakemake. Silent when nothing is
# missing. With --only-tell it installs nothing and says what is missing.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
subject=setup-tests
source Scripts/packages.sh
# Daemons are there, which is not on every user's path.
PATH=$PATH:/usr/sbin

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
  command -v google-chrome >/dev/null || missing+=(chromium)
command -v pdftotext >/dev/null || missing+=(poppler-utils)

missing_slurm=()
while read -r program package; do
  command -v "$program" >/dev/null || missing_slurm+=("$package")
done <<'END'
sbatch slurm-client
slurmctld slurmctld
slurmd slurmd
slurmdbd slurmdbd
mariadbd mariadb-server-core
munged munge
END

if [[ ${1-} == --only-tell ]]; then
  skipped=()
  for package in "${missing[@]}"; do
    case $package in
      chromium) skipped+=("the browser tests (Chromium is not installed)") ;;
      poppler-utils) skipped+=("the tests of the PDF (Poppler is not installed)") ;;
    esac
  done
  is_current .build/test-venv Scripts/test-requirements.txt ||
    skipped+=("the tests of the pages and of the PDF (.build/test-venv is missing or not up to date)")
  ((${#missing_slurm[@]} == 0)) || skipped+=("the tests with Slurm (not installed: ${missing_slurm[*]})")
  is_current .build/snakemake-venv Scripts/snakemake-requirements.txt ||
    skipped+=("the tests with Snakemake (.build/snakemake-venv is missing or not up to date)")
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

# Without recommended packages MariaDB comes without its service; Slurm's services do not start without a
# configuration in /etc/slurm. Elsewhere than on Debian the tests with Slurm are skipped.
if ((${#missing_slurm[@]})) && command -v apt-get >/dev/null; then
  install_packages --no-install-recommends "${missing_slurm[@]}"
fi

install_venv .build/test-venv Scripts/test-requirements.txt playwright "Playwright, axe-core and page-validation"
install_venv .build/snakemake-venv Scripts/snakemake-requirements.txt snakemake Snakemake
