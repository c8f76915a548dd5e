# SPDX-License-Identifier: Apache-2.0
"""Prints what a checkpoint of ResLab holds. Usage: python read_checkpoint.py best.safetensors

With PyTorch: model.load_state_dict(safetensors.torch.load_file(path), strict=True).
"""

import sys

from safetensors import safe_open

with safe_open(sys.argv[1], framework="numpy") as checkpoint:
    for key, value in sorted(checkpoint.metadata().items()):
        print(f"{key} = {value}")
    for name in checkpoint.keys():
        tensor = checkpoint.get_tensor(name)
        print(f"{name}: {tensor.dtype} {list(tensor.shape)}, mean {tensor.mean():.4g}")
