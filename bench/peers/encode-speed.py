"""Times (processor time) the Rust tokenizers library's encode_batch on the passages of a JSON file; one thread by RAYON_NUM_THREADS=1.

    <python> bench/peers/encode-speed.py <tokenizer.json> <passages.json>
"""

import hashlib
import json
import sys
import time

import numpy
import tokenizers

tokenizer = tokenizers.Tokenizer.from_file(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    passages = json.load(file)
start = time.process_time()
ids = [encoding.ids for encoding in tokenizer.encode_batch(passages, add_special_tokens=False)]
seconds = time.process_time() - start
digest = hashlib.sha256()
for passage in ids:
    digest.update(numpy.array(passage, dtype="<u4").tobytes())
print(json.dumps({"seconds": seconds, "sha256": digest.hexdigest()}))
