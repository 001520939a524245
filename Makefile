# Two commands do everything on a fresh machine: `make preflight` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help preflight test bench soak twin clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

# npm ci writes this file last; it is older than the lockfile exactly when packages are missing.
node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

preflight: node_modules/.package-lock.json ## plan dev and prod offline, check, prove, price: evidence/<stack>/
	@npm run -s preflight

test: node_modules/.package-lock.json ## install what tests need and run everything
	@test/install
	@node --import=tsx test/run.ts

bench: node_modules/.package-lock.json ## the benchmarks, each against something run beside it
	@test/install
	@node --import=tsx bench/run.ts

soak: node_modules/.package-lock.json ## ten minutes of load on the label verifier, its S3 server killed meanwhile
	@test/install
	@SOAK_SECONDS=600 npx --no-install mocha --config services/verifier/test/soak/.mocharc.json

twin: node_modules/.package-lock.json ## prod on this machine: boots it, attacks it, compares it with the proof: evidence/prod/twin.html (ABLATE=1: each layer off too)
	@test/install
	@npm run -s twin -- all --stack prod $(if $(ABLATE),--ablate)

clean: ## remove what was generated
	rm -rf evidence bin node_modules
