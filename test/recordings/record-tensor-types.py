"""Records which type llama-quantize gives each tensor, for the file types that Madang writes, on models of several shapes.

    python record-tensor-types.py <llama-quantize>

The models hold zeros; only names, shapes and hyperparameters matter. bench/make-ggml.sh builds llama-quantize.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import gguf
import numpy as np

FILE_TYPES = "F16 BF16 Q8_0 Q6_K Q5_K_M Q5_1 Q4_K_M Q4_1 Q4_0".split()
# layers, hidden, intermediate, heads, key-value heads, tied
MODELS = {
    "wide, untied": (16, 256, 512, 4, 2, False),
    "wide, tied": (9, 256, 768, 4, 4, True),
    "not a multiple of 256": (10, 96, 256, 3, 1, True),
    "not a multiple of 32": (3, 48, 80, 3, 3, False),
    "80 layers with shared keys": (80, 256, 256, 4, 1, False),
}


def write(path, layers, hidden, intermediate, heads, key_heads, tied):
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(layers)
    writer.add_context_length(64)
    writer.add_embedding_length(hidden)
    writer.add_feed_forward_length(intermediate)
    writer.add_head_count(heads)
    writer.add_head_count_kv(key_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(0)
    writer.add_vocab_size(64)
    writer.add_tokenizer_model("none")
    keys = hidden // heads * key_heads
    shapes = {"token_embd": (64, hidden), "output_norm": (hidden,)} | ({} if tied else {"output": (64, hidden)})
    for layer in range(layers):
        for name, shape in {
            "attn_norm": (hidden,),
            "attn_q": (hidden, hidden),
            "attn_k": (keys, hidden),
            "attn_v": (keys, hidden),
            "attn_output": (hidden, hidden),
            "ffn_norm": (hidden,),
            "ffn_gate": (intermediate, hidden),
            "ffn_up": (intermediate, hidden),
            "ffn_down": (hidden, intermediate),
        }.items():
            shapes[f"blk.{layer}.{name}"] = shape
    for name, shape in shapes.items():
        writer.add_tensor(f"{name}.weight", np.zeros(shape, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main(quantize):
    recording = {}
    with tempfile.TemporaryDirectory() as folder:
        for model, (layers, hidden, intermediate, heads, key_heads, tied) in MODELS.items():
            write(f"{folder}/in.gguf", layers, hidden, intermediate, heads, key_heads, tied)
            config = {"layerCount": layers, "headCount": heads, "keyValueHeadCount": key_heads, "tiedEmbeddings": tied}
            shapes = {t.name: [int(size) for size in reversed(t.shape)] for t in gguf.GGUFReader(f"{folder}/in.gguf").tensors}
            types = {}
            for file_type in FILE_TYPES:
                subprocess.run([quantize, f"{folder}/in.gguf", f"{folder}/out.gguf", file_type], check=True, capture_output=True)
                found = {t.name: t.tensor_type.name for t in gguf.GGUFReader(f"{folder}/out.gguf").tensors}
                types[file_type] = " ".join(found[name] for name in shapes)
            recording[model] = {"config": config, "shapes": shapes, "types": types}
    target = pathlib.Path(__file__).with_name("tensor-types.json")
    target.write_text(json.dumps(recording, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
