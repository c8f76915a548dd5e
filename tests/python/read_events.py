# SPDX-License-Identifier: Apache-2.0
"""Prints what TensorBoard reads from a folder of event files, as one JSON document.

Usage: read_events.py FOLDER
"""

import io
import json
import struct
import sys

from PIL import Image
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.hparams import metadata


def bits(value):
    """float32 as its four bytes: NaN and infinities survive, and nothing is rounded."""
    return struct.pack(">f", value).hex()


def hparams(accumulator):
    found = {}
    try:
        contents = accumulator.PluginTagToContent(metadata.PLUGIN_NAME)
    except KeyError:  # a diagnosis has no settings of training
        return found
    for tag, content in contents.items():
        if tag == metadata.SESSION_START_INFO_TAG:
            start = metadata.parse_session_start_info_plugin_data(content)
            found["group"] = start.group_name
            found["settings"] = {
                name: getattr(value, value.WhichOneof("kind")) for name, value in start.hparams.items()
            }
        elif tag == metadata.SESSION_END_INFO_TAG:
            found["status"] = metadata.parse_session_end_info_plugin_data(content).status
        elif tag == metadata.EXPERIMENT_TAG:
            experiment = metadata.parse_experiment_plugin_data(content)
            found["names"] = [info.name for info in experiment.hparam_infos]
            found["metrics"] = [info.name.tag for info in experiment.metric_infos]
    return found


def main(folder):
    accumulator = event_accumulator.EventAccumulator(
        folder,
        size_guidance={
            event_accumulator.SCALARS: 0,
            event_accumulator.HISTOGRAMS: 0,
            event_accumulator.IMAGES: 0,
            event_accumulator.TENSORS: 0,
        },
    )
    accumulator.Reload()
    tags = accumulator.Tags()
    document = {
        "scalars": {
            tag: [[event.wall_time, event.step, bits(event.value)] for event in accumulator.Scalars(tag)]
            for tag in tags["scalars"]
        },
        "histograms": {
            tag: [
                {
                    "step": event.step,
                    "min": event.histogram_value.min,
                    "max": event.histogram_value.max,
                    "num": event.histogram_value.num,
                    "limits": list(event.histogram_value.bucket_limit),
                    "counts": list(event.histogram_value.bucket),
                }
                for event in accumulator.Histograms(tag)
            ]
            for tag in tags["histograms"]
        },
        "images": {
            tag: [
                {
                    "step": event.step,
                    "size": [event.width, event.height],
                    "decoded": list(Image.open(io.BytesIO(event.encoded_image_string)).size),
                }
                for event in accumulator.Images(tag)
            ]
            for tag in tags["images"]
        },
        "hparams": hparams(accumulator),
    }
    json.dump(document, sys.stdout, allow_nan=False)


main(sys.argv[1])
