"""Loads the exports of short grafts in transformers (float32) and compares their log-probabilities with ours.

    node bench/architectures.ts --exports <folder>             # makes the exports, then runs this with --python
    <python> test/recordings/check-architectures.py <folder>   # by hand

Each folder below `<folder>` holds `hugging-face/` and `scores.json` ({name, inputs, targets, logProbabilities}). Prints the
largest difference of each as JSON; exit code 1 above 1e-4.
"""

import json
import logging
import sys
import warnings
from pathlib import Path

import torch
import transformers

TOLERANCE = 1e-4

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)


def difference(folder):
    scores = json.loads((folder / "scores.json").read_text())
    model, loading = transformers.AutoModelForCausalLM.from_pretrained(
        folder / "hugging-face", dtype=torch.float32, output_loading_info=True
    )
    strange = {key: sorted(value) for key, value in loading.items() if value}
    if strange:
        sys.exit(f"{scores['name']}: {strange}")
    with torch.no_grad():
        logs = model.eval()(input_ids=torch.tensor([scores["inputs"]]), use_cache=False).logits[0].log_softmax(-1)
    found = logs.gather(-1, torch.tensor(scores["targets"])[:, None])[:, 0]
    return scores["name"], float((found - torch.tensor(scores["logProbabilities"])).abs().max())


def main():
    folders = sorted(path.parent for path in Path(sys.argv[1]).glob("*/scores.json"))
    differences = dict(difference(folder) for folder in folders)
    print(json.dumps({"transformers": transformers.__version__, "differences": differences}))
    sys.exit(0 if differences and max(differences.values()) <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
