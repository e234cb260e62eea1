"""What every PyTorch peer shares: the allocator settings, the batch, the timing and the line it prints.

The figures are those of a whole process: median step (forward, backward, optimizer) after the warm-up steps, and the
high-water resident memory. The allocator settings are PyTorch's best on CPU (page faults of large temporaries otherwise
cost up to a fifth of a step); glibc reads them at start, so `prepare` starts the process again with them.
"""

import json
import os
import resource
import statistics
import sys
import time

ROWS, ROW_TOKENS = 4, 512
LORA_RANK, LORA_ALPHA, LEARNING_RATE = 16, 32, 1e-3
SMOLLM2_135M = {
    "hidden_size": 576,
    "num_hidden_layers": 30,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "head_dim": 64,
    "intermediate_size": 1536,
    "vocab_size": 49152,
    "rms_norm_eps": 1e-5,
}
ROPE_THETA = 100000.0
ALLOCATOR = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "100000000000",
}


def prepare():
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ALLOCATOR)


def add_options(parser):
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0, help="0: PyTorch's own choice")


def make_batch(torch):
    """Random tokens, the same for each step: [ROWS, ROW_TOKENS] inputs and targets."""
    shape = (ROWS, ROW_TOKENS + 1)
    tokens = torch.randint(SMOLLM2_135M["vocab_size"], shape, generator=torch.Generator().manual_seed(0))
    return tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous()


def measure(torch, engine, mode, options, step):
    """Runs `step() -> loss`, prints one JSON line."""
    if options.threads:
        torch.set_num_threads(options.threads)
    seconds, losses = [], []
    for _ in range(options.warm_up + options.steps):
        started = time.perf_counter()
        losses.append(float(step()))
        seconds.append(time.perf_counter() - started)
    kept = seconds[options.warm_up :]
    unit = 1 if sys.platform == "darwin" else 1024
    line = {
        "engine": engine,
        "mode": mode,
        "tokensPerSecond": round(ROWS * ROW_TOKENS / statistics.median(kept), 2),
        "peakMemoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit,
        "stepsSeconds": [round(second, 4) for second in kept],
        "warmUpSeconds": [round(second, 4) for second in seconds[: options.warm_up]],
        "losses": [round(loss, 4) for loss in losses],
        "threads": torch.get_num_threads(),
        "version": f"torch {torch.__version__}",
    }
    print(json.dumps(line), flush=True)
