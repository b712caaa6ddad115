# Chuhai: `make run` and `make test` need git, make and Python 3.11 to 3.13, nothing else.
# Each target makes the environment it needs in .venv, from requirements.lock.

BIN := .venv/bin
environment = @python3 tools/environment.py
.DEFAULT_GOAL := help
.PHONY: help environment run test lab site multiverse bench scale check refresh release dictionary lock clean

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

environment: ## make .venv with what a run needs
	$(environment) run site

run: ## run every plan (as published, today, multiverse) and build the pages
	$(environment) run site
	@$(BIN)/chuhai run

multiverse: ## run the robustness plan alone
	$(environment) run
	@$(BIN)/chuhai run multiverse

site: ## build the pages from the runs at hand; AS_OF=DAY: as they would have read on that day
	$(environment) run site
	@$(BIN)/chuhai site $(if $(AS_OF),--as-of $(AS_OF))

test: ## the whole test suite, fast tests first
	$(environment) run site lab test cluster refresh
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: ## the dataset, the style and the structure
	$(environment) run site test
	@$(BIN)/chuhai check
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

lab: ## JupyterLab with the project's kernel and a parameter form (NOTEBOOK=name)
	$(environment) run lab
	@$(BIN)/chuhai lab $(NOTEBOOK)

bench: ## speed against other tools, as ratios measured in one run
	$(environment) run test cluster
	@$(BIN)/python -m pip install --quiet --no-deps --upgrade --target benchmarks/.others -r benchmarks/others.txt || echo "ploomber-engine is left out"
	@$(BIN)/python -m benchmarks

scale: ## time and memory of the notebook over a synthetic table of five million models
	$(environment) run site
	@PYTHONPATH=src $(BIN)/python -m benchmarks.scale

refresh: ## bring the tables up to date from upstream (needs the network)
	$(environment) run refresh
	@$(BIN)/chuhai refresh

release: ## a dated archive of data, runs and pages, the same bytes from the same inputs
	$(environment) run site
	@$(BIN)/chuhai release

dictionary: ## write data/README.md anew from data/datapackage.json
	$(environment) run
	@$(BIN)/chuhai dictionary

lock: ## resolve pyproject.toml into requirements.lock and environment.yml; UPGRADE=1: the newest of all
	$(environment) run
	@$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove what runs and builds have left
	rm -rf build
