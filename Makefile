# make help lists the targets and their variables.
SHELL := bash
PROFILE ?= quick
BUILD := .build/release
# Each variable goes to the program through the environment, just as it was written: neither make nor the shell
# reads what stands in it.
VARIABLES := PROFILE DATASET DATA_PATH KNOWN_DATA IMAGENET_WEIGHTS THREADS ON SITE CHAPTER NAME REASON COUNT FULL ROUNDS \
  PYTORCH PREVIEW_PORT PREVIEW_HOST PART CLAIMS BUDGET
$(foreach name,$(VARIABLES),$(eval override $(name) := $$(value $(name))))
override GOALS := $(MAKECMDGOALS)
export $(VARIABLES) GOALS
# option OPTION,VARIABLE: the option, unless the variable is empty.
option = $${$2:+--$1="$$$2"}
OPTIONS := $(call option,profile,PROFILE) $(call option,dataset,DATASET) $(call option,data-path,DATA_PATH) \
  $${KNOWN_DATA:+--known-data} \
  $(call option,imagenet-weights,IMAGENET_WEIGHTS) $(call option,threads,THREADS)
CLUSTER := $(call option,on,ON) $(call option,site,SITE)

.NOTPARALLEL:
.PHONY: help arguments setup build build-tests report status preview chapter compare accept multiverse plan test stress fuzz \
  bench data lint format clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | \
	  awk -F'\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

# What is missing or misspelled is said before a build of minutes.
arguments:
	@Scripts/arguments.sh

setup: arguments ## installs what is missing; silent when nothing is
	@Scripts/setup.sh

build: setup
	@Scripts/build.sh -c release --product nonsmooth

# One release build serves the command and the tests: the tests compute, and an unoptimized build
# would make them many times slower and cost a second compilation of every module.
build-tests: setup
	@Scripts/build.sh -c release --build-tests

report: build ## PROFILE=smoke|quick|standard|paper: everything, into Output/<profile>/; ON=slurm, SITE=file
	@$(BUILD)/nonsmooth report $(CLUSTER) $(OPTIONS)

status: build ## how far runs are that ON=slurm has submitted
	@$(BUILD)/nonsmooth status $(OPTIONS)

preview: build ## the report in a browser, made again as its sources change; PREVIEW_PORT=8024
	@$(BUILD)/nonsmooth preview $(call option,port,PREVIEW_PORT) $(call option,host,PREVIEW_HOST) $(OPTIONS)

chapter: build ## CHAPTER=lasso: one chapter of the report
	@$(BUILD)/nonsmooth chapter $(CLUSTER) $(OPTIONS) -- "$$CHAPTER"

compare: build ## the outputs against the checked-in baselines
	@$(BUILD)/nonsmooth compare $(OPTIONS)

accept: build ## NAME="figure-2 table-1" or all, REASON="...": outputs become the baselines
	@read -ra words -d '' <<<"$$NAME"; \
	  $(BUILD)/nonsmooth accept $(call option,reason,REASON) $(OPTIONS) -- "$${words[@]}"

multiverse: build ## CLAIMS="3.3 3.6", BUDGET=30m: the claims' open decisions against each other; ON=slurm
	@read -ra words -d '' <<<"$$CLAIMS"; \
	  $(BUILD)/nonsmooth multiverse $(call option,budget,BUDGET) $(CLUSTER) $(OPTIONS) -- "$${words[@]}"

plan: build ## what a report would run, and how long it should take
	@$(BUILD)/nonsmooth plan $(OPTIONS)

test: build-tests ## builds and runs all tests
	@Scripts/setup-tests.sh --only-tell
	@swift test -c release --skip-build

stress: setup ## what takes long: limits, kills, a million damaged files, sanitizers; PART="tests fuzz threads memory"
	@read -ra words -d '' <<<"$$PART"; Scripts/stress.sh "$${words[@]}"

fuzz: setup ## COUNT=1000000 damaged files for each reader, see Docs/Fuzzing.md
	@Scripts/stress.sh fuzz

bench: build ## FULL=1 ROUNDS=3 PYTORCH=python: speed, memory and bits of the engine, beside PyTorch's
	@$(BUILD)/nonsmooth bench $(call option,threads,THREADS) $${FULL:+--full} $(call option,rounds,ROUNDS) \
	  $(call option,pytorch,PYTORCH)

data: build ## DATASET=cifar10|fashion-mnist: fetches a data set and checks it
	@$(BUILD)/nonsmooth data fetch -- "$$DATASET"

lint: ## checks the format of all Swift files, and the prose for typed numbers
	@swift format lint --strict --recursive --parallel Package.swift Sources Chapters Tests
	@python3 Scripts/lint_prose.py

format: ## formats all Swift files
	@swift format format --in-place --recursive --parallel Package.swift Sources Chapters Tests

clean: ## removes what was built and generated, but keeps data sets and run records
	@rm -rf .build .build-thread .build-address
	@rm -rf Output/cluster Output/bench.json
	@for f in Output/*/outputs.json; do [ ! -f "$$f" ] || rm -rf "$$(dirname "$$f")"; done
