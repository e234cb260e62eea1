"""Numbers that Python and TypeScript make alike, so that no weight has to be stored.

Element i (row-major) of tensor number t is

    float32(offset + scale * sin(0.7 * (t + 1) + 0.613 * i + 0.0137 * i * i))

computed in float64 from left to right and rounded once to float32. The square term makes matrices of full rank.
`formula.ts` is the same in TypeScript; the checksums in the recordings prove it.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch

TEXT = "float32(offset + scale * sin(0.7 * (tensor + 1) + 0.613 * i + 0.0137 * i * i)), i row-major, in float64"


def formula(spec):
    """A float64 tensor whose values are exactly float32, from {tensor, shape, scale, offset}."""
    phases = (0.7 * (spec["tensor"] + 1) + 0.613 * i + 0.0137 * i * i for i in range(math.prod(spec["shape"])))
    values = np.array([spec["offset"] + spec["scale"] * math.sin(phase) for phase in phases])
    return torch.from_numpy(values.astype(np.float32).astype(np.float64)).reshape(spec["shape"])


def spec_of(tensor, shape, scale=0.25, offset=0.0):
    spec = {"tensor": tensor, "shape": list(shape), "scale": scale, "offset": offset}
    return {**spec, "checksum": significant(checksum(formula(spec)))}


def checksum(values):
    """Sum of value * (1 + i mod 7): a tensor made, ordered or rounded otherwise is found out."""
    flat = values.flatten()
    return float((flat * (1 + torch.arange(flat.numel()) % 7)).sum())


def significant(value):
    """Nested numbers with 10 significant digits."""
    if isinstance(value, torch.Tensor):
        value = value.detach().flatten().tolist()
    return [significant(item) for item in value] if isinstance(value, list) else float(f"{value:.10g}")


def sampled(values, count=16):
    """L2 norm and `count` elements at equal distances: enough to recognise a large tensor."""
    flat = values.detach().flatten()
    indices = [i * flat.numel() // count for i in range(count)]
    return {"norm": significant(float(flat.norm())), "indices": indices, "values": significant(flat[indices])}


def write(name, recording):
    """Writes a recording beside this file, one line a tensor: small, and still readable in a diff."""
    path = Path(__file__).with_name(name)
    path.write_text(laid_out(recording) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


def laid_out(value, indent=""):
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict) or len(line) < 160:
        return line
    lines = [f"{indent}  {json.dumps(key)}: {laid_out(item, indent + '  ')}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
