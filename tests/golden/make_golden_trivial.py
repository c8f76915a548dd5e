# SPDX-License-Identifier: Apache-2.0
"""Makes trivial.tsv: what torchvision's TrivialAugmentWide makes of images. README.md says how."""

import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from tables import declare_operators, write_or_check

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "trivial.tsv"

SHAPES = ((3, 32, 32), (1, 28, 20), (3, 17, 40))
FLAT = (3, 8, 12)
BINS = 31
MODULUS = 2**32


def noise(index: int) -> int:
    """0 to 31, a hash of the index in integers, the same in every language."""
    h = index * 2654435761 % MODULUS
    h = (h ^ (h >> 15)) * 739982445 % MODULUS
    h = (h ^ (h >> 12)) * 739982445 % MODULUS
    return (h ^ (h >> 15)) >> 27


def waves(channels: int, height: int, width: int) -> Tensor:
    """A slope with noise, of another brightness in each channel."""
    return torch.tensor([[[min(255, 20 + 40 * c + 120 * y // height + 60 * x // width
                               + noise((c * height + y) * width + x)) for x in range(width)]
                          for y in range(height)] for c in range(channels)], dtype=torch.uint8)


def flat(_: int, height: int, width: int) -> Tensor:
    """A channel of one value, one of two values, one of a value for each column."""
    return torch.tensor([[[value(y, x) for x in range(width)] for y in range(height)] for value in
                         (lambda y, x: 77, lambda y, x: 10 if (x + y) % 3 else 200, lambda y, x: 100 + x)],
                        dtype=torch.uint8)


def digest(image: Tensor) -> str:
    """64-bit FNV-1a of the bytes [height][width][channels]."""
    value = 0xCBF29CE484222325
    for byte in image.permute(1, 2, 0).reshape(-1).tolist():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def rows() -> Iterator[tuple[str, ...]]:
    declare_operators()
    from torchvision.transforms import TrivialAugmentWide
    from torchvision.transforms.autoaugment import _apply_op

    augmentation = TrivialAugmentWide(num_magnitude_bins=BINS)
    images = [("waves", waves, shape) for shape in SHAPES] + [("flat", flat, FLAT)]
    for name, make, shape in images:
        image = make(*shape)
        case = f"{name}/{'x'.join(map(str, shape))}"
        yield case, "image", "-", digest(image)
        for operation, (magnitudes, signed) in augmentation._augmentation_space(BINS).items():
            for sign in (1.0, -1.0) if signed else (1.0,):
                yield case, operation, "-" if sign < 0 else "+", *(
                    digest(_apply_op(image, operation, sign * float(magnitude), augmentation.interpolation,
                                     augmentation.fill)) for magnitude in magnitudes.reshape(-1).tolist())


if __name__ == "__main__":
    sys.exit(write_or_check(GOLDEN, rows(), __doc__))
