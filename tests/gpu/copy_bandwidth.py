# SPDX-License-Identifier: Apache-2.0
"""Prints, as JSON, what a copy in the memory of a device moves: the best of several, read and written bytes both counted.

usage: copy_bandwidth.py cpu | cuda[:N]
"""

import json
import sys
import time

import torch

REPEATS = 20


def main(device):
    on_cuda = torch.device(device).type == "cuda"
    count = (1 << 30) if on_cuda else (1 << 26)  # bytes, beyond any cache
    source = torch.ones(count // 4, device=device)
    target = torch.empty_like(source)

    def finish():
        if on_cuda:
            torch.cuda.synchronize(device)

    target.copy_(source)
    finish()
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        target.copy_(source)
        finish()
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"gbps": 2 * count / best / 1e9, "bytes": count, "repeats": REPEATS,
                      "torch": torch.__version__, "cuda": torch.version.cuda}))


if __name__ == "__main__":
    main(sys.argv[1])
