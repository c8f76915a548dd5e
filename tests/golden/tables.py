# SPDX-License-Identifier: Apache-2.0
"""What the scripts that make tables from torchvision share."""

import argparse
import functools
from collections.abc import Iterable
from pathlib import Path

import torch


@functools.cache
def declare_operators() -> torch.library.Library:
    """Lets torchvision be imported. Its wheel may be built for CUDA: it then cannot load its operators, of which neither
    models nor transforms need any."""
    library = torch.library.Library("torchvision", "DEF")
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return library


def write_or_check(golden: Path, rows: Iterable[tuple[str, ...]], description: str | None) -> int:
    """Writes the rows, sorted, or compares them with the file where --check is given; returns the exit code."""
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    check = arguments.parse_args().check
    text = "".join("\t".join(row) + "\n" for row in sorted(rows))
    if not check:
        golden.write_text(text, encoding="ascii")
        return 0
    same = golden.read_text(encoding="ascii") == text
    print(f"{golden.name}: {'as made' if same else 'differs'}")
    return 0 if same else 1
