# SPDX-License-Identifier: Apache-2.0
"""Loads a safetensors checkpoint of ResLab into the reference network with strict=True.

Optionally checks that it equals the freshly built network of a seed bit for bit, and that logits which
`reslab evaluate --logits` wrote agree with the reference's. Exit code 0 where every check holds, else 1.
"""

import argparse
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from reference_nets import BLOCKS, INITS, build
from reference_training import logits_of, normalise, read_records

LOGIT_TOLERANCE = 1e-5  # relative to the largest logit of an image


def differing_tensors(model: nn.Module, other: nn.Module) -> list[str]:
    """Names of the tensors whose bytes differ."""
    theirs = other.state_dict()
    return [name for name, tensor in model.state_dict().items()
            if tensor.numpy().tobytes() != theirs[name].numpy().tobytes()]


def logit_error(model: nn.Module, logits_file: Path, data_dir: Path) -> tuple[int, float]:
    """Images compared, and the largest difference relative to the largest logit of its image."""
    tensors = load_file(logits_file)
    if "logits" not in tensors:
        raise ValueError(f"{logits_file} holds {', '.join(sorted(tensors))}; expected a tensor 'logits'")
    found = tensors["logits"]
    images, _ = read_records(data_dir / "test_batch.bin", len(found))
    if len(images) != len(found):
        raise ValueError(f"{logits_file} has logits of {len(found)} images, {data_dir} has {len(images)} test images")
    expected = torch.cat([logits_of(model, normalise(part)) for part in images.split(256)])
    relative = (found - expected).abs().amax(dim=1) / expected.abs().amax(dim=1)
    return len(found), relative.max().item()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", default="tinynet")
    parser.add_argument("--block", default="basic", choices=BLOCKS)
    parser.add_argument("--init", default="default", choices=INITS)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--equals-seed", type=int, metavar="SEED",
                        help="the checkpoint must be this seed's initial state")
    parser.add_argument("--logits", type=Path, help="safetensors file with a tensor 'logits' [N, classes]")
    parser.add_argument("--images", type=Path, metavar="DIR",
                        help="folder of the test_batch.bin that the logits belong to")
    arguments = parser.parse_args()
    if (arguments.logits is None) != (arguments.images is None):
        parser.error("--logits and --images go together")

    def built(seed: int) -> nn.Module:
        return build(arguments.net, arguments.block, seed, arguments.init, arguments.classes)

    model = built(0)
    model.load_state_dict(load_file(arguments.checkpoint), strict=True)
    print(f"{arguments.checkpoint}: {len(model.state_dict())} tensors loaded with strict=True")
    good = True
    if arguments.equals_seed is not None:
        names = differing_tensors(model, built(arguments.equals_seed))
        good &= not names
        outcome = f"these differ: {', '.join(names)}" if names else "equal bit for bit"
        print(f"seed {arguments.equals_seed}: {outcome}")
    if arguments.logits is not None:
        images, error = logit_error(model, arguments.logits, arguments.images)
        good &= error <= LOGIT_TOLERANCE
        print(f"logits of {images} images: largest relative difference {error:.2e}, allowed {LOGIT_TOLERANCE:.0e}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
