# Cancel Window. `make run` shows it, `make test` runs all that CI runs; both set up what they need.

# Programs of the environment come first, so that nothing else has to be installed.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests and the demo start many programs: what one has compiled, the next one need not.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?=
# Bytecode is made for what is used, when it is used: compiling all of it takes longer than installing.
PIP_INSTALL := .venv/bin/python -m pip install -qq --no-compile
RUFF_PATHS := scraper server tests benchmarks scripts

# An environment does not survive being moved, since its scripts name their folder.
PLACE := $(shell cat .venv/place 2>/dev/null)
ifneq ($(PLACE),$(CURDIR))
.venv/ready-run: FORCE
endif

.DEFAULT_GOAL := help
.PHONY: help run test lint package bench bench-history demo-history walk-history kill-history fuzz
.PHONY: firefox openapi api kills catalogue lock setup dev browser clean FORCE

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: browser  ## Set up, and show the badge on the sample account in a real browser
	@.venv/bin/cancelwindow demo

test: dev browser lint  ## Set up, and run everything that CI runs
	@npm run --silent test
	@.venv/bin/python -m pytest -n 3 --dist loadscope --max-worker-restart=0

lint: dev  ## Check style, types and the extension's package
	@echo "lint: ruff check"        && ruff check --quiet $(RUFF_PATHS)
	@echo "lint: ruff format"       && ruff format --check --quiet $(RUFF_PATHS)
	@echo "lint: mypy"              && mypy --no-error-summary
	@echo "lint: tsc (extension)"   && npm run --silent types
	@echo "lint: web-ext lint"      && npm run --silent lint:ext

package: setup  ## Put the extension into a zip for Chrome and one for Firefox, into dist/
	@.venv/bin/python scripts/package.py

bench: dev  ## Measure reading against bare parses of the same pages, and ruling by itself
	@.venv/bin/python benchmarks/reading.py
	@.venv/bin/python benchmarks/engines.py
	@.venv/bin/python benchmarks/ruling.py
	@.venv/bin/python benchmarks/dashboard.py
	@.venv/bin/python benchmarks/sellers.py
	@.venv/bin/python benchmarks/companion.py
	@.venv/bin/python benchmarks/extension.py

firefox: dev  ## Try the extension in a real Firefox
	@.venv/bin/python -m pytest -n 0 tests/firefox

openapi: setup  ## Write docs/openapi.json anew from the models of the API
	@.venv/bin/python -m cancelwindow.openapi docs/openapi.json

api: dev  ## Ask a companion many invented requests and hold each reply to docs/openapi.json
	@API_EXAMPLES=400 .venv/bin/python -m pytest tests/api/test_described_api.py

KILLS ?= 200
kills: dev  ## Kill a companion KILLS times while it writes, and see that nothing acknowledged is lost
	@.venv/bin/python -m tests.crash.run --kills $(KILLS)

bench-history: dev browser  ## Time a walk through the history against bare page loads, and its memory
	@.venv/bin/python benchmarks/history.py

demo-history: browser  ## Walk through 1,000 invented orders in four languages, on a replay of the site
	@.venv/bin/python -m cancelwindow.replay.history_demo

walk-history: dev browser  ## Walk through 1,000 orders in a browser with everything going wrong
	@.venv/bin/python -m tests.history.long_walk

kill-history: N = 100
kill-history: dev browser  ## Kill a walk at N random moments, and see whether the next one completes it
	@.venv/bin/python -m tests.history.kills --times $(N)

N ?= 2000
fuzz: dev  ## Damage N pages and answers, and hold what is read to what they still say
	@.venv/bin/python -m tests.fuzz.run --samples $(N)

catalogue: setup  ## Renew the translations from the English; L="de ar" lists what is left there
	@.venv/bin/python -m cancelwindow.catalogue $(L)

MODULES ?=
mutants: dev  ## Change the code that decides in every place, and see whether a test notices
	@.venv/bin/python -m tests.mutation.run --modules $(MODULES)

# Both locks hold every platform and every supported Python, with hashes and without an index.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml

lock: dev  ## Renew requirements.lock and requirements-dev.lock from pyproject.toml
	@$(LOCK) --group build --output-file requirements.lock
	@$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

setup: .venv/ready-project  ## Make the environment that `make run` needs

dev: .venv/ready-project .venv/ready-dev node_modules/ready  ## Make the environment for development

browser: setup
	@.venv/bin/cancelwindow browser --install

clean:  ## Remove everything that the targets above made
	rm -rf .venv node_modules demo-output test-results dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find scraper server tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready-run: requirements.lock scripts/venv.sh scripts/driver.sh
	@scripts/venv.sh "$(PYTHON)"
	@echo "setup: packages from requirements.lock"
	@$(PIP_INSTALL) --require-hashes --requirement requirements.lock
	@scripts/driver.sh
	@printf '%s' "$(CURDIR)" > .venv/place
	@touch $@

# The lock holds the build backend too, so that this step takes nothing from the index.
.venv/ready-project: pyproject.toml .venv/ready-run
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: requirements-dev.lock scripts/postgresql.sh scripts/firefox.sh .venv/ready-run
	@echo "setup: development packages from requirements-dev.lock"
	@$(PIP_INSTALL) --require-hashes --requirement requirements-dev.lock
	@scripts/node.sh
	@scripts/postgresql.sh
	@scripts/firefox.sh
	@touch $@

node_modules/ready: package.json package-lock.json .venv/ready-dev
	@echo "setup: extension tools from package-lock.json"
	@npm ci --silent --no-audit --no-fund
	@touch $@
