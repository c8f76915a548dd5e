# SPDX-License-Identifier: Apache-2.0
"""Reading, normalising and training as the reference does: no augmentation, no shuffling, SGD and MultiStepLR."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

RECORD = 3073  # one label byte, three planes of 32 x 32 bytes
MEAN = (0.4914, 0.4822, 0.4465)
STD = (0.2023, 0.1994, 0.2010)


def read_records(path: Path, limit: int = 0) -> tuple[Tensor, Tensor]:
    """Reads uint8 images [N, 3, 32, 32] and int64 labels [N] of a file in the CIFAR-10 binary layout."""
    raw = np.fromfile(path, dtype=np.uint8)
    if raw.size == 0 or raw.size % RECORD != 0:
        raise ValueError(f"{path}: {raw.size} bytes, expected a positive multiple of {RECORD}")
    records = torch.from_numpy(raw.reshape(-1, RECORD))
    if limit > 0:
        records = records[:limit]
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].long()


def normalise(images: Tensor) -> Tensor:
    """float32 images by torchvision's ToTensor and Normalize, operation for operation."""
    scaled = images.to(torch.float32).div(255)
    mean = torch.tensor(MEAN, dtype=torch.float32).view(3, 1, 1)
    std = torch.tensor(STD, dtype=torch.float32).view(3, 1, 1)
    return scaled.sub(mean).div(std)


def batches(images: Tensor, labels: Tensor, batch: int) -> Iterator[tuple[Tensor, Tensor]]:
    """One epoch in the data's order; the last batch may be smaller."""
    return zip(images.split(batch), labels.split(batch))


def grad_norm(model: nn.Module) -> float:
    """L2 norm over all gradients that exist: the root of the sum of the squared norms of the tensors, in float64."""
    return sum(p.grad.norm(2).item() ** 2 for p in model.parameters() if p.grad is not None) ** 0.5


def logits_of(model: nn.Module, images: Tensor) -> Tensor:
    """Evaluation-mode logits."""
    model.eval()
    with torch.no_grad():
        return model(images)


@dataclass(frozen=True)
class Step:
    step: int
    loss: float
    grad_norm: float
    lr: float


def train(model: nn.Module, images: Tensor, labels: Tensor, *, steps: int, batch: int, epochs: int,
          lr: float, autocast: torch.dtype | None = None) -> list[Step]:
    """Trains `model` in place for `steps` steps of a run laid out for `epochs` epochs.

    `images` are normalised; the run is made in their dtype and memory format, or under autocast to another type.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=5e-4)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[int(0.6 * epochs), int(0.85 * epochs)],
                                                    gamma=0.1)
    criterion = nn.CrossEntropyLoss()
    model.train()
    done: list[Step] = []
    for _ in range(epochs):
        for x, y in batches(images, labels, batch):
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", autocast or torch.bfloat16, enabled=autocast is not None):
                loss = criterion(model(x), y)
            loss.backward()
            done.append(Step(len(done) + 1, loss.item(), grad_norm(model), optimizer.param_groups[0]["lr"]))
            optimizer.step()
            if len(done) == steps:
                return done
        schedule.step()
    raise ValueError(f"{epochs} epochs of this data are {len(done)} steps; {steps} were asked for")
