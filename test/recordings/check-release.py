"""Loads a release in transformers (float32) and shows that its parts say the same thing. Used by hand after a release.

    <python> test/recordings/check-release.py <release> --base <Hugging Face folder of the base> [texts …]
        [--madang score.json …]

Compares, text by text, the log-likelihood (nats, window rule of scoring.py) of `hugging-face/` (merged) with that of the base
plus `adapter/` (loaded by peft); also that both folders cut the text alike. `--madang` takes the saved last line of
`madang score <release>/hugging-face <one text> --json`, one file a text in the same order, and compares that too.
The base folder is made by gguf-to-hugging-face.py. Prints the largest relative difference; exit code 1 above 1e-4.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
import transformers
from peft import PeftModel
from tokenizers import Tokenizer

from scoring import score, text_files

TOLERANCE = 1e-4


def open_model(folder):
    return transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def scores(model, tokenizer_folder, paths):
    tokenizer = Tokenizer.from_file(f"{tokenizer_folder}/tokenizer.json")
    return [score(model, tokenizer, path) for path in paths]


def compare(name, merged, other):
    """Prints each text and gives the largest relative difference of the log-likelihoods."""
    relative = [abs(a["logLikelihood"] - b["logLikelihood"]) / abs(a["logLikelihood"]) for a, b in zip(merged, other)]
    for text, second, difference in zip(merged, other, relative):
        line = f"{text['logLikelihood']:14.4f} {second['logLikelihood']:14.4f} {difference:10.1e}  {text['file']}"
        print(f"{name:>14} {line}")
    return max(relative)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("texts", nargs="*")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--madang", nargs="*", type=Path, default=[])
    options = parser.parse_intermixed_args()
    paths = text_files(options.texts)
    merged_folder, adapter_folder = options.release / "hugging-face", options.release / "adapter"
    if options.madang and len(options.madang) != len(paths):
        sys.exit(f"found {len(options.madang)} files after --madang, expected {len(paths)}, one for each text")

    merged_model = open_model(merged_folder)
    print(f"{sum(parameter.numel() for parameter in merged_model.parameters()):,} parameters in {merged_folder}")
    merged = scores(merged_model, merged_folder, paths)
    del merged_model
    adapted_model = PeftModel.from_pretrained(open_model(options.base), adapter_folder).eval()
    adapted = scores(adapted_model, options.base, paths)

    print(f"{'other':>14} {'merged, nats':>14} {'other, nats':>14} {'relative':>10}  text")
    worst = [compare("base + adapter", merged, adapted)]
    if options.madang:
        ours = [json.loads(path.read_text().strip().splitlines()[-1]) for path in options.madang]
        worst.append(compare("madang", merged, ours))
    same_ids = all(a["ids"] == b["ids"] for a, b in zip(merged, adapted))
    print(f"token ids equal: {'yes' if same_ids else 'NO'}")
    print(f"largest relative difference: {max(worst):.1e} (at most {TOLERANCE:.0e} allowed)")
    sys.exit(0 if same_ids and max(worst) <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
