# SPDX-License-Identifier: Apache-2.0
"""What tests/gpu/run.sh found, as result.json and table.md. Needs Python's standard library and nothing else.

usage: report.py DIR [--check]      writes both files into DIR, the folder that run.sh filled; exit code 1 where a check
                                    did not pass, under --check also where a speed misses its target
       report.py --losses-fall FILE whether the losses of `reslab train --json` fell; exit code 1 where they did not
       report.py --self-test        checks the arithmetic below on a network that was counted by hand

The memory-bound limit. A training step moves at least so many bytes between the card's memory and its chip, counted in
elements of a map of one image; a map is read again by each kernel that needs it:

  convolution, linear layer   forward: reads its input, writes its output
                              gradient of the input: reads that of the output, writes that of the input (not of the first)
                              gradient of the weight: reads the input and the gradient of the output
  batch normalisation, with   forward: reads its input for the statistics and again to normalise, writes once: 3
  ReLU and addition fused     backward: reads the gradient and the input for two sums and again for the result, writes
                              once: 5
  addition, fused into it     forward: reads the shortcut: 1
                              backward: reads its output for ReLU's mask, in both passes, and writes the shortcut's
                              gradient: 3, or 0 without ReLU; then the block's input adds that gradient up: 1
  addition by itself          forward: reads two, writes one: 3; backward as above
  ReLU                        nothing: it belongs to what is before it
  pooling over the map        reads it forward, writes its gradient
  batch                       reads bytes, writes the elements of the image
  weights, once a step        9 x 4 bytes of each parameter: read forward and backward, gradient written, norm of the
                              gradients, and the optimizer's reading of 3 and writing of 2

An element has 4 bytes in fp32 and tf32, 2 in bf16 and fp16. Images a second at the limit are the bandwidth of a copy, read
and written bytes both counted, over the bytes of an image. What stays in the card's cache between two kernels crosses no
memory, so small batches may come nearer to the limit than large ones, or pass it.
"""

import json
import math
import sys
from pathlib import Path

BYTES = {"fp32": 4, "tf32": 4, "bf16": 2, "fp16": 2}
WEIGHT_PASSES = 9
IMAGE = (3, 32, 32)
NOT_MEASURED = "–"


def size(shape):
    return math.prod(shape)


def elements(layers):
    """Elements of one image's maps that a training step moves, its batch not among them."""
    moved = 0
    convolutions = 0
    main = shortcut = block_input = size(IMAGE)
    place = None
    previous = None  # type of the layer before, on the branch
    for index, layer in enumerate(layers):
        kind, out = layer["type"], size(layer["output_shape"])
        if (layer["stage"], layer["block"]) != place:
            place = (layer["stage"], layer["block"])
            block_input = shortcut = main
        source = shortcut if layer["on_shortcut"] else main
        following = layers[index + 1]["type"] if index + 1 < len(layers) else None
        if kind in ("Conv2d", "Linear"):
            passes = 3 if convolutions > 0 else 2
            convolutions += 1
            moved += passes * (source + out)
        elif kind == "BatchNorm2d":
            moved += 8 * out
        elif kind == "Add":
            moved += (1 if previous == "BatchNorm2d" else 3) * out
            moved += (3 if following == "ReLU" else 0) * out + block_input
        elif kind == "AdaptiveAvgPool2d":
            moved += 2 * source
        elif kind not in ("ReLU", "Flatten", "Identity"):
            raise ValueError(f"there is no model of the traffic of a layer {kind} ({layer['name']})")
        if layer["on_shortcut"]:
            shortcut = out
        else:
            main = out
            previous = kind
    return moved


def bytes_of_image(summary, precision, batch):
    """Bytes that a training step moves for each of its images, at least."""
    element = BYTES[precision]
    maps = element * elements(summary["layers"])
    assembled = size(IMAGE) * (1 + element)
    weights = WEIGHT_PASSES * 4 * summary["parameters"] / batch
    return maps + assembled + weights


def load(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return None


def rows(path):
    """Lines of tab-separated fields that run.sh noted down."""
    if not path.exists():
        return []
    return [line.split("\t") for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n")]


def ratio_of(bench, name):
    return next((f["spread"] for f in bench["figures"] if f["name"] == f"reslab / {name}"), None)


def timing(folder, fields, summary, copy_gbps):
    """One cell of the table, measured or with the reason why it was not."""
    batch, precision, note = int(fields[0]), fields[1], fields[2]
    cell = {"batch": batch, "precision": precision, "measured": False, "note": note}
    bench = load(folder / f"train-{batch}-{precision}.json")
    if bench is None:
        return cell
    cell |= {
        "measured": True,
        "note": "; ".join([note] * bool(note) + bench["notes"]),
        "settings": bench["settings"],
        "rounds": bench["rounds"],
        "contenders": [
            {key: c[key] for key in ("name", "description", "images_per_second", "peak_bytes")} for c in bench["contenders"]
        ],
        "ratios": {c["name"]: ratio_of(bench, c["name"]) for c in bench["contenders"][1:]},
        "targets": bench["targets"],
        "bytes_per_image": None,
        "memory_limit_images_per_second": None,
        "share_of_memory_limit": None,
    }
    if summary:
        cell["bytes_per_image"] = bytes_of_image(summary, precision, batch)
        if copy_gbps:
            limit = copy_gbps * 1e9 / cell["bytes_per_image"]
            cell["memory_limit_images_per_second"] = limit
            cell["share_of_memory_limit"] = cell["contenders"][0]["images_per_second"]["median"] / limit
    return cell


def collect(folder):
    facts = dict(fields[:2] for fields in rows(folder / "facts.tsv"))
    copy = load(folder / "copy.json") or {}
    summary = load(folder / "summary.json")
    return {
        "facts": facts,
        "checks": [
            {"name": name, "outcome": outcome, "seconds": float(seconds), "note": note}
            for name, outcome, seconds, note in rows(folder / "checks.tsv")
        ],
        "doctor": load(folder / "doctor.json"),
        "verify_device": load(folder / "verify-device.json"),
        "copy": copy or None,
        "deterministic": load(folder / "deterministic.json"),
        "timings": [timing(folder, fields, summary, copy.get("gbps")) for fields in rows(folder / "cells.tsv")],
    }


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread(value, form):
    if value is None:
        return NOT_MEASURED
    text = form(value["median"])
    if value["lower"] is None or value["upper"] is None:
        return text
    return f"{text} ({form(value['lower'])} .. {form(value['upper'])})"


def row(cell):
    head = f"| {cell['batch']} | {cell['precision']} | "
    if not cell["measured"]:
        return head + f"{cell['note']} | | | | | |"
    rates = {c["name"]: c["images_per_second"] for c in cell["contenders"]}
    ratios = cell["ratios"]
    share = cell["share_of_memory_limit"]
    return head + " | ".join([
        spread(rates["reslab"], number),
        spread(rates.get("tuned"), number),
        spread(ratios.get("tuned"), lambda v: f"{v:.2f}"),
        spread(rates.get("compile"), number),
        spread(ratios.get("compile"), lambda v: f"{v:.2f}"),
        NOT_MEASURED if share is None else f"{100 * share:.0f} %",
    ]) + " |"


def table(result):
    facts = result["facts"]
    dry = " **A dry run: its figures mean nothing.**"
    rounds = sorted({cell["rounds"] for cell in result["timings"] if cell["measured"]})
    machine = ", ".join(
        filter(None, [facts.get("card"), facts.get("driver") and "driver " + facts["driver"],
                      facts.get("torch") and "LibTorch " + facts["torch"], facts.get("date"),
                      "commit " + facts.get("commit", "unknown")]))
    lines = [
        machine + ".",
        f"Training, TinyNet `basic`, medians over {' or '.join(map(str, rounds)) or 'no'} rounds with their 95 % intervals; "
        "the ratios are those of the rounds." + (dry if facts.get("dry_run") == "true" else ""),
        "",
        "| batch | precision | ResLab, images/s | eager PyTorch | ResLab over it | `torch.compile` | ResLab over it "
        "| of the memory-bound limit |",
        "|---|---|---|---|---|---|---|---|",
        *map(row, result["timings"]),
        "",
    ]
    if result["deterministic"]:
        settings, ours = result["deterministic"]["settings"], result["deterministic"]["contenders"][0]
        lines += [f"With `--deterministic`, batch {settings['batch']} in {settings['precision']}: "
                  f"{spread(ours['images_per_second'], number)} images/s.", ""]
    else:
        lines += ["With `--deterministic`: not measured.", ""]
    if result["copy"]:
        lines += [f"A copy on the device moves {number(result['copy']['gbps'])} GB/s, read and written.", ""]
    lines += ["| check | | |", "|---|---|---|"]
    lines += [f"| {c['name']} | {c['outcome']} | {c['note']} |" for c in result["checks"]]
    notes = [f"- {cell['batch']} {cell['precision']}: {cell['note']}"
             for cell in result["timings"] if cell["measured"] and cell["note"]]
    return "\n".join(lines + ([""] + notes if notes else [])) + "\n"


def missed(result):
    return [
        f"{cell['batch']} {cell['precision']}: {t['target']['figure']} is {t['found']:.2f}, "
        f"expected at least {t['target']['bound']}"
        for cell in result["timings"] if cell["measured"]
        for t in cell["targets"] if t["outcome"] == "missed"
    ]


def report(folder, check):
    result = collect(folder)
    result["missed_targets"] = missed(result)
    (folder / "result.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "table.md").write_text(table(result), encoding="utf-8")
    # What a CPU cannot have is skipped; nothing else may be left out.
    failed = [c for c in result["checks"] if c["outcome"] not in ("passed", "skipped")]
    for each in failed:
        print(f"{each['name']}: {each['outcome']}: {each['note']}", file=sys.stderr)
    for each in result["missed_targets"]:
        print(f"target missed: {each}", file=sys.stderr)
    return 1 if failed or not result["checks"] or (check and result["missed_targets"]) else 0


def losses_fall(document):
    """Whether the last quarter of the steps has a lower mean loss than the first."""
    losses = [step["loss"] for step in document["steps"]]
    quarter = max(1, len(losses) // 4)
    first, last = sum(losses[:quarter]) / quarter, sum(losses[-quarter:]) / quarter
    print(f"mean loss of the first {quarter} of {len(losses)} steps {first:.4f}, of the last {quarter} {last:.4f}")
    return math.isfinite(last) and last < first


def self_test():
    def layer(kind, shape, block=-1, on_shortcut=False):
        return {"name": kind, "type": kind, "output_shape": shape, "stage": 0 if block < 0 else 1, "block": block,
                "on_shortcut": on_shortcut}

    def expect(found, wanted):
        if found != wanted:
            raise AssertionError(f"found {found}, expected {wanted}")

    # 3072 in, a map of 10 elements, a block whose shortcut halves nothing, pooled to 2, then 5 logits.
    stem = [layer("Conv2d", [1, 10, 1, 1]), layer("BatchNorm2d", [1, 10, 1, 1]), layer("ReLU", [1, 10, 1, 1])]
    expect(elements(stem), 2 * (3072 + 10) + 8 * 10)
    block = [
        layer("Conv2d", [1, 4], 0), layer("BatchNorm2d", [1, 4], 0), layer("ReLU", [1, 4], 0),
        layer("Conv2d", [1, 4], 0), layer("BatchNorm2d", [1, 4], 0),
        layer("Conv2d", [1, 4], 0, True), layer("BatchNorm2d", [1, 4], 0, True),
        layer("Add", [1, 4], 0), layer("ReLU", [1, 4], 0),
    ]
    # Convolutions 10 to 4, 4 to 4, and 10 to 4 on the shortcut; three normalisations; the addition, masked by ReLU.
    expect(elements(stem + block) - elements(stem), 3 * (14 + 8 + 14) + 3 * 8 * 4 + (1 + 3) * 4 + 10)
    head = [layer("AdaptiveAvgPool2d", [1, 2]), layer("Flatten", [1, 2]), layer("Linear", [1, 5])]
    expect(elements(stem + block + head) - elements(stem + block), 2 * 4 + 3 * 7)
    # Pre-activation: the addition is by itself, and has no mask.
    bare = [layer("Conv2d", [1, 10], 0), layer("Add", [1, 10], 0)]
    expect(elements(stem + bare) - elements(stem), 3 * 20 + 3 * 10 + 10)

    summary = {"layers": stem, "parameters": 100}
    expect(bytes_of_image(summary, "fp32", 10), 4 * 6244 + 3072 * 5 + 360)
    expect(bytes_of_image(summary, "bf16", 10), 2 * 6244 + 3072 * 3 + 360)
    try:
        elements([layer("GroupNorm", [1, 4])])
    except ValueError as refused:
        expect(str(refused), "there is no model of the traffic of a layer GroupNorm (GroupNorm)")
    else:
        raise AssertionError("a layer without a model was accepted")

    expect(losses_fall({"steps": [{"loss": v} for v in (2, 2, 1, 1)]}), True)
    expect(losses_fall({"steps": [{"loss": v} for v in (2, 1, 2, math.nan)]}), False)
    print("report.py: all agree")


def main(arguments):
    if arguments == ["--self-test"]:
        self_test()
        return 0
    if len(arguments) == 2 and arguments[0] == "--losses-fall":
        return 0 if losses_fall(json.loads(Path(arguments[1]).read_text(encoding="utf-8"))) else 1
    if arguments and arguments[1:] in ([], ["--check"]):
        return report(Path(arguments[0]), len(arguments) == 2)
    print(__doc__.split("\n\n")[1], file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
