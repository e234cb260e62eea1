"""The main text of HTML files by trafilatura, for bench/main-text.ts.

    <python> bench/peers/trafilatura-main-text.py < list of paths, one a line

Prints {"version", "seconds", "texts": {path: text}}. `seconds` counts extraction alone; comments off, tables on, as in
trafilatura's own evaluation.
"""

import json
import sys
import time

import trafilatura

texts = {}
seconds = 0.0
for path in sys.stdin.read().split("\n"):
    if not path:
        continue
    page = open(path, "rb").read()
    started = time.process_time()
    texts[path] = trafilatura.extract(page, include_comments=False, include_tables=True) or ""
    seconds += time.process_time() - started
print(json.dumps({"version": trafilatura.__version__, "seconds": seconds, "texts": texts}))
