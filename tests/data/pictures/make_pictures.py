# SPDX-License-Identifier: Apache-2.0
"""Writes small pictures of every kind that is read, and what each is to be read as.

    python make_pictures.py        (numpy and Pillow 12)

NAME.EXT has its expected colours in expected/NAME.png, 8-bit RGB without anything else. Those of PNG and BMP are computed from
the samples (16 bits to 8 by v / 257, transparency on white) and those of JPEG and GIF are Pillow's; where both are to be had,
the script compares them.
"""

import io
import pathlib
import shutil
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 21, 14
SIGNATURE = b"\x89PNG\r\n\x1a\n"

y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
RAMP = ((x * 11 + y * 3) % 256).astype(np.uint8)
COLOURS = np.stack([x * 12, y * 18, 255 - x * 6 - y * 9], axis=2).astype(np.uint8)
ALPHA = (255 - (x * 40) % 256).astype(np.uint8)


def on_white(rgb, alpha):
    """Lays float colours of 0 to 255 on white; alpha of 0 to 1."""
    return rgb * alpha[..., None] + 255 * (1 - alpha[..., None])


def save_expected(name, rgb):
    rgb = np.asarray(np.rint(rgb), dtype=np.uint8)
    if rgb.ndim == 2:
        rgb = np.repeat(rgb[..., None], 3, axis=2)
    Image.fromarray(rgb).save(HERE / "expected" / f"{name}.png", optimize=True)


def save(name, ending, content, expected):
    (HERE / f"{name}.{ending}").write_bytes(content)
    save_expected(name, expected)


def pillow(content):
    return ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")


def check(content, expected):
    """Compares what is expected with Pillow, where both have the same rules."""
    expected = np.asarray(expected, dtype=np.float64)
    if expected.ndim == 2:
        expected = np.repeat(expected[..., None], 3, axis=2)
    worst = np.abs(np.asarray(pillow(content), dtype=np.float64) - expected).max()
    assert worst <= 1, worst


# PNG ------------------------------------------------------------------------------------------------------------------------


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(samples, bits, colour, *extra):
    """Returns a PNG file of integer samples [height, width(, channels)]; extra chunks go before the pixels."""
    rows = samples.reshape(samples.shape[0], -1)
    raw = b""
    for row in rows:
        if bits == 16:
            raw += b"\0" + row.astype(">u2").tobytes()
        elif bits == 8:
            raw += b"\0" + row.astype(np.uint8).tobytes()
        else:
            unpacked = (row[:, None] >> np.arange(bits - 1, -1, -1)) & 1
            raw += b"\0" + np.packbits(unpacked.astype(np.uint8).reshape(-1)).tobytes()
    head = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], bits, colour, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", head) + b"".join(extra) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


def shorts(*values):
    return struct.pack(f">{len(values)}H", *values)


GRAY, RGB, PALETTE, GRAY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6


def make_png():
    for bits in (1, 2, 4, 8):
        samples = RAMP >> (8 - bits)
        levels = samples * 255.0 / (2**bits - 1)
        plain = png(samples, bits, GRAY)
        check(plain, levels)
        save(f"gray{bits}", "png", plain, levels)
        clear = int(samples[3, 5])
        keyed = png(samples, bits, GRAY, chunk(b"tRNS", shorts(clear)))
        save(f"gray{bits}-key", "png", keyed, np.where(samples == clear, 255, levels))
    deep = RAMP.astype(int) * 257 + (x * 9) % 100
    save("gray16", "png", png(deep, 16, GRAY), deep / 257)
    key = int(deep[2, 2])
    save("gray16-key", "png", png(deep, 16, GRAY, chunk(b"tRNS", shorts(key))), np.where(deep == key, 255, deep / 257))
    both = np.stack([RAMP, ALPHA], axis=2)
    grays = np.repeat(RAMP[..., None], 3, axis=2).astype(float)
    save("gray8-alpha", "png", png(both, 8, GRAY_ALPHA), on_white(grays, ALPHA / 255))
    save("gray16-alpha", "png", png(both.astype(int) * 257, 16, GRAY_ALPHA), on_white(grays, ALPHA / 255))

    plain = png(COLOURS, 8, RGB)
    check(plain, COLOURS)
    save("rgb8", "png", plain, COLOURS)
    deep = COLOURS.astype(int) * 257
    check(png(deep, 16, RGB), COLOURS)
    save("rgb16", "png", png(deep, 16, RGB), COLOURS)
    key = COLOURS[4, 7]
    hit = (COLOURS == key).all(axis=2)
    keyed = np.where(hit[..., None], 255, COLOURS)
    save("rgb8-key", "png", png(COLOURS, 8, RGB, chunk(b"tRNS", shorts(*map(int, key)))), keyed)
    save("rgb16-key", "png", png(deep, 16, RGB, chunk(b"tRNS", shorts(*(int(v) * 257 for v in key)))), keyed)
    four = np.dstack([COLOURS, ALPHA])
    save("rgb8-alpha", "png", png(four, 8, RGB_ALPHA), on_white(COLOURS, ALPHA / 255))
    save("rgb16-alpha", "png", png(four.astype(int) * 257, 16, RGB_ALPHA), on_white(COLOURS, ALPHA / 255))

    for bits in (1, 2, 4, 8):
        size = min(2**bits, 40)
        index = (x + 2 * y) % size
        table = np.array([[i * 6, 255 - i * 5, (i * 37) % 256] for i in range(size)], dtype=np.uint8)
        head = chunk(b"PLTE", table.tobytes())
        check(png(index, bits, PALETTE, head), table[index])
        opacity = np.array([0, 128] + [255] * (size - 2), dtype=np.uint8)
        content = png(index, bits, PALETTE, head, chunk(b"tRNS", opacity[:2].tobytes()))
        save(f"palette{bits}-alpha", "png", content, on_white(table[index], opacity[index] / 255))

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    icc = chunk(b"iCCP", b"other\0\0" + zlib.compress(profile, 9))
    gamma = chunk(b"gAMA", struct.pack(">I", 100000))
    check(png(COLOURS, 8, RGB, icc, gamma), COLOURS)
    save("rgb8-profile", "png", png(COLOURS, 8, RGB, icc, gamma), COLOURS)
    save("gray8-profile", "png", png(RAMP, 8, GRAY, icc, gamma), RAMP)
    turned = png(COLOURS, 8, RGB, chunk(b"eXIf", exif(6, ">")))
    check(turned, np.rot90(COLOURS, -1))
    save("rgb8-exif6", "png", turned, np.rot90(COLOURS, -1))


# JPEG -----------------------------------------------------------------------------------------------------------------------


def exif(orientation, order):
    """Returns Exif data: a TIFF header and a directory with the make and the orientation."""
    mark = b"II" if order == "<" else b"MM"
    entries = struct.pack(order + "HHI4s", 0x010F, 2, 4, b"cam\0")
    entries += struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return mark + struct.pack(order + "HIH", 42, 8, 2) + entries + struct.pack(order + "I", 0)


def jpeg(image, **options):
    out = io.BytesIO()
    options = {"quality": 90, "optimize": True, **options}
    image.save(out, "jpeg", **options)
    return out.getvalue()


def without(content, marker):
    """Returns a JPEG file without its segments of a marker."""
    at = 2
    kept = content[:2]
    while content[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if content[at + 1] != marker:
            kept += content[at:end]
        at = end
    return kept + content[at:]


def make_jpeg():
    colours, ramp = Image.fromarray(COLOURS), Image.fromarray(RAMP)
    inks = Image.fromarray(np.dstack([COLOURS, 255 - ALPHA // 2]), "CMYK")
    files = {
        "gray": jpeg(ramp),
        "gray-progressive": jpeg(ramp, progressive=True),
        "gray-profile": jpeg(ramp, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()),
        "ycc444": jpeg(colours, subsampling=0),
        "ycc422": jpeg(colours, subsampling=1),
        "ycc420": jpeg(colours, subsampling=2),
        "ycc-progressive": jpeg(colours, progressive=True),
        "ycc-restarts": jpeg(colours, restart_marker_blocks=2),
        "ycc-profile": jpeg(colours, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()),
        "ycc444-bare": without(jpeg(colours, subsampling=0), 0xE0),
        "rgb": jpeg(colours, keep_rgb=True),
        "rgb-bare": without(jpeg(colours, keep_rgb=True), 0xEE),
        "cmyk": jpeg(inks),
        "cmyk-bare": without(jpeg(inks), 0xEE),
        # The same samples, said to be Y, Cb, Cr and black.
        "ycck": jpeg(inks).replace(b"Adobe\0d\0\0\0\0\0", b"Adobe\0d\0\0\0\0\2"),
        "followed": jpeg(colours) + b"\xff\xd8 another picture",
    }
    assert files["ycck"] != files["cmyk"] and files["rgb-bare"] != files["rgb"]
    for orientation in range(1, 9):
        order = "<" if orientation % 2 else ">"
        files[f"exif{orientation}"] = jpeg(colours, exif=b"Exif\0\0" + exif(orientation, order))
    files["exif-damaged"] = jpeg(colours, exif=b"Exif\0\0MM\0*\xff\xff\xff\xf0")
    for name, content in files.items():
        expected = pillow(without(content, 0xE1) if name == "exif-damaged" else content)
        save(f"jpeg-{name}", "jpg", content, np.asarray(expected))


# GIF and BMP ----------------------------------------------------------------------------------------------------------------


def make_gif():
    index = Image.fromarray(COLOURS).quantize(16)
    out = io.BytesIO()
    index.save(out, "gif")
    save("gif-plain", "gif", out.getvalue(), np.asarray(index.convert("RGB")))
    out = io.BytesIO()
    Image.fromarray(RAMP).save(out, "gif", interlace=0)
    save("gif-gray", "gif", out.getvalue(), RAMP)
    out = io.BytesIO()
    index.save(out, "gif", interlace=1, save_all=True, append_images=[index.rotate(180)], loop=0)
    save("gif-animated", "gif", out.getvalue(), np.asarray(index.convert("RGB")))
    out = io.BytesIO()
    index.save(out, "gif", transparency=3)
    clear = np.asarray(Image.open(io.BytesIO(out.getvalue())).convert("RGBA"))
    save("gif-clear", "gif", out.getvalue(), on_white(clear[..., :3], clear[..., 3] / 255))
    # A frame of 21 x 14 at (4, 2) of a screen of 30 x 20.
    out = io.BytesIO()
    index.save(out, "gif", interlace=0)
    content = bytearray(out.getvalue())
    content[6:10] = struct.pack("<HH", 30, 20)
    at = content.index(b"\x2c" + struct.pack("<HHHH", 0, 0, WIDTH, HEIGHT))
    content[at + 1 : at + 5] = struct.pack("<HH", 4, 2)
    screen = np.full((20, 30, 3), 255, dtype=np.uint8)
    screen[2 : 2 + HEIGHT, 4 : 4 + WIDTH] = np.asarray(index.convert("RGB"))
    save("gif-offset", "gif", bytes(content), screen)


def bmp(pixels, bits, compression=0, tail=b"", table=b"", header=40, down=False):
    """Returns a BMP file; tail follows the 40 bytes of the header, up to its size and beyond it."""
    start = 14 + 40 + len(tail) + len(table)
    head = struct.pack("<IiiHHIIiiII", header, WIDTH, -HEIGHT if down else HEIGHT, 1, bits, compression, len(pixels),
                       2835, 2835, len(table) // 4, 0)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + head + tail + table + pixels


def make_bmp():
    def saved(image):
        out = io.BytesIO()
        image.save(out, "bmp")
        return out.getvalue()

    index = Image.fromarray(COLOURS).quantize(16)
    for name, image in {
        "rgb": Image.fromarray(COLOURS),
        "gray": Image.fromarray(RAMP),
        "bits": Image.fromarray(RAMP).convert("1"),
        "palette": index,
    }.items():
        save(f"bmp-{name}", "bmp", saved(image), np.asarray(image.convert("RGB")))
    padded = np.pad(COLOURS[..., ::-1], ((0, 0), (0, 0), (0, 1)))
    down = bmp(padded.tobytes(), 32, down=True)
    check(down, COLOURS)
    save("bmp-down", "bmp", down, COLOURS)

    five = (COLOURS[..., 0].astype(int) >> 3) << 11 | (COLOURS[..., 1].astype(int) >> 2) << 5 | COLOURS[..., 2] >> 3
    rows = np.pad(five.astype("<u2"), ((0, 0), (0, 1)))[::-1]
    levels = np.dstack([(five >> 11) * 255 / 31, (five >> 5 & 63) * 255 / 63, (five & 31) * 255 / 31])
    masked = bmp(rows.tobytes(), 16, 3, tail=struct.pack("<III", 0xF800, 0x07E0, 0x001F))
    check(masked, levels)
    save("bmp-565", "bmp", masked, levels)

    four = np.dstack([COLOURS[..., ::-1], ALPHA])[::-1]
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    # Its colour space is said to be a profile in a file, which nobody is to open.
    tail = masks + b"KNIL" + bytes(48) + struct.pack("<IIII", 4, 124, 20, 0)
    save("bmp-alpha", "bmp", bmp(four.tobytes(), 32, 3, tail=tail, header=124), on_white(COLOURS, ALPHA / 255))

    numbers = np.asarray(index)
    table = b"".join(bytes([b, g, r, 0]) for r, g, b in np.array(index.getpalette()).reshape(-1, 3)[:16].tolist())
    runs = b""
    for row in numbers[::-1]:
        runs += bytes([0, 11]) + row[:11].tobytes() + b"\0"  # as they are, filled up to two bytes
        for value in row[11:]:
            runs += bytes([1, int(value)])
        runs += b"\0\0"
    content = bmp(runs + b"\0\1", 8, 1, table=table)
    check(content, np.asarray(index.convert("RGB")))
    save("bmp-runs", "bmp", content, np.asarray(index.convert("RGB")))


def main():
    for old in HERE.glob("*.*"):
        if old.suffix in (".png", ".jpg", ".gif", ".bmp"):
            old.unlink()
    shutil.rmtree(HERE / "expected", ignore_errors=True)
    (HERE / "expected").mkdir()
    make_png()
    make_jpeg()
    make_gif()
    make_bmp()


if __name__ == "__main__":
    main()
