# SPDX-License-Identifier: Apache-2.0
"""Trains a reference network on CIFAR-10 without shuffling and augmentation and prints its steps as JSON.

The document is that of `reslab train --no-shuffle --no-augment --json`: {"steps": [{"step", "loss", "grad_norm",
"lr"}, ...]}. With one memory format and one number of threads on both sides the steps are the same bits.
"""

import argparse
import dataclasses
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from reference_nets import BLOCKS, INITS, build
from reference_training import normalise, read_records, train


def read_training_set(folder: Path, images: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The first `images` training images, or as many as there are."""
    parts = []
    for number in range(1, 6):
        path = folder / f"data_batch_{number}.bin"
        if not path.exists() or sum(len(labels) for _, labels in parts) >= images:
            break
        parts.append(read_records(path))
    if not parts:
        raise FileNotFoundError(f"{folder} holds no data_batch_1.bin")
    pixels = torch.cat([part for part, _ in parts])[:images]
    return pixels, torch.cat([labels for _, labels in parts])[:images]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", default="tinynet")
    parser.add_argument("--block", default="basic", choices=BLOCKS)
    parser.add_argument("--init", default="default", choices=INITS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=5, help="length that the milestones are laid out for")
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--subset", type=int, default=50000, help="training images used")
    parser.add_argument("--data-dir", type=Path, required=True, help="folder of the data_batch_*.bin files")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--memory-format", choices=("contiguous", "channels-last"), default="contiguous")
    parser.add_argument("--checkpoint-out", type=Path)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    # More images than the steps see are not needed, but an epoch has to keep its length.
    pixels, labels = read_training_set(arguments.data_dir, arguments.subset)
    images = normalise(pixels)
    model = build(arguments.net, arguments.block, arguments.seed, arguments.init)
    channels_last = arguments.memory_format == "channels-last"
    if channels_last:
        images = images.contiguous(memory_format=torch.channels_last)
        model = model.to(memory_format=torch.channels_last)
    steps = train(model, images, labels, steps=arguments.steps, batch=arguments.batch, epochs=arguments.epochs,
                  lr=arguments.lr)
    if arguments.checkpoint_out is not None:
        save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, arguments.checkpoint_out)
    print(json.dumps({"steps": [dataclasses.asdict(step) for step in steps]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
