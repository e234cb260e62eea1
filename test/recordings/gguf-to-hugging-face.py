"""Turns a Llama GGUF with a GPT-2 style tokenizer into a float32 Hugging Face folder: the witness of our own converter.

    <python> test/recordings/gguf-to-hugging-face.py <model.gguf> <new folder>

Uses the `gguf` package for dequantising and none of our code. transformers' own GGUF loader is no reference here: it drops
SmolLM2's digit split. What has to be undone or restored by hand:
  - llama.cpp interleaves the rows of q and k for its rotary; Hugging Face rotates by halves;
  - a file without output.weight has a tied head;
  - `tokenizer.ggml.pre` names the pre-tokenizer; it is spelled out in tokenizer.json (smollm: digits one by one).
"""

import json
import sys
from pathlib import Path

import numpy as np
from gguf import GGUFReader, dequantize
from safetensors.numpy import save_file

LAYER_NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
TOP_NAMES = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
PRE_TOKENIZERS = {
    "smollm": {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, BYTE_LEVEL]},
    "gpt-2": BYTE_LEVEL,
}
CONTROL, USER_DEFINED = 3, 4


def hugging_face_name(name):
    parts = name.removesuffix(".weight").split(".")
    if parts[0] == "blk":
        return f"model.layers.{parts[1]}.{LAYER_NAMES[parts[2]]}.weight"
    return f"{TOP_NAMES[parts[0]]}.weight"


def halves_from_interleaved(matrix, heads):
    """Rows of a head: (0, 1), (2, 3), … are llama.cpp's rotary pairs; here row i pairs with row i + half."""
    rows, columns = matrix.shape
    return matrix.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def tensors_of(reader, heads, key_value_heads):
    tensors = {}
    for tensor in reader.tensors:
        name = hugging_face_name(tensor.name)
        values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        values = values.reshape([int(length) for length in reversed(tensor.shape)])
        if name.endswith("q_proj.weight"):
            values = halves_from_interleaved(values, heads)
        if name.endswith("k_proj.weight"):
            values = halves_from_interleaved(values, key_value_heads)
        tensors[name] = np.ascontiguousarray(values)
    return tensors


def tokenizer_of(read):
    tokens, types = read("tokenizer.ggml.tokens"), read("tokenizer.ggml.token_type")
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": token_id, "content": tokens[token_id], **flags, "special": kind == CONTROL}
            for token_id, kind in enumerate(types)
            if kind in (CONTROL, USER_DEFINED)
        ],
        "normalizer": None,
        "pre_tokenizer": PRE_TOKENIZERS[read("tokenizer.ggml.pre")],
        "post_processor": None,
        "decoder": BYTE_LEVEL,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {token: token_id for token_id, token in enumerate(tokens)},
            "merges": [merge.split(" ") for merge in read("tokenizer.ggml.merges")],
        },
    }


def main(gguf_path, folder):
    reader = GGUFReader(gguf_path)

    def read(key):
        return reader.fields[key].contents()

    assert read("general.architecture") == "llama" and read("tokenizer.ggml.model") == "gpt2"
    hidden, heads, key_value_heads = (
        read(f"llama.{key}") for key in ("embedding_length", "attention.head_count", "attention.head_count_kv")
    )
    tensors = tensors_of(reader, heads, key_value_heads)
    tokens = read("tokenizer.ggml.tokens")
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": hidden,
        "num_hidden_layers": read("llama.block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": key_value_heads,
        "head_dim": hidden // heads,
        "intermediate_size": read("llama.feed_forward_length"),
        "vocab_size": len(tokens),
        "max_position_embeddings": read("llama.context_length"),
        "rope_theta": read("llama.rope.freq_base"),
        "rms_norm_eps": float(f"{read('llama.attention.layer_norm_rms_epsilon'):.6g}"),
        "hidden_act": "silu",
        "tie_word_embeddings": "lm_head.weight" not in tensors,
        "bos_token_id": read("tokenizer.ggml.bos_token_id"),
        "eos_token_id": read("tokenizer.ggml.eos_token_id"),
        "torch_dtype": "float32",
    }
    tokenizer_config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": tokens[config["bos_token_id"]],
        "eos_token": tokens[config["eos_token_id"]],
        "chat_template": read("tokenizer.chat_template"),
    }
    folder = Path(folder)
    folder.mkdir(parents=True)
    for name, value in {
        "config.json": config,
        "tokenizer.json": tokenizer_of(read),
        "tokenizer_config.json": tokenizer_config,
    }.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    print(f"{folder}: {len(tensors)} tensors, {sum(tensor.size for tensor in tensors.values()):,} values")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
