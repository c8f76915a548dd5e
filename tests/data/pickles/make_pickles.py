# SPDX-License-Identifier: Apache-2.0
"""Writes a batch of two images as Python 3 and NumPy pickle it by protocol 2, for the reader of CIFAR's Python version.

    python make_pickles.py         (numpy)
"""

import pathlib
import pickle

import numpy as np

data = (np.arange(2 * 3072) // 24 % 256).astype(np.uint8).reshape(2, 3072)
batch = {"batch_label": "two images", "labels": [3, 9], "data": data, "filenames": ["a.png", "b.png"]}
(pathlib.Path(__file__).parent / "python3_batch").write_bytes(pickle.dumps(batch, protocol=2))
