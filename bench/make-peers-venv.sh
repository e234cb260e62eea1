#!/bin/sh
# Makes the Python environment of the speed peers (bench/peers) and of the recordings (test/recordings): exact versions,
# installed by pip from PyPI into ${XDG_CACHE_HOME:-~/.cache}/madang-peers/venv and reused when they are there already.
# Prints the path of its python. About 6 GB on disk on Linux x64: PyPI's torch brings its CUDA libraries, which stay unused.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
requirements="$here/peers/requirements.txt"
venv="${XDG_CACHE_HOME:-$HOME/.cache}/madang-peers/venv"
python="$venv/bin/python"

holds_the_exact_versions() {
  "$python" - "$requirements" <<'PYTHON' 2>/dev/null
import importlib.metadata as metadata
import sys

lines = [line.strip() for line in open(sys.argv[1]) if line.strip() and not line.startswith("#")]
for name, version in (line.split("==") for line in lines):
    found = metadata.version(name)
    assert found == version, f"{name}: found {found}, expected {version}"
PYTHON
}

if ! holds_the_exact_versions; then
  if ! command -v python3 >/dev/null; then
    echo "found no python3; expected Python 3.11 or newer with venv; install it and run $0 again" >&2
    exit 1
  fi
  mkdir -p "$(dirname "$venv")"
  [ -x "$python" ] || python3 -m venv "$venv"
  "$python" -m pip install --disable-pip-version-check --quiet --requirement "$requirements" >&2
  holds_the_exact_versions || { echo "$venv does not hold the versions of $requirements; remove it and run $0 again" >&2; exit 1; }
fi
command -v g++ >/dev/null || echo "warning: no g++ found; torch.compile, and so the compiled modes, need one" >&2
echo "$python"
