#!/usr/bin/env bash
# What make was told, before anything is installed or built: the variables that GOALS cannot do without are there,
# and those with few values have one of these.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
subject=make
source Scripts/packages.sh

# need VARIABLE WHAT EXAMPLE
need() {
  [[ ${!1-} == *[![:space:]]* ]] ||
    misused "Variable '$1': not given, expected $2. Run: make $goal $3"
}

# one_of VARIABLE VALUE...: of these, or not given.
one_of() {
  local variable=$1 value
  shift
  for value in '' "$@"; do
    [[ ${!variable-} != "$value" ]] || return 0
  done
  misused "Variable '$variable': '${!variable}', expected one of: $*. Give one of these."
}

for goal in ${GOALS-}; do
  case $goal in
    chapter) need CHAPTER "the name of a chapter" "CHAPTER=lasso" ;;
    data) need DATASET "the name of a data set" "DATASET=cifar10" ;;
    accept)
      need NAME "names of outputs, or all" 'NAME=figure-2 REASON="why"'
      need REASON "why the baselines change" 'NAME=figure-2 REASON="why"'
      ;;
  esac
done
if [[ -n ${BUDGET-} && ! ($BUDGET =~ ^([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,7}s)?$) ]]; then
  misused "Variable 'BUDGET': '$BUDGET', expected a time such as 90s, 30m or 2h. Give one."
fi
one_of PROFILE smoke quick standard paper
one_of DATASET cifar10 fashion-mnist embedded
one_of KNOWN_DATA yes
one_of ON here slurm
