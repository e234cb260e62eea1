"""The operations of a Llama, written out by hand for float64 (shapes: B rows, T tokens, H heads, K key/value heads,
D head size, C hidden, F intermediate, V vocabulary, N tokens of all rows). Conventions are those of Hugging Face:
weights [out, in], rotary by halves, query head h reads key/value head h // (H / K)."""

import math

import torch


def rms_norm(hidden, weight, epsilon):
    return hidden * torch.rsqrt(hidden.pow(2).mean(-1, keepdim=True) + epsilon) * weight


def linear(hidden, weight, down=None, up=None, scale=0.0):
    """y = x W^T, plus scale * x A^T B^T with LoRA: down = A [rank, in], up = B [out, rank]."""
    result = hidden @ weight.T
    return result if down is None else result + scale * (hidden @ down.T) @ up.T


def gated_mlp(hidden, gate, up, down):
    gated = hidden @ gate.T
    return (gated * torch.sigmoid(gated) * (hidden @ up.T)) @ down.T


def rotary(heads_BTHD, positions_BT, theta):
    half = heads_BTHD.shape[-1] // 2
    frequencies = theta ** (-torch.arange(half, dtype=torch.float64) / half)
    angles = positions_BT[:, :, None, None] * frequencies
    first, second = heads_BTHD[..., :half], heads_BTHD[..., half:]
    rotated = [first * angles.cos() - second * angles.sin(), second * angles.cos() + first * angles.sin()]
    return torch.cat(rotated, -1)


def allowed(passages_BT):
    """[B, T, T]: a token sees itself and earlier tokens of its own passage."""
    time = passages_BT.shape[1]
    same_passage = passages_BT[:, :, None] == passages_BT[:, None, :]
    return same_passage & torch.ones(time, time, dtype=torch.bool).tril()


def attention(query_BTHD, key_BTKD, value_BTKD, allowed_BTT):
    group = query_BTHD.shape[2] // key_BTKD.shape[2]
    key_BTHD, value_BTHD = (part.repeat_interleave(group, 2) for part in (key_BTKD, value_BTKD))
    scores = torch.einsum("bthd,bshd->bhts", query_BTHD, key_BTHD) / math.sqrt(query_BTHD.shape[-1])
    scores = scores.masked_fill(~allowed_BTT[:, None], -torch.inf)
    return torch.einsum("bhts,bshd->bthd", scores.softmax(-1), value_BTHD)


def target_log_probabilities(logits, targets):
    return logits.log_softmax(-1).gather(-1, targets[..., None])[..., 0]


def divergence(teacher_logits, student_logits):
    """KL(teacher || student) over the vocabulary, one number (nats) a token."""
    teacher, student = teacher_logits.log_softmax(-1), student_logits.log_softmax(-1)
    return (teacher.exp() * (teacher - student)).sum(-1)
