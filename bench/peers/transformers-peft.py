"""What most people run: transformers' LlamaForCausalLM of SmolLM2-135M's shape with peft LoRA, one training step timed.

    <python> bench/peers/transformers-peft.py --mode bfloat16|float32 [--attention sdpa|eager]

Random weights, no torch.compile, no gradient checkpointing, the library's own loss, fused AdamW. bfloat16 is what
`Trainer(bf16=True)` does with a base loaded in bfloat16: float32 LoRA weights under autocast.
"""

import argparse

from peer import LEARNING_RATE, LORA_ALPHA, LORA_RANK, ROPE_THETA, SMOLLM2_135M, add_options, make_batch, measure, prepare

prepare()

import torch  # noqa: E402
from peft import LoraConfig, get_peft_model  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--attention", choices=("sdpa", "eager"), default="sdpa", help="sdpa is transformers' default")
    add_options(parser)
    options = parser.parse_args()
    dtype = getattr(torch, options.mode)
    torch.manual_seed(0)

    config = LlamaConfig(
        **SMOLLM2_135M,
        rope_parameters={"rope_type": "default", "rope_theta": ROPE_THETA},
        tie_word_embeddings=True,
        attn_implementation=options.attention,
    )
    lora = LoraConfig(r=LORA_RANK, lora_alpha=LORA_ALPHA, target_modules="all-linear", task_type="CAUSAL_LM")
    model = get_peft_model(LlamaForCausalLM(config).to(dtype), lora)
    model.train()
    tokens, targets = make_batch(torch)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=LEARNING_RATE, betas=(0.9, 0.95), fused=True)

    def step():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == torch.bfloat16):
            # `shift_labels` are the targets as they stand: no token is lost to the shift.
            loss = model(input_ids=tokens, labels=targets, shift_labels=targets, use_cache=False).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss.detach()

    measure(torch, "transformers-peft", options.mode, options, step)


if __name__ == "__main__":
    main()
