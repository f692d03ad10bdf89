#!/usr/bin/env bash
# Takes the report's pictures as they are now as the accepted ones, into Tests/Pages/Accepted. Pictures that agree
# with the accepted ones stay. Look at what git then names as changed before it is committed; see Docs/Pages.md.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
subject=accept-pages
source Scripts/packages.sh

python=.build/test-venv/bin/python
[[ -x $python ]] || stop "Python environment '.build/test-venv': not found. Run Scripts/setup-tests.sh."
make report PROFILE=smoke
PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest --quiet Tests/Pages/test_pictures.py \
  -k 'looks_as_accepted or belongs' --report Output/smoke --accept
git status --short Tests/Pages/Accepted
