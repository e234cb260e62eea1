"""Log-likelihood of texts by transformers on CPU in float32, with the window rule that Madang uses too.

The rule (that of lm-evaluation-harness, context 1): tokens T, window M. The first window is [prefix] + T[:M-1] and predicts
T[:M]; then disjoint blocks of M predicted tokens with input T[end-M-1 : end-1]; the last, shorter block keeps a full
window of left context. The prefix is the begin-of-text token, else the end-of-text token; no other special token is added.
Bits per byte = -sum of log-likelihoods / (bytes * ln 2), bytes of the NFC text in UTF-8.
"""

import hashlib
import math
from pathlib import Path

import torch

WINDOW = 1024


def windows(ids, prefix, size=WINDOW):
    """(inputs, targets, how many of the last targets count); inputs and targets are equally long."""
    shifted = [prefix] + ids
    first = min(size, len(ids))
    yield shifted[:first], ids[:first], first
    for start in range(size, len(ids), size):
        end = min(start + size, len(ids))
        yield shifted[end - size : end], ids[end - size : end], end - start


@torch.inference_mode()
def log_likelihoods(model, ids, prefix):
    """Nats, one sum for each window."""
    sums = []
    for inputs, targets, counted in windows(ids, prefix):
        assert len(inputs) == len(targets) <= WINDOW
        logits = model(input_ids=torch.tensor([inputs]), use_cache=False).logits[0, -counted:]
        each = logits.float().log_softmax(-1).gather(-1, torch.tensor(targets[-counted:])[:, None])
        sums.append(float(each.double().sum()))
    return sums


def prefix_of(model):
    """The begin-of-text token, else the end-of-text token."""
    begin, end = model.config.bos_token_id, model.config.eos_token_id
    return begin if begin is not None else end


def score(model, tokenizer, path):
    text = Path(path).read_bytes()
    ids = tokenizer.encode(text.decode(), add_special_tokens=False).ids
    sums = log_likelihoods(model, ids, prefix_of(model))
    return {
        "file": Path(path).name,
        "sha256": hashlib.sha256(text).hexdigest(),
        "bytes": len(text),
        "tokens": len(ids),
        "logLikelihood": sum(sums),
        "bitsPerByte": -sum(sums) / len(text) / math.log(2),
        "windows": sums,
        "ids": ids,
    }


def text_files(named=()):
    return [Path(name) for name in named] or sorted(Path(__file__).with_name("texts").glob("*.txt"))
