"""Records what transformers computes for a tiny checkpoint of each architecture: the truth for `model/architectures`.

    bench/make-peers-venv.sh                       # prints the python to use
    <python> test/recordings/record-architectures.py   # writes architectures.json beside this file

Weights come from the formula in formula.py, in the order of the state dict. Of each case:
  - `config`: the config.json that transformers itself saves;
  - `plain`: one sequence in float32, masks made by transformers: log-probabilities of the next tokens, and of the whole
    vocabulary at the last position;
  - `packed`: two rows of two packed passages in float64: the mean cross-entropy of the tokens that count, and its
    gradients for all weights and for LoRA matrices on all linears (dA = s B^T dW, dB = s dW A^T of the merged weights).
transformers rounds some steps to float32; `float64_everywhere` lifts that for the gradients.
"""

import json
import logging
import warnings

import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM

from formula import TEXT, formula, sampled, significant, spec_of, write

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

VOCABULARY = 272
RANK, ALPHA = 4, 8
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": None,
}
LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 500000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}
YARN = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 16}
ROPE = {"rope_type": "default", "rope_theta": 10000.0}
GEMMA_ROPES = {
    "full_attention": {"rope_type": "default", "rope_theta": 1000000.0},
    "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
}
SCALED_ROPES = GEMMA_ROPES | {"full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000000.0}}

CASES = {
    "llama": {"model_type": "llama", "rope_parameters": ROPE, "tie_word_embeddings": True},
    "llama, linear": {"model_type": "llama", "rope_parameters": ROPE | {"rope_type": "linear", "factor": 2.5}},
    "llama, llama3 and biases": {
        "model_type": "llama",
        "rope_parameters": LLAMA3,
        "attention_bias": True,
        "mlp_bias": True,
        "tie_word_embeddings": True,
        # three heads that are together narrower than the model
        **{"hidden_size": 42, "num_attention_heads": 3, "num_key_value_heads": 3, "head_dim": 10},
    },
    "llama, yarn": {"model_type": "llama", "rope_parameters": YARN, "head_dim": 16},
    "mistral": {"model_type": "mistral", "rope_parameters": ROPE, "sliding_window": 4},
    "qwen2": {"model_type": "qwen2", "rope_parameters": ROPE | {"rope_theta": 1000000.0}, "tie_word_embeddings": True},
    "qwen2, yarn and windows": {
        "model_type": "qwen2",
        "rope_parameters": YARN,
        **{"use_sliding_window": True, "sliding_window": 5, "max_window_layers": 1},
    },
    "qwen3": {"model_type": "qwen3", "rope_parameters": ROPE, "head_dim": 20, "tie_word_embeddings": True},
    "olmo2": {"model_type": "olmo2", "rope_parameters": ROPE | {"rope_theta": 500000.0}, "tie_word_embeddings": True},
    "gemma3": {
        "model_type": "gemma3_text",
        "rope_parameters": GEMMA_ROPES,
        **{"num_hidden_layers": 4, "head_dim": 24, "query_pre_attn_scalar": 24, "sliding_window": 4},
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention"],
    },
    "gemma3, scaled and capped": {
        "model_type": "gemma3_text",
        "rope_parameters": SCALED_ROPES,
        **{"num_hidden_layers": 3, "head_dim": 8, "query_pre_attn_scalar": 8, "sliding_window": 3},
        "layer_types": ["sliding_attention", "sliding_attention", "full_attention"],
        "final_logit_softcapping": 2.5,
        "tie_word_embeddings": False,
    },
    "gemma3, another query scale": {
        "model_type": "gemma3_text",
        "rope_parameters": GEMMA_ROPES,
        **{"head_dim": 8, "query_pre_attn_scalar": 12, "sliding_window": 4},
        "layer_types": ["sliding_attention", "full_attention"],
    },
    "apertus": {"model_type": "apertus", "rope_parameters": LLAMA3},
}

PLAIN = [1, 70, 13, 200, 41, 9, 160, 255, 33, 33, 94, 7, 121, 18, 240, 61, 5, 88, 176, 29, 102, 231, 47, 3]
PACKED = {
    "tokens": [[1, 17, 42, 80, 205, 1, 61, 9, 233, 95, 0, 28], [1, 171, 2, 2, 14, 90, 247, 66, 1, 19, 125, 53]],
    "passages": [[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]],
    "targets": [[17, 42, 80, 205, 2, 61, 9, 233, 95, 0, 28, 2], [171, 2, 2, 14, 90, 247, 66, 2, 19, 125, 53, 2]],
    "weights": [[1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
}
TOKENS, PASSAGES, TARGETS = (torch.tensor(PACKED[name]) for name in ("tokens", "passages", "targets"))
WEIGHTS = torch.tensor(PACKED["weights"], dtype=torch.float64)


def spec_for(number, name, shape, adds_one):
    if name.endswith("norm.weight"):
        return spec_of(number, shape, 0.2, 0.0 if adds_one else 1.0)
    if name.endswith(".bias"):
        return spec_of(number, shape, 0.15)
    if name.endswith("act_fn.beta"):
        return spec_of(number, shape, 0.0, 0.5)
    if name.endswith("act_fn.eps"):
        return spec_of(number, shape, 0.0, -1e-6)
    if ".act_fn." in name:
        return spec_of(number, shape, 0.3, 0.2)
    return spec_of(number, shape)


def open_model(config, weights, dtype):
    """eager attention, so that a mask of ours is taken as it is."""
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").to(dtype).eval()
    missing, unexpected = model.load_state_dict({name: value.to(dtype) for name, value in weights.items()}, strict=False)
    assert missing in ([], ["lm_head.weight"]) and not unexpected, (missing, unexpected)
    return model


class float64_everywhere:
    """transformers casts to float32 in norms, rotary angles and softmax; here those casts mean float64."""

    def __enter__(self):
        self.kept = torch.float32, torch.float, torch.Tensor.float
        torch.float32, torch.float, torch.Tensor.float = torch.float64, torch.float64, torch.Tensor.double

    def __exit__(self, *_):
        torch.float32, torch.float, torch.Tensor.float = self.kept


def packed_mask(window=None):
    """[B, 1, T, T]: a token sees itself and earlier ones of its passage, the newest `window` of them."""
    time = PASSAGES.shape[1]
    distance = torch.arange(time)[:, None] - torch.arange(time)[None, :]
    allowed = (PASSAGES[:, :, None] == PASSAGES[:, None, :]) & (distance >= 0)
    if window:
        allowed = allowed & (distance < window)
    return torch.zeros(allowed.shape, dtype=torch.float64).masked_fill(~allowed, -torch.inf)[:, None]


def masks_of(config):
    window = getattr(config, "sliding_window", None)
    if getattr(config, "layer_types", None) is None:
        return packed_mask(window if config.model_type == "mistral" else None)
    return {"full_attention": packed_mask(), "sliding_attention": packed_mask(window)}


def positions():
    starts = [[row.index(number) for number in row] for row in PACKED["passages"]]
    return torch.arange(PASSAGES.shape[1])[None] - torch.tensor(starts)


def packed_gradients(config, weights):
    """Loss, gradients by name; of a tied head in the embedding."""
    with float64_everywhere():
        model = open_model(config, weights, torch.float64)
        logits = model(input_ids=TOKENS, position_ids=positions(), attention_mask=masks_of(config), use_cache=False).logits
        logs = logits.log_softmax(-1).gather(-1, TARGETS[..., None])[..., 0]
        loss = -(WEIGHTS * logs).sum() / WEIGHTS.sum()
        loss.backward()
    return loss.item(), {name: value.grad for name, value in model.named_parameters()}


def record(name, changes):
    config = AutoConfig.for_model(**(SIZES | {"rms_norm_eps": 1e-5} | changes))
    model = AutoModelForCausalLM.from_config(config)
    shapes = {key: value.shape for key, value in model.state_dict().items()}
    if config.tie_word_embeddings:
        shapes.pop("lm_head.weight", None)
    adds_one = changes["model_type"] == "gemma3_text"
    specs = {key: spec_for(number, key, shape, adds_one) for number, (key, shape) in enumerate(shapes.items())}
    weights = {key: formula(spec) for key, spec in specs.items()}

    with torch.no_grad():
        plain = open_model(config, weights, torch.float32)(input_ids=torch.tensor([PLAIN]), use_cache=False)
    logs = plain.logits[0].double().log_softmax(-1)
    targets = torch.tensor(PLAIN[1:] + [2])

    loss, full = packed_gradients(config, weights)
    linears = [key for key in weights if key.endswith("_proj.weight")]
    adapter = {
        key: {
            "a": spec_of(300 + 2 * number, (RANK, shapes[key][1]), 0.25),
            "b": spec_of(301 + 2 * number, (shapes[key][0], RANK), 0.125),
        }
        for number, key in enumerate(linears)
    }
    scale = ALPHA / RANK
    sides = {key: {side: formula(spec) for side, spec in pair.items()} for key, pair in adapter.items()}
    merged = weights | {key: weights[key] + scale * pair["b"] @ pair["a"] for key, pair in sides.items()}
    adapted_loss, ofMerged = packed_gradients(config, merged)
    print(f"{name}: loss {loss:.4f}, with LoRA {adapted_loss:.4f}, {sum(v.numel() for v in weights.values())} numbers")
    return {
        "config": json.loads(config.to_json_string()) | {"architectures": [type(model).__name__]},
        "base": specs,
        "adapter": adapter,
        "plain": {
            "logProbabilities": significant(logs.gather(-1, targets[:, None])),
            "ofAllTokens": {str(place): significant(logs[place]) for place in (23,)},
        },
        "packed": {
            "loss": significant(loss),
            "gradients": {key: sampled(gradient, 8) for key, gradient in full.items()},
            "adaptedLoss": significant(adapted_loss),
            "adapterGradients": {
                key: {
                    "a": sampled(scale * pair["b"].T @ ofMerged[key], 8),
                    "b": sampled(scale * ofMerged[key] @ pair["a"].T, 8),
                }
                for key, pair in sides.items()
            },
        },
    }


def main():
    versions = f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}"
    write(
        "architectures.json",
        {
            "made": f"record-architectures.py, {versions}",
            "formula": TEXT,
            **{"rank": RANK, "alpha": ALPHA, "plain": PLAIN, "packed": PACKED},
            "cases": {name: record(name, changes) for name, changes in CASES.items()},
        },
    )


if __name__ == "__main__":
    main()
