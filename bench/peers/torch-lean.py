"""PyTorch at its best on a CPU: a lean Llama of SmolLM2-135M's shape, LoRA or all weights, one training step timed.

    <python> bench/peers/torch-lean.py --mode bfloat16-compiled|bfloat16-eager|float32-compiled|float32-eager [--method full]

Random weights. What makes it fast: the frozen base is stored in the mode's precision; LoRA weights stay float32 and are cast
inside the step, as all weights are where all are trained; plain matmul-softmax attention, grouped queries without repeating keys (faster here at 512 tokens than the
CPU flash backward); cross-entropy in chunks of tokens that makes its gradient at once, so that logits are never kept; each
layer compiled, the graph shared by all layers; fused AdamW. Letters: B rows, T tokens, C hidden, K key/value heads, D head size.
"""

import argparse

from peer import (
    LEARNING_RATE,
    LORA_ALPHA,
    LORA_RANK,
    ROPE_THETA,
    ROW_TOKENS,
    SMOLLM2_135M,
    add_options,
    make_batch,
    measure,
    prepare,
)

prepare()

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402

MODES = ("bfloat16-compiled", "bfloat16-eager", "float32-compiled", "float32-eager")
HIDDEN, HEAD_SIZE = SMOLLM2_135M["hidden_size"], SMOLLM2_135M["head_dim"]
HEADS, KEY_VALUE_HEADS = SMOLLM2_135M["num_attention_heads"], SMOLLM2_135M["num_key_value_heads"]
CHUNK_TOKENS = 256
FULL_LEARNING_RATE = 1e-4


class FullLinear(nn.Module):
    def __init__(self, inputs, outputs, dtype):
        super().__init__()
        self.dtype = dtype
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.02)

    def forward(self, hidden):
        return F.linear(hidden, self.weight.to(self.dtype))


class LoraLinear(nn.Module):
    def __init__(self, inputs, outputs, dtype):
        super().__init__()
        self.register_buffer("weight", torch.randn(outputs, inputs, dtype=dtype) * 0.02)
        self.a = nn.Parameter(torch.randn(LORA_RANK, inputs) * inputs**-0.5)
        self.b = nn.Parameter(torch.zeros(outputs, LORA_RANK))

    def forward(self, hidden):
        a, b = self.a.to(hidden.dtype), self.b.to(hidden.dtype)
        return F.linear(hidden, self.weight) + F.linear(F.linear(hidden, a), b * (LORA_ALPHA / LORA_RANK))


class Layer(nn.Module):
    def __init__(self, dtype, linear):
        super().__init__()
        narrow, wide = KEY_VALUE_HEADS * HEAD_SIZE, SMOLLM2_135M["intermediate_size"]
        self.query, self.output = linear(HIDDEN, HIDDEN, dtype), linear(HIDDEN, HIDDEN, dtype)
        self.key, self.value = linear(HIDDEN, narrow, dtype), linear(HIDDEN, narrow, dtype)
        self.gate, self.up = linear(HIDDEN, wide, dtype), linear(HIDDEN, wide, dtype)
        self.down = linear(wide, HIDDEN, dtype)
        self.attention_norm = nn.Parameter(torch.ones(HIDDEN), requires_grad=linear is FullLinear)
        self.mlp_norm = nn.Parameter(torch.ones(HIDDEN), requires_grad=linear is FullLinear)

    def forward(self, hidden_BTC, cosine_TD, sine_TD, future_TT):
        normed = norm(hidden_BTC, self.attention_norm)
        hidden_BTC = hidden_BTC + self.output(self.attend(normed, cosine_TD, sine_TD, future_TT))
        normed = norm(hidden_BTC, self.mlp_norm)
        return hidden_BTC + self.down(F.silu(self.gate(normed)) * self.up(normed))

    def attend(self, hidden_BTC, cosine_TD, sine_TD, future_TT):
        rows, tokens, _ = hidden_BTC.shape
        query, key, value = (
            projection(hidden_BTC).view(rows, tokens, -1, HEAD_SIZE).transpose(1, 2)
            for projection in (self.query, self.key, self.value)
        )
        query = rotary(query, cosine_TD, sine_TD) * HEAD_SIZE**-0.5
        key = rotary(key, cosine_TD, sine_TD)
        # Heads of a group lie behind one another: [B, K, group * T, D] against [B, K, T, D].
        grouped = query.reshape(rows, KEY_VALUE_HEADS, -1, HEAD_SIZE)
        scores = (grouped @ key.transpose(2, 3)).view(rows, KEY_VALUE_HEADS, -1, tokens, tokens)
        shares = scores.masked_fill(future_TT, -torch.inf).softmax(-1)
        mixed = shares.view(rows, KEY_VALUE_HEADS, -1, tokens) @ value
        return mixed.view(rows, HEADS, tokens, HEAD_SIZE).transpose(1, 2).reshape(rows, tokens, HIDDEN)


def norm(hidden, weight):
    return F.rms_norm(hidden, (HIDDEN,), weight.to(hidden.dtype), SMOLLM2_135M["rms_norm_eps"])


def rotary(heads, cosine, sine):
    first, second = heads.chunk(2, -1)
    return heads * cosine + torch.cat((-second, first), -1) * sine


def chunk_loss(hidden, head, targets, count):
    """Summed loss of a chunk over `count` tokens, and its gradient for `hidden` and for the head."""
    logits = F.linear(hidden, head).float()
    logs = logits.log_softmax(-1)
    loss = -logs.gather(-1, targets[:, None]).sum() / count
    is_target = torch.arange(logits.shape[-1]) == targets[:, None]
    gradient = ((logs.exp() - is_target.to(logs.dtype)) / count).to(hidden.dtype)
    return loss, gradient @ head, gradient


class ChunkedCrossEntropy(torch.autograd.Function):
    """Mean cross-entropy; the gradients are made in the forward pass, chunk by chunk; the head's only where it is trained."""

    @staticmethod
    def forward(context, hidden, head, targets, chunk_function):
        losses, gradients = [], []
        of_head = torch.zeros_like(head, dtype=torch.float32) if context.needs_input_grad[1] else None
        for part, wanted in zip(hidden.split(CHUNK_TOKENS), targets.split(CHUNK_TOKENS)):
            loss, gradient, of_logits = chunk_function(part, head, wanted, len(targets))
            losses.append(loss)
            gradients.append(gradient)
            if of_head is not None:
                of_head += of_logits.T @ part
        context.save_for_backward(torch.cat(gradients), of_head)
        return torch.stack(losses).sum()

    @staticmethod
    def backward(context, upstream):
        gradient, of_head = context.saved_tensors
        scaled_head = None if of_head is None else of_head * upstream
        return gradient * upstream.to(gradient.dtype), scaled_head, None, None


def rotary_tables(dtype):
    frequencies = ROPE_THETA ** (-torch.arange(0, HEAD_SIZE, 2) / HEAD_SIZE)
    angles = torch.arange(ROW_TOKENS)[:, None] * torch.cat((frequencies, frequencies))
    return angles.cos().to(dtype), angles.sin().to(dtype)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=MODES, default=MODES[0])
    parser.add_argument("--method", choices=("lora", "full"), default="lora")
    add_options(parser)
    options = parser.parse_args()
    precision, execution = options.mode.split("-")
    dtype = getattr(torch, precision)
    torch.manual_seed(0)

    is_full = options.method == "full"
    linear = FullLinear if is_full else LoraLinear
    layers = nn.ModuleList(Layer(dtype, linear) for _ in range(SMOLLM2_135M["num_hidden_layers"]))
    stored = torch.float32 if is_full else dtype
    embedding = nn.Parameter(torch.randn(SMOLLM2_135M["vocab_size"], HIDDEN, dtype=stored) * 0.02, is_full)
    final_norm = nn.Parameter(torch.ones(HIDDEN), is_full)
    tables = rotary_tables(dtype)
    future = torch.ones(ROW_TOKENS, ROW_TOKENS, dtype=torch.bool).triu(1)
    tokens, targets = make_batch(torch)
    loss_function = chunk_loss
    if execution == "compiled":
        loss_function = torch.compile(chunk_loss, dynamic=False)
        for layer in layers:
            layer.compile(fullgraph=True, dynamic=False)
    trained = [weights for weights in (*layers.parameters(), embedding, final_norm) if weights.requires_grad]
    rate = FULL_LEARNING_RATE if is_full else LEARNING_RATE
    optimizer = torch.optim.AdamW(trained, lr=rate, betas=(0.9, 0.95), fused=True)

    def step():
        head = embedding.to(dtype)
        hidden = F.embedding(tokens, head)
        for layer in layers:
            hidden = layer(hidden, *tables, future)
        hidden = norm(hidden, final_norm).flatten(0, 1)
        loss = ChunkedCrossEntropy.apply(hidden, head, targets.flatten(), loss_function)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss.detach()

    mode = f"{options.mode}-full" if is_full else options.mode
    measure(torch, "torch-lean", mode, options, step)


if __name__ == "__main__":
    main()
