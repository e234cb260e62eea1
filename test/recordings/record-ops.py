"""Records each operation of a Llama alone, in float64: small inputs, outputs and gradients for the tests of `graph/ops`.

    <python> test/recordings/record-ops.py           # writes ops.json beside this file

Inputs come from the formula in formula.py; `upstream` is the gradient that flows into the output (the loss is
sum(output * upstream)). Conventions and shape letters: llama_ops.py. Beside the plain autograd of the hand-written
operation, torch's own rms_norm, silu, scaled_dot_product_attention and cross_entropy are the second witness (1e-12).
"""

import torch
import torch.nn.functional as F

from formula import TEXT, formula, significant, spec_of, write
from llama_ops import (
    allowed,
    attention,
    divergence,
    gated_mlp,
    linear,
    rms_norm,
    rotary,
    target_log_probabilities,
)

EPSILON, THETA, LORA_SCALE = 1e-5, 10000.0, 2.0
POSITIONS = [[0, 1, 2, 3, 4], [0, 1, 0, 1, 2]]
PASSAGES = [[0, 0, 0, 0, 0], [0, 0, 1, 1, 1]]
TARGETS = [4, 0, 9, 9, 2, 7]
WEIGHTS = [0.5, 0.25, 0, 0.25, 1, 0.125]


def record(numbers, operation, inputs, witness=None, **attributes):
    """`inputs`: name -> (shape, scale, offset). Tensor numbers are handed out in order."""
    specs = {name: spec_of(next(numbers), *spec) for name, spec in inputs.items()}
    tensors = {name: formula(spec).requires_grad_() for name, spec in specs.items()}
    output = operation(**tensors)
    if witness:
        assert float((witness(**tensors) - output).detach().abs().max()) < 1e-12
    flowing = spec_of(next(numbers), output.shape, 1.0) if output.dim() else None
    (output if flowing is None else (output * formula(flowing)).sum()).backward()
    return {
        **attributes,
        "inputs": specs,
        **({"upstream": flowing} if flowing else {}),
        "output": {"shape": list(output.shape), "values": significant(output)},
        "gradients": {name: significant(tensor.grad) for name, tensor in tensors.items() if tensor.grad is not None},
    }


def sdpa(query, key, value):
    """torch's own attention on the same layout."""
    parts = (part.transpose(1, 2) for part in (query, key, value))
    mask = allowed(torch.tensor(PASSAGES))[:, None]
    return F.scaled_dot_product_attention(*parts, attn_mask=mask, enable_gqa=True).transpose(1, 2)


def cross_entropy(hidden, head):
    logits = hidden @ head.T
    return -(torch.tensor(WEIGHTS) * target_log_probabilities(logits, torch.tensor(TARGETS))).sum()


def torch_cross_entropy(hidden, head):
    return (torch.tensor(WEIGHTS) * F.cross_entropy(hidden @ head.T, torch.tensor(TARGETS), reduction="none")).sum()


def distillation(teacher, student, head):
    """The teacher is held constant; head gets its gradient through the student only."""
    teacher_logits = (teacher @ head.T).detach()
    return (torch.tensor(WEIGHTS) * divergence(teacher_logits, student @ head.T)).sum()


def torch_distillation(teacher, student, head):
    teacher_logs, student_logs = ((hidden @ head.T).log_softmax(-1) for hidden in (teacher.detach(), student))
    each = F.kl_div(student_logs, teacher_logs.detach(), reduction="none", log_target=True).sum(-1)
    return (torch.tensor(WEIGHTS) * each).sum()


def main():
    torch.set_default_dtype(torch.float64)
    numbers = iter(range(1000))
    write(
        "ops.json",
        {
            "made": f"record-ops.py, torch {torch.__version__.split('+')[0]}, float64",
            "formula": TEXT,
            "rmsNorm": record(
                numbers,
                lambda hidden, weight: rms_norm(hidden, weight, EPSILON),
                {"hidden": ((2, 3, 8), 1.0), "weight": ((8,), 0.1, 1.0)},
                witness=lambda hidden, weight: F.rms_norm(hidden, (8,), weight, EPSILON),
                epsilon=EPSILON,
            ),
            "linearWithLora": record(
                numbers,
                lambda hidden, weight, a, b: linear(hidden, weight, a, b, LORA_SCALE),
                {"hidden": ((2, 3, 8), 1.0), "weight": ((6, 8),), "a": ((2, 8),), "b": ((6, 2), 0.125)},
                witness=lambda hidden, weight, a, b: F.linear(hidden, weight + LORA_SCALE * b @ a),
                scale=LORA_SCALE,
            ),
            "gatedMlp": record(
                numbers,
                gated_mlp,
                {"hidden": ((2, 3, 8), 1.0), "gate": ((12, 8), 0.5), "up": ((12, 8), 0.5), "down": ((8, 12), 0.5)},
                witness=lambda hidden, gate, up, down: F.linear(
                    F.silu(F.linear(hidden, gate)) * F.linear(hidden, up), down
                ),
            ),
            "rotary": record(
                numbers,
                lambda heads: rotary(heads, torch.tensor(POSITIONS), THETA),
                {"heads": ((2, 5, 3, 8), 1.0)},
                layout="[batch, time, heads, head size]",
                theta=THETA,
                positions=POSITIONS,
            ),
            "attention": record(
                numbers,
                lambda query, key, value: attention(query, key, value, allowed(torch.tensor(PASSAGES))),
                {"query": ((2, 5, 4, 8), 1.0), "key": ((2, 5, 2, 8), 1.0), "value": ((2, 5, 2, 8), 1.0)},
                witness=sdpa,
                layout="[batch, time, heads, head size]",
                passages=PASSAGES,
            ),
            "crossEntropy": record(
                numbers,
                cross_entropy,
                {"hidden": ((6, 8), 1.0), "head": ((10, 8), 0.5)},
                witness=torch_cross_entropy,
                targets=TARGETS,
                weights=WEIGHTS,
            ),
            "distillation": record(
                numbers,
                distillation,
                {"teacher": ((6, 8), 1.0), "student": ((6, 8), 1.0), "head": ((10, 8), 0.5)},
                witness=torch_distillation,
                weights=WEIGHTS,
            ),
        },
    )


if __name__ == "__main__":
    main()
