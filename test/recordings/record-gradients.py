"""Records a tiny Llama's losses and gradients in float64: the truth for `graph` and `train`.

    bench/make-peers-venv.sh                                # prints the python to use
    <python> test/recordings/record-gradients.py            # writes llama-gradients.json beside this file

All weights come from the formula in formula.py, so TypeScript makes them itself. Two rows of two packed passages:
attention stays inside a passage and positions restart. Two losses, both plain weighted sums over tokens (the weights
hold the normalisation; a weight of 0 masks):
    cross-entropy = sum of weight * -log p(target)
    distillation  = sum of weight * KL(teacher || student), teacher = the same model without its adapter, held constant
The model is written by hand (llama_ops.py) and must agree with transformers' LlamaForCausalLM on merged weights,
logits and every gradient, to 1e-12. transformers rounds some steps to float32; `float64_everywhere` lifts that.
"""

import contextlib

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from formula import TEXT, formula, sampled, significant, spec_of, write
from llama_ops import allowed, attention, divergence, linear, rms_norm, rotary, target_log_probabilities

CONFIG = {
    "hiddenSize": 32,
    "layerCount": 2,
    "headCount": 4,
    "keyValueHeadCount": 2,
    "headSize": 8,
    "intermediateSize": 48,
    "vocabularySize": 96,
    "ropeTheta": 10000.0,
    "normEpsilon": 1e-5,
    "tiedEmbeddings": True,
}
RANK, ALPHA = 4, 8
BATCH = {
    "tokens": [[3, 17, 42, 80, 5, 61, 9, 33, 95, 0, 28, 54], [71, 2, 2, 14, 90, 47, 66, 8, 19, 25, 53, 37]],
    "passages": [[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]],
    "positions": [[0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3]],
    "targets": [[17, 42, 80, 5, 0, 9, 33, 95, 0, 28, 54, 0], [2, 2, 14, 90, 47, 66, 8, 0, 25, 53, 37, 0]],
    "crossEntropyWeights": [
        [0.125, 0.125, 0, 0.125, 0, 0.125, 0.0625, 0.25, 0, 0.125, 0.125, 0],
        [0, 0, 0.125, 0.125, 0.125, 0.125, 0.0625, 0, 0, 0, 0, 0],
    ],
    "distillationWeights": [
        [0, 0, 0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0.125, 0, 0, 0, 0, 0, 0.5, 0, 0.25, 0.25, 0.25, 0],
    ],
}
TOKENS, PASSAGES, POSITIONS, TARGETS = (
    torch.tensor(BATCH[name]) for name in ("tokens", "passages", "positions", "targets")
)


def linears(layer):
    """Name -> [out, in] of the seven linears of a layer."""
    hidden, wide = CONFIG["hiddenSize"], CONFIG["intermediateSize"]
    narrow = CONFIG["keyValueHeadCount"] * CONFIG["headSize"]
    shapes = {
        "self_attn.q_proj": (hidden, hidden),
        "self_attn.k_proj": (narrow, hidden),
        "self_attn.v_proj": (narrow, hidden),
        "self_attn.o_proj": (hidden, hidden),
        "mlp.gate_proj": (wide, hidden),
        "mlp.up_proj": (wide, hidden),
        "mlp.down_proj": (hidden, wide),
    }
    return {f"model.layers.{layer}.{name}.weight": shape for name, shape in shapes.items()}


def base_specs():
    """Base tensors, numbered 0, 1, 2, … in this order."""
    hidden = (CONFIG["hiddenSize"],)
    shapes = {"model.embed_tokens.weight": (CONFIG["vocabularySize"], CONFIG["hiddenSize"])}
    for layer in range(CONFIG["layerCount"]):
        shapes |= {f"model.layers.{layer}.{norm}.weight": hidden for norm in ("input_layernorm", "post_attention_layernorm")}
        shapes |= linears(layer)
    shapes["model.norm.weight"] = hidden
    return {
        name: spec_of(number, shape, *((0.1, 1.0) if len(shape) == 1 else (0.25, 0.0)))
        for number, (name, shape) in enumerate(shapes.items())
    }


def adapter_specs():
    """LoRA A and B of each linear, numbered from 100."""
    names = [item for layer in range(CONFIG["layerCount"]) for item in linears(layer).items()]
    return {
        name: {
            "a": spec_of(100 + 2 * number, (RANK, shape[1]), 0.25),
            "b": spec_of(101 + 2 * number, (shape[0], RANK), 0.125),
        }
        for number, (name, shape) in enumerate(names)
    }


def logits_of(base, adapter=None):
    """[B, T, V] of the batch by hand; `adapter` maps a linear's name to {a, b}."""

    def project(hidden, name):
        lora = adapter[name] if adapter else {}
        return linear(hidden, base[name], lora.get("a"), lora.get("b"), ALPHA / RANK)

    def norm(hidden, name):
        return rms_norm(hidden, base[name], CONFIG["normEpsilon"])

    head_size = CONFIG["headSize"]
    hidden_BTC = base["model.embed_tokens.weight"][TOKENS]
    for layer in range(CONFIG["layerCount"]):
        name = f"model.layers.{layer}."
        normed = norm(hidden_BTC, name + "input_layernorm.weight")
        query, key, value = (
            project(normed, f"{name}self_attn.{part}_proj.weight").unflatten(-1, (-1, head_size)) for part in "qkv"
        )
        query, key = (rotary(part, POSITIONS, CONFIG["ropeTheta"]) for part in (query, key))
        mixed = attention(query, key, value, allowed(PASSAGES)).flatten(2)
        hidden_BTC = hidden_BTC + project(mixed, name + "self_attn.o_proj.weight")
        normed = norm(hidden_BTC, name + "post_attention_layernorm.weight")
        gate, up = (project(normed, f"{name}mlp.{part}_proj.weight") for part in ("gate", "up"))
        hidden_BTC = hidden_BTC + project(gate * torch.sigmoid(gate) * up, name + "mlp.down_proj.weight")
    return norm(hidden_BTC, "model.norm.weight") @ base["model.embed_tokens.weight"].T


def losses_of(logits, teacher_logits):
    cross_entropy = -(torch.tensor(BATCH["crossEntropyWeights"]) * target_log_probabilities(logits, TARGETS)).sum()
    distillation = (torch.tensor(BATCH["distillationWeights"]) * divergence(teacher_logits, logits)).sum()
    return cross_entropy, distillation


@contextlib.contextmanager
def float64_everywhere():
    """transformers' Llama casts to float32 in its norm, rotary angles and softmax; here those casts mean float64."""
    kept = torch.float32, torch.float, torch.Tensor.float
    torch.float32, torch.float, torch.Tensor.float = torch.float64, torch.float64, torch.Tensor.double
    try:
        yield
    finally:
        torch.float32, torch.float, torch.Tensor.float = kept


def transformers_logits(weights):
    """The batch through LlamaForCausalLM, eager attention, 4-D mask; returns logits and the model's parameters."""
    config = LlamaConfig(
        hidden_size=CONFIG["hiddenSize"],
        num_hidden_layers=CONFIG["layerCount"],
        num_attention_heads=CONFIG["headCount"],
        num_key_value_heads=CONFIG["keyValueHeadCount"],
        head_dim=CONFIG["headSize"],
        intermediate_size=CONFIG["intermediateSize"],
        vocab_size=CONFIG["vocabularySize"],
        rope_parameters={"rope_type": "default", "rope_theta": CONFIG["ropeTheta"]},
        rms_norm_eps=CONFIG["normEpsilon"],
        tie_word_embeddings=True,
        attn_implementation="eager",
        bos_token_id=None,
        eos_token_id=None,
    )
    with float64_everywhere():
        model = LlamaForCausalLM(config).double()
        missing, unexpected = model.load_state_dict(weights, strict=False)
        assert missing in ([], ["lm_head.weight"]) and not unexpected, (missing, unexpected)
        mask = torch.zeros(allowed(PASSAGES).shape).masked_fill(~allowed(PASSAGES), -torch.inf)[:, None]
        logits = model(input_ids=TOKENS, position_ids=POSITIONS, attention_mask=mask, use_cache=False).logits
    return logits, dict(model.named_parameters())


def difference(left, right):
    return float((left - right).detach().abs().max())


def gradients_by_name(adapter):
    return {name: {part: lora[part].grad for part in "ab"} for name, lora in adapter.items()}


def with_gradient(tensors):
    return {name: tensor.clone().requires_grad_() for name, tensor in tensors.items()}


def adapter_gradients(base, adapter, teacher, wanted):
    """Gradients of the losses named in `wanted` (0 cross-entropy, 1 distillation) for each LoRA tensor."""
    live = {name: with_gradient(lora) for name, lora in adapter.items()}
    sum(losses_of(logits_of(base, live), teacher)[index] for index in wanted).backward()
    return gradients_by_name(live)


def check_against_transformers(base, adapter, teacher, adapter_found, full_found):
    """Largest differences to transformers. LoRA: dA = s B^T dW, dB = s dW A^T with dW of the merged weights."""
    scale = ALPHA / RANK
    merged = base | {name: base[name] + scale * lora["b"] @ lora["a"] for name, lora in adapter.items()}
    logits, parameters = transformers_logits(merged)
    found = {"logits": difference(logits, logits_of(base, adapter))}
    sum(losses_of(logits, teacher)).backward()
    found["adapter gradients"] = max(
        max(
            difference(scale * lora["b"].T @ parameters[name].grad, adapter_found[name]["a"]),
            difference(scale * parameters[name].grad @ lora["a"].T, adapter_found[name]["b"]),
        )
        for name, lora in adapter.items()
    )
    logits, parameters = transformers_logits(base)
    losses_of(logits, teacher)[0].backward()
    found["base gradients"] = max(difference(parameters[name].grad, full_found[name]) for name in base)
    for name, value in found.items():
        print(f"transformers, {name}: largest difference {value:.1e}")
        assert value < 1e-12, name


def main():
    torch.set_default_dtype(torch.float64)
    specs, lora_specs = base_specs(), adapter_specs()
    base = {name: formula(spec) for name, spec in specs.items()}
    adapter = {name: {part: formula(lora[part]) for part in "ab"} for name, lora in lora_specs.items()}

    teacher = logits_of(base)
    student = logits_of(base, adapter)
    cross_entropy, distillation = losses_of(student, teacher)
    both = adapter_gradients(base, adapter, teacher, (0, 1))

    live = with_gradient(base)
    full_loss = losses_of(logits_of(live), teacher)[0]
    full_loss.backward()
    full = {name: tensor.grad for name, tensor in live.items()}
    check_against_transformers(base, adapter, teacher, both, full)

    def sampled_adapter(gradients):
        return {name: {part: sampled(lora[part]) for part in "ab"} for name, lora in gradients.items()}

    write(
        "llama-gradients.json",
        {
            "made": f"record-gradients.py, torch {torch.__version__.split('+')[0]}, float64",
            "formula": TEXT,
            "config": CONFIG,
            "rank": RANK,
            "alpha": ALPHA,
            "batch": BATCH,
            "base": specs,
            "adapter": lora_specs,
            "withAdapter": {
                "crossEntropy": significant(cross_entropy.item()),
                "distillation": significant(distillation.item()),
                "loss": significant((cross_entropy + distillation).item()),
                "targetLogProbabilities": significant(target_log_probabilities(student, TARGETS).tolist()),
                "divergences": significant(divergence(teacher, student).tolist()),
                "gradients": {name: {part: significant(lora[part]) for part in "ab"} for name, lora in both.items()},
                "crossEntropyGradients": sampled_adapter(adapter_gradients(base, adapter, teacher, (0,))),
                "distillationGradients": sampled_adapter(adapter_gradients(base, adapter, teacher, (1,))),
            },
            "fullWeights": {
                "crossEntropy": significant(full_loss.item()),
                "targetLogProbabilities": significant(target_log_probabilities(teacher, TARGETS).tolist()),
                "gradients": {name: sampled(gradient) for name, gradient in full.items()},
            },
        },
    )


if __name__ == "__main__":
    main()
