# SPDX-License-Identifier: Apache-2.0
"""Makes nets.tsv: what torchvision's and timm's residual networks are and compute. README.md says how."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from tables import declare_operators, write_or_check

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "nets.tsv"

TORCHVISION = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "wide_resnet50_2", "resnext50_32x4d")
TIMM = ("resnet50d", "resnetv2_50")
# Their own initialisation is He fan-out of all convolutions, as --init he-fan-out.
INITIAL = ("resnet18", "resnet50")
CLASSES = 10
SIZES = {name: (64,) for name in TORCHVISION + TIMM} | {"resnet18": (64, 224)}
MODULUS = 2**32


def build(name: str, classes: int) -> nn.Module:
    torch.manual_seed(0)
    if name in TIMM:
        import timm
        return timm.create_model(name, num_classes=classes)
    declare_operators()
    import torchvision
    return torchvision.models.get_model(name, weights=None, num_classes=classes)


def uniform(count: int, key: int) -> Tensor:
    """Numbers in [0, 1), in float64: a hash of index and key in integers, the same in every language."""
    h = (torch.arange(count, dtype=torch.int64) * 2654435761 + key * 40503) % MODULUS
    h = (h ^ (h >> 15)) * 739982445 % MODULUS
    h = (h ^ (h >> 12)) * 739982445 % MODULUS
    return (h ^ (h >> 15)).to(torch.float64) / MODULUS


def filled(name: str, tensor: Tensor) -> Tensor:
    """The value of a parameter or buffer, of its name and shape alone."""
    u = uniform(tensor.numel(), sum(name.encode()))
    if name.endswith("running_var"):
        value = 0.5 + u
    elif tensor.dim() > 1:
        value = (2 * u - 1) * math.sqrt(6.0 * tensor.shape[0] / tensor.numel())
    elif name.endswith(".weight"):
        value = 0.25 + 0.5 * u
    else:
        value = 0.2 * u - 0.1
    return value.to(torch.float32).reshape(tensor.shape)


def fill(model: nn.Module) -> None:
    state = model.state_dict()
    model.load_state_dict({name: tensor if name.endswith("num_batches_tracked") else filled(name, tensor)
                           for name, tensor in state.items()})


def digest(tensor: Tensor) -> str:
    """Sum over a float32 tensor's bit patterns, each times 1 + its index modulo 65521; 64 bits, wrapping."""
    bits = tensor.detach().contiguous().flatten().view(torch.int32).to(torch.int64)
    weights = torch.arange(bits.numel(), dtype=torch.int64) % 65521 + 1
    return f"{int((bits * weights).sum()) % 2**64:016x}"


def names_digest(model: nn.Module) -> str:
    """64-bit FNV-1a of the sorted names of parameters and buffers with their shapes, a line each."""
    lines = sorted(f"{name} {'x'.join(map(str, tensor.shape))}\n" for name, tensor in model.state_dict().items())
    value = 0xCBF29CE484222325
    for byte in "".join(lines).encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def rows() -> Iterator[tuple[str, ...]]:
    for name in TORCHVISION + TIMM:
        model = build(name, 1000)
        yield name, "parameters", "1000", str(sum(p.numel() for p in model.parameters()))
        if name in INITIAL:
            for key, tensor in model.named_parameters():
                yield name, "initial", key, digest(tensor)
        model = build(name, CLASSES)
        yield name, "names", str(CLASSES), names_digest(model)
        fill(model)
        # In float64, so that no choice of kernels shows.
        model.double().eval()
        for size in SIZES[name]:
            images = (2 * uniform(2 * 3 * size * size, size) - 1).reshape(2, 3, size, size)
            with torch.no_grad():
                for index, logits in enumerate(model(images).tolist()):
                    yield name, "logits", f"{size}/{index}", *map(repr, logits)


if __name__ == "__main__":
    sys.exit(write_or_check(GOLDEN, rows(), __doc__))
