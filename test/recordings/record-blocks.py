"""Records what the Python package gguf (and torch, for the 8-bit floats) makes of stored blocks, as float32 bits.

Random blocks are random bytes: every scale occurs, infinities, NaN and subnormals included. Real blocks are a stretch of
a real tensor, quantised by llama.cpp itself (bench/make-ggml.sh prints the program's path).

    python record-blocks.py <SmolLM2-135M-Instruct.Q4_1.gguf> <ggml-peer>
"""

import base64
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFReader, quants

TYPES = "F32 F16 BF16 Q8_0 Q6_K Q5_K Q5_1 Q5_0 Q4_K Q4_1 Q4_0 IQ4_NL IQ4_XS MXFP4 Q3_K Q2_K".split()
FLOAT8 = {"F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2}
RANDOM_BLOCKS, REAL_VALUES = 8, 1024


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def real_values(path):
    tensor = next(t for t in GGUFReader(path).tensors if t.name == "blk.7.ffn_down.weight")
    return quants.dequantize(tensor.data, tensor.tensor_type).ravel()[4096 : 4096 + REAL_VALUES].astype(np.float32)


def quantize(peer, name, values):
    if name in ("F32", "F16", "BF16"):
        kind = GGMLQuantizationType[name]
        return quants.quantize(values, kind).view(np.uint8).ravel()
    with tempfile.TemporaryDirectory() as folder:
        values.tofile(f"{folder}/in")
        subprocess.run([peer, "quantize", name, "256", f"{folder}/in", f"{folder}/out"], check=True)
        return np.fromfile(f"{folder}/out", np.uint8)


def main(path, peer):
    random = np.random.default_rng(6)
    real = real_values(path)
    recording = {}
    for name in TYPES:
        kind = GGMLQuantizationType[name]
        block_values, block_bytes = GGML_QUANT_SIZES[kind]
        blocks = max(RANDOM_BLOCKS, 64 // block_values)
        noise = random.integers(0, 256, blocks * block_bytes, dtype=np.uint8)
        recording[name] = {}
        for case, stored in (("random", noise), ("real", quantize(peer, name, real))):
            values = quants.dequantize(stored.reshape(1, -1), kind).astype(np.float32)
            recording[name][case] = {"bytes": text(stored), "values": text(values)}
    every = torch.arange(256, dtype=torch.uint8)
    for name, dtype in FLOAT8.items():
        recording[name] = {"every": {"bytes": text(every.numpy()), "values": text(every.view(dtype).float().numpy())}}
    target = pathlib.Path(__file__).with_name("blocks.json")
    target.write_text(json.dumps(recording, indent=1) + "\n")


if __name__ == "__main__":
    np.seterr(all="ignore")
    main(*sys.argv[1:])
