# refute. `make demo` and `make test` need only Go; the rest says what it needs.

GO ?= go
FLAGS ?=

.PHONY: help demo gpu-test gpu-bench gpu-kit golden schemas cuda cuda-check ptx no-fma test bits build vet heavy sweep heavy-bodies coefficients contracts contracts-check contracts-test tiles arm64-test bench bench-docs pytorch-vectors costs sim-costs maps

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 18

demo: build ## train, catch a cheater, settle the dispute: FLAGS="--cheat round --seed 7" and so on
	bin/refute demo $(FLAGS)

build: ## bin/refute
	$(GO) build -o bin/refute ./cmd/refute

cuda: ## bin/refute with the executor for NVIDIA cards (docs/gpu.md): Linux on amd64 or arm64, Go alone, but the binary needs glibc
	CGO_ENABLED=0 $(GO) build -tags cuda -o bin/refute ./cmd/refute

ptx: ## what a card is given for two small jobs (trainer/cuda/testdata), written anew: commit it with the change that made it differ
	$(GO) test ./trainer/cuda -run Golden -update

cuda-check: ## what of the binding to the driver needs no card: builds, and its tests with a library that stands in for the driver (a C compiler)
	CGO_ENABLED=0 GOARCH=arm64 $(GO) vet -tags cuda ./trainer/cuda/driver
	$(GO) vet -tags cuda ./trainer/cuda/... ./trainer/selftest ./solver/solvertest ./bench/gpu ./cmd/refute
	CGO_ENABLED=0 $(GO) test -tags cuda ./trainer/cuda/driver
	$(GO) build -tags cuda -o /dev/null ./cmd/refute

test: vet ## all ordinary tests (Go alone)
	$(GO) test ./...

gpu-test: ## the tests that need an NVIDIA card (docs/gpu-report.md gets their result)
	$(GO) run -tags cuda ./bench/gpu -only tests $(FLAGS)

gpu-bench: ## measure on an NVIDIA card beside PyTorch there, and write docs/gpu-report.md (FLAGS="-only steps", "-python DIR/python3")
	$(GO) run -tags cuda ./bench/gpu -only steps,products,hash,peers $(FLAGS)

KIT ?= bin/gpu-kit
gpu-kit: ## all that gpu-test and gpu-bench need on a machine with a card and without Go, in the folder KIT with a run.sh
	$(GO) run ./bench/gpu -kit $(KIT)

golden: ## the roots that doctor's self-test must find, by the reference (trainer/selftest/golden.json)
	$(GO) test ./trainer/selftest -run Golden -update

schemas: ## the JSON schemas of job files and scenarios
	$(GO) test -p 1 ./checkpoint/job/jobfile ./sim/scenario ./sim/report ./sim/model -run Schema -update # one after the other: they write one document

bits: ## the trainer's tests with each set of vector instructions that this machine has, on one and on two processors (minutes)
	@for isa in go neon avx2 avx512; do \
		REFUTE_ISA=$$isa $(GO) test -count=1 ./trainer/isa >/dev/null 2>&1 || { echo "$$isa: not on this machine"; continue; }; \
		for procs in 1 2; do \
			echo "$$isa on $$procs:"; \
			REFUTE_ISA=$$isa GOMAXPROCS=$$procs $(GO) test -count=1 ./trainer/... ./checkpoint || exit 1; \
		done; \
	done

vet:
	$(GO) vet ./...
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "run gofmt -w on:"; gofmt -l $$(git ls-files '*.go'); exit 1; }

heavy: ## the long suites: a million random kernels against the fast executor, and as many windows against the contract; all inputs of each body; Fashion-MNIST (about an hour)
	REFUTE_HEAVY=1 $(GO) test -timeout 3h ./...

sweep: ## every kernel of the three reference jobs is corrupted, and disputed on an embedded chain (Fashion-MNIST; an hour or more)
	REFUTE_HEAVY=1 $(GO) test -timeout 6h -v -run TestSweep ./dispute

heavy-bodies: ## every body over all 2^32 inputs, with its largest error (about 25 minutes)
	REFUTE_HEAVY=1 $(GO) test -timeout 3h -v -run TestAccuracy ./trainer/body

no-fma: ## in what a simulation computes no product is fused with a sum on machines where Go would do so (compiles for arm64)
	@for p in kernel ledger scenario model court experiment; do \
		if GOARCH=arm64 $(GO) build -gcflags=-S ./sim/$$p 2>&1 | grep -E 'FN?M(ADD|SUB)[DS]'; then echo "sim/$$p: write float64(x*y) + z"; exit 1; fi; \
	done

coefficients: ## fit the polynomials of the bodies anew
	$(GO) run ./trainer/body/minimax > coefficients.tmp && mv coefficients.tmp trainer/body/coefficients.go

contracts: ## compile the contracts, regenerate artifacts and bindings (npm)
	$(MAKE) -C contracts all

contracts-check: ## the committed artifacts and bindings are what the sources give (npm)
	$(MAKE) -C contracts check

contracts-test: ## forge's unit, fuzz and invariant tests (npm)
	$(MAKE) -C contracts test

tiles: ## write the assembly of the matrix products anew
	cd trainer/blas && $(GO) run ./tilegen

arm64-test: ## the tests of the trainer as on arm64, under qemu's user mode (Debian: qemu-user)
	@command -v qemu-aarch64 >/dev/null || { echo "no qemu-aarch64: install qemu-user"; exit 1; }
	# Two tests start their own program again, which the kernel cannot without qemu.
	GOARCH=arm64 $(GO) test -timeout 1h -skip SurvivesKill -exec qemu-aarch64 ./trainer/... ./checkpoint

bench: ## measure beside OpenBLAS, PyTorch, OpenSSL, SimPy and ns-3, which it installs on Debian: minutes, on a machine that does nothing else (FLAGS="-long", "-only gemm")
	$(GO) run ./bench $(FLAGS)

bench-docs: ## the tables of docs/performance.md from bench/results.json
	$(GO) run ./bench -only none -docs docs/performance.md >/dev/null

pytorch-vectors: ## the loss curves of the three jobs in PyTorch, again (Debian's python3-torch, dataset-fashion-mnist; minutes)
	/usr/bin/python3 bench/peers/vectors.py

costs: ## measure the gas of the referee's parts again (trainer/program/cost.go); changes the windows, and with them the roots, of new programs
	$(GO) run ./contracts/internal/costs

sim-costs: ## measure what the simulator reckons with: gas of all transactions, time of steps, audits and hashes (sim/costs/costs.json; minutes, Debian's dataset-fashion-mnist; GAS=1 for the gas alone)
	$(GO) run ./sim/costs/measure $(if $(GAS),-gas)

maps: build ## the maps of docs/economics.md, drawn by the simulator from the shipped scenarios (half a minute)
	@dir=$$(mktemp -d) && trap 'rm -rf '$$dir EXIT && \
	for s in default-terms window-and-clock; do bin/refute sim sweep $$s --out $$dir/$$s >/dev/null || exit 1; done && \
	cp $$dir/default-terms/plots/map.svg docs/figures/bond-and-sampling.svg && \
	cp $$dir/window-and-clock/plots/map.svg docs/figures/window-and-clock.svg && \
	cp $$dir/window-and-clock/plots/map-2.svg docs/figures/window-and-clock-slashes.svg
