# make run, make test and make check do all their own set-up; a second start needs no network.
.PHONY: run test check bench format requirements screenshots translations clean

run:
	@scripts/setup run
	@exec .venv/bin/webchat run

# What measures no time and shares nothing runs first, two at a time; then all the rest, alone. TESTS=… runs only that.
SIDE_BY_SIDE = $(addprefix tests/,assistants chat comparing configuration context conventions conversations data erasing \
  exports guide housekeeping imports inspector laboratory languages live markup messages moving parameters \
  preferences search setup sharing steps store usage waiting web)

test:
	@scripts/setup dev
	@.venv/bin/python -m tests.localmodel_files
	@browser="$$(scripts/browser)" && export WEBCHAT_TEST_BROWSER="$$browser" && \
	  $(if $(TESTS),.venv/bin/python -m pytest $(TESTS),\
	    { .venv/bin/python -m pytest -n 2 $(SIDE_BY_SIDE); first=$$?; \
	      .venv/bin/python -m pytest $(addprefix --ignore=,$(SIDE_BY_SIDE)) && exit $$first; })

check:
	@scripts/setup dev
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy

# Writes benchmarks/RESULTS.md in about ten minutes; with BENCH_QUICK=1, and fewer repeats, in three.
bench:
	@scripts/setup dev
	@.venv/bin/python -m benchmarks.run

format:
	@scripts/setup dev
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

# Pin the newest versions that pyproject.toml allows; the files name no index. Needs uv.
requirements:
	uv pip compile --quiet --universal --generate-hashes --no-header --upgrade \
	  --extra local --group build pyproject.toml --output-file requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --upgrade \
	  --extra local --extra postgres --extra redis --extra tokenizers --group dev pyproject.toml --output-file requirements/dev.txt

screenshots:
	@scripts/setup dev
	@browser="$$(scripts/browser)" && WEBCHAT_TEST_BROWSER="$$browser" .venv/bin/python scripts/screenshots.py

# Brings the catalogues up to date with the words in the sources, and compiles them; LANGUAGE=fr begins a new one: see
# docs/languages.md.
translations:
	@scripts/setup dev
	@.venv/bin/python scripts/translations.py $(LANGUAGE)

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis dist build
