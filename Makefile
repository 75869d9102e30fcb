# Set-up and daily commands; `make help` lists them.
PYTHON ?= python3
SERVE ?= 1
PORT ?= 8000

PY := .venv/bin/python
# What WeasyPrint opens when it draws a PDF, and the Debian packages that bring it.
LIBRARIES := libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libfontconfig.so.1 \
	libharfbuzz.so.0 libharfbuzz-subset.so.0
LIBRARY_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
APT_INSTALL := apt-get install -y --no-install-recommends
IS_ROOT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
export PYTHONUTF8 := 1
export DEBIAN_FRONTEND := noninteractive
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help demo run test hard bench lint lock clean system-libraries test-tools python3

help:  ## รายการคำสั่ง / this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.installed system-libraries  ## ลองใช้กับหมู่บ้านสมมุติ แล้วเปิดเว็บ / a fictional village, then serve (SERVE=0: don't; PORT=...)
	@$(PY) manage.py demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

run: .venv/.installed system-libraries  ## เปิดเว็บที่ 127.0.0.1:8000 / serve (PORT=...)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py serve --port $(PORT)

test: .venv/.installed system-libraries test-tools  ## ทดสอบทั้งหมด / the whole suite
	@$(PY) -m pytest

# One after another and each by itself: they want both cores, and one of them kills PostgreSQL.
hard: .venv/.installed system-libraries test-tools  ## ทดสอบหนัก (นาน) / long: 20,000 steps of life, 60 s of eight at work, 200 kills
	@LIFE_STEPS=20000 $(PY) -m pytest -n 0 tests/life/test_life.py
	@LIFE_SECONDS=60 $(PY) -m pytest -n 0 tests/life/test_at_once.py
	@LIFE_KILLS=200 $(PY) -m pytest -n 0 tests/life/test_killed.py
	@HISTORY_ACTS=10000 $(PY) -m pytest -n 0 tests/test_history_rebuilds.py

# BENCH_VILLAGES=7500 for a larger country; the table goes into README.md.
BENCHMARKS := $(addprefix benchmarks/,country_made.py pages.py exports.py import_rows.py merging.py \
	district_form.py province_pack.py grid.py holders.py)
bench: .venv/.installed system-libraries test-tools  ## วัดความเร็ว / timings, as ratios to a floor of the same run
	@rm -f var/bench/results.jsonl
	@$(PY) -m pytest -n 0 -s $(BENCHMARKS)
	@$(PY) -m benchmarks.table

lint: .venv/.installed system-libraries  ## ตรวจรูปแบบโปรแกรม / ruff, mypy, Django's checks
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py check --fail-level WARNING

lock: .venv/.installed  ## ล็อกรุ่นของส่วนประกอบใหม่ / new requirements.lock from pyproject.toml
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check uv
	@.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--all-extras --no-emit-find-links --no-emit-index-url \
		--custom-compile-command "make lock" pyproject.toml -o requirements.lock

clean:  ## ลบส่วนประกอบที่ติดตั้ง (ไม่ลบข้อมูล) / remove .venv and caches, keep the data in var/
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -path ./var -prune -o -type d -name __pycache__ -exec rm -rf {} +

# The stamp is written last: an interrupted installation is done again from the start.
.venv/.installed: requirements.lock | python3
	@echo "กำลังติดตั้งส่วนประกอบ โปรดรอสักครู่ / installing, please wait"
	@rm -rf .venv  # not venv's --clear: where .venv is a link, that empties what others use
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check --no-input --only-binary :all: \
		--require-hashes -r requirements.lock
	@touch $@

python3:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "ต้องใช้ Python 3.11 ขึ้นไป เช่น make PYTHON=python3.12 / Python 3.11 or newer is needed" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(IS_ROOT) && \
		apt-get update -q && $(APT_INSTALL) python3-venv; } || { \
		echo "ยังไม่มี python3-venv ให้สั่งบรรทัดนี้ก่อน / first run:" >&2; \
		echo "  sudo apt-get install -y python3-venv" >&2; exit 1; }

system-libraries: | python3
	@try() { $(PYTHON) -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' \
		$(LIBRARIES) 2>/dev/null; }; \
	try || { { $(IS_ROOT) && apt-get update -q && $(APT_INSTALL) $(LIBRARY_PACKAGES) && try; } || { \
		echo "ยังไม่มีส่วนที่ใช้ทำเอกสาร PDF ให้สั่งบรรทัดนี้ก่อน / first run:" >&2; \
		echo "  sudo $(APT_INSTALL) $(LIBRARY_PACKAGES)" >&2; exit 1; }; }

# Without these the tests that need them are left out, and the summary says so.
test-tools:
	@missing=; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
		command -v google-chrome >/dev/null || missing="chromium"; \
	command -v pdftotext >/dev/null || missing="$$missing poppler-utils"; \
	[ -z "$$missing" ] || { $(IS_ROOT) && apt-get update -q && $(APT_INSTALL) $$missing; } || \
		echo "ทดสอบได้ไม่ครบ หากต้องการครบให้สั่ง / some tests are left out; for all of them: sudo $(APT_INSTALL) $$missing" >&2
