# make help lists the targets. Variables: PROFILE, DATASET, DATA_PATH, IMAGENET_WEIGHTS, CHAPTER, NAME,
# REASON, THREADS, FULL, ROUNDS, PYTORCH, COUNT, PREVIEW_PORT, PREVIEW_HOST, ON, SITE.
SHELL := bash
PROFILE ?= quick
BUILD := .build/release
# One release build serves the command and the tests: the tests compute, and an unoptimized build
# would make them many times slower and cost a second compilation of every module.
SWIFT_BUILD := swift build -c release
OPTIONS := --profile $(PROFILE) $(if $(DATASET),--dataset $(DATASET)) \
  $(if $(DATA_PATH),--data-path $(DATA_PATH)) \
  $(if $(IMAGENET_WEIGHTS),--imagenet-weights $(IMAGENET_WEIGHTS)) $(if $(THREADS),--threads $(THREADS))

CLUSTER := $(if $(ON),--on $(ON)) $(if $(SITE),--site $(SITE))

.PHONY: help setup build report status preview chapter compare accept plan test fuzz bench data lint format clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | \
	  awk -F'\t' '{ printf "  make %-9s %s\n", $$1, $$2 }'

setup: ## installs what is missing; silent when nothing is
	@Scripts/setup.sh

build: setup
	@$(SWIFT_BUILD) --product nonsmooth

report: build ## PROFILE=smoke|quick|standard|paper: everything, into Output/<profile>/; ON=slurm, SITE=file
	@$(BUILD)/nonsmooth report $(CLUSTER) $(OPTIONS)

status: build ## how far runs are that ON=slurm has submitted
	@$(BUILD)/nonsmooth status $(OPTIONS)

preview: build ## the report in a browser, made again as its sources change; PREVIEW_PORT=8024
	@$(BUILD)/nonsmooth preview $(if $(PREVIEW_PORT),--port $(PREVIEW_PORT)) \
	  $(if $(PREVIEW_HOST),--host $(PREVIEW_HOST)) $(OPTIONS)

chapter: build ## CHAPTER=lasso: one chapter of the report
	@$(BUILD)/nonsmooth chapter "$(CHAPTER)" $(CLUSTER) $(OPTIONS)

compare: build ## the outputs against the checked-in baselines
	@$(BUILD)/nonsmooth compare $(OPTIONS)

accept: build ## NAME="figure-2 table-1" or all, REASON="...": outputs become the baselines
	@$(BUILD)/nonsmooth accept $(NAME) --reason "$(REASON)" $(OPTIONS)

plan: build ## what a report would run, and how long it should take
	@$(BUILD)/nonsmooth plan $(OPTIONS)

test: setup ## builds and runs all tests
	@$(SWIFT_BUILD) --build-tests
	@Scripts/setup-tests.sh --only-tell
	@swift test -c release --skip-build

# A crash or a hang leaves the number of the input in $$TMPDIR/nonsmooth-fuzz-<reader>.
fuzz: setup ## a million damaged files for each reader, see Docs/Fuzzing.md
	@$(SWIFT_BUILD) --build-tests
	@NONSMOOTH_FUZZ=$(or $(COUNT),1000000) swift test -c release --skip-build --no-parallel --filter FuzzTests

bench: build ## FULL=1 ROUNDS=3 PYTORCH=python: speed, memory and bits of the engine, beside PyTorch's
	@$(BUILD)/nonsmooth bench $(if $(THREADS),--threads $(THREADS)) $(if $(FULL),--full) \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(PYTORCH),--pytorch "$(PYTORCH)")

data: build ## DATASET=cifar10|fashion-mnist: fetches a data set and checks it
	@$(BUILD)/nonsmooth data fetch "$(DATASET)"

lint: ## checks the format of all Swift files
	@swift format lint --strict --recursive --parallel Package.swift Sources Chapters Tests

format: ## formats all Swift files
	@swift format format --in-place --recursive --parallel Package.swift Sources Chapters Tests

clean: ## removes what was built and generated, but keeps data sets and run records
	@rm -rf .build
	@find Output -mindepth 1 -maxdepth 1 ! -name README.md ! -name store -exec rm -rf {} +
