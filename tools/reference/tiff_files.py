"""Small TIFFs of every supported kind, and of kinds that are refused. Part of make_tiff_fixtures."""
import io
import struct
from itertools import product

import cv2
import numpy as np
from PIL import Image

from tiff_writer import DEFLATE, LZW, NONE, PACKBITS, cut, layout, lzw, plain, planes_of, samples, write

WIDTH, HEIGHT = 19, 13
JPEG, OLD_JPEG = 7, 6
NAMES = {NONE: "raw", LZW: "lzw", DEFLATE: "deflate", PACKBITS: "packbits"}
ORDERS = {"<": "le", ">": "be"}


class As:
    """A file that Pillow may read wrongly, and its twin with the same pixels, which Pillow reads correctly."""

    def __init__(self, data, twin):
        self.data, self.twin = data, twin


class Refused:
    """A file that is refused: `kind` is `damaged` or `unsupported`, and the message matches `says`."""

    def __init__(self, data, kind, says):
        self.data, self.kind, self.says = data, kind, says


def picture(count, height=HEIGHT, width=WIDTH):
    """A picture [height, width, count] of waves, a checkerboard and ramps."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [128 + 90 * np.sin(x / 3) + 30 * ((x // 5 + y // 4) % 2), 128 + 100 * np.cos(y / 3 + x / 6),
              x * 255 / width + y * 37 % 61, (x * 37 + y * 13) % 256, (x * 3 + y * y) % 256, (x * x + y) % 256]
    return np.clip(np.stack(planes[:count], -1), 0, 255).astype(np.uint8)


def deep(array):
    """The array in 16 bits, with other values in the low bytes."""
    return (array.astype(np.uint16) << 8) + array[::-1]


Y, X = np.mgrid[0:HEIGHT, 0:WIDTH]
RGB, GREY = picture(3), picture(1)
# Values below and above 255, to which Pillow clips them.
LEVELS = np.where(Y < 6, X * 17 + Y, X * 1237 + Y * 771)[..., None].astype(np.uint16)
PALETTES = {bits: [int(v) for v in (np.arange(3 << bits) * 40503 + 777) % 65536] for bits in (1, 2, 4, 8)}
TILE = (16, 16)


def palette(bits):
    return {320: ("H", PALETTES[bits])}


def layouts():
    for compression, (order, name, where) in product(
            NAMES, [("<", "strip", {}), (">", "strips", {"rows": 5}), ("<", "tiles", {"tile": TILE})]):
        yield f"rgb-{NAMES[compression]}-{name}", plain(RGB, 2, 8, compression, order, **where)
        yield f"rgb-planes-{NAMES[compression]}-{name}", plain(RGB, 2, 8, compression, order, planar=2, **where)
    for compression in (NONE, DEFLATE):
        little = plain(RGB, 2, 8, compression, big=True, rows=5)
        yield f"bigtiff-{NAMES[compression]}-le", little
        yield f"bigtiff-{NAMES[compression]}-be", As(plain(RGB, 2, 8, compression, ">", big=True, rows=5), little)
    image = Image.fromarray(RGB)
    for compression in ("zstd", "jpeg"):
        yield f"pillow-{compression}", saved(image, compression=compression)
    yield "pillow-zstd-grey", saved(image.convert("L"), compression="zstd")
    yield "pages", saved(image, save_all=True, append_images=[image.rotate(180)], compression="tiff_lzw")
    array = picture(3, 50, 24)
    old = [lzw(samples(block, 8, "<"), old=True) for block in cut([array], None, 40)]
    yield "lzw-of-before-version-5", write(layout(array, 2, 8, LZW, rows=40), old)


def saved(image, **options):
    file = io.BytesIO()
    image.save(file, "TIFF", **options)
    return file.getvalue()


def kinds():
    for bits, white in product((1, 2, 4, 8), (0, 1)):
        name = f"grey-{bits}-bit-{'black' if white else 'white'}-is-zero"
        yield name, plain(GREY >> (8 - bits), white, bits, LZW, rows=5)
        if white == 0:
            # Pillow ignores the polarity of uncompressed single planes.
            yield f"{name}-plane", As(plain(GREY >> (8 - bits), white, bits, planar=2), plain(GREY >> (8 - bits), white, bits))
    yield "grey-12-bit", plain(LEVELS & 4095, 1, 12, rows=5)
    yield "grey-12-bit-be", As(plain(LEVELS & 4095, 1, 12, LZW, ">"), plain(LEVELS & 4095, 1, 12))
    signed = (LEVELS.astype(np.int32) - 100)
    numbers = {"uint16": LEVELS, "int16": signed.clip(-100, 32767).astype(np.int16), "int32": signed,
               "uint32": LEVELS.astype(np.uint32) * 70001, "float32": (signed / 3.7).astype(np.float32)}
    for name, values in numbers.items():
        bits = values.dtype.itemsize * 8
        little = plain(values, 1, bits, NONE, rows=5)
        yield f"grey-{name}-le", little
        # Pillow swaps the bytes of compressed values twice, and does not read unsigned values of 32 bits.
        yield f"grey-{name}-be-lzw", As(plain(values, 1, bits, LZW, ">", rows=5), little)
        yield f"grey-{name}-tiles", plain(values, 1, bits, DEFLATE, tile=TILE)
    yield "grey-int8", plain(GREY.view(np.int8), 1, 8)
    yield "grey-uint16-white-is-zero", plain(LEVELS, 0, 16)
    yield "grey-float32-white-is-zero", plain(numbers["float32"], 0, 32)
    yield "grey-alpha", plain(picture(2), 1, 8, extra=(2,), rows=5)
    for bits in PALETTES:
        yield f"palette-{bits}-bit", plain(GREY >> (8 - bits), 3, bits, tags=palette(bits), rows=5)
        eight = {320: ("H", [value >> 8 for value in PALETTES[bits]])}
        full = {320: ("H", [value >> 8 << 8 for value in PALETTES[bits]])}
        yield (f"palette-{bits}-bit-of-8-bit-values",
               As(plain(GREY >> (8 - bits), 3, bits, tags=eight), plain(GREY >> (8 - bits), 3, bits, tags=full)))
    yield "palette-unspecified", plain(picture(2), 3, 8, LZW, extra=(0,), tags=palette(8))
    yield "palette-alpha", plain(picture(2), 3, 8, extra=(2,), tags=palette(8))
    for extra in ((), (0,), (1,), (2,), (999,), (0, 0), (1, 0), (2, 0), (0, 0, 0), (1, 0, 0), (2, 0, 0)):
        name = "-".join(map(str, ("rgb-extra",) + extra))
        count = 3 + (len(extra) or 1)
        yield name, plain(picture(count), 2, 8, extra=extra or None, rows=5)
        if len(extra) < 2 and extra != (999,):
            for order in ORDERS:
                yield f"{name}-16-bit-{ORDERS[order]}", plain(deep(picture(count)), 2, 16, LZW, order, extra=extra or None)
    for count, extra in ((4, None), (5, (0,)), (6, (0, 0))):
        yield f"cmyk-{count}-inks", plain(picture(count), 5, 8, extra=extra, rows=5)
    for order in ORDERS:
        yield f"rgb-16-bit-{ORDERS[order]}", plain(deep(RGB), 2, 16, NONE, order, rows=5)
        yield f"cmyk-16-bit-{ORDERS[order]}", plain(deep(picture(4)), 5, 16, NONE, order, rows=5)
    yield "lab", plain(RGB, 8, 8, LZW, rows=5)
    yield "lab-all-signs", plain(picture(3, 16, 64)[:, ::-1], 8, 8)
    yield "ycbcr-one-sample", plain(GREY, 6, 8)


def planes():
    """Files with separate planes. Pillow fails on uncompressed planes of 16 bits, and on some with alpha."""
    for bits, order in product((8, 16), ORDERS):
        as_deep = deep if bits == 16 else np.asarray
        for name, count, photometric, extra in (("rgb", 3, 2, None), ("cmyk", 4, 5, None), ("rgb-alpha", 4, 2, (2,)),
                                                ("rgb-multiplied", 4, 2, (1,)), ("rgb-unspecified", 4, 2, (0,))):
            array = as_deep(picture(count))
            twin = plain(array, photometric, bits, extra=extra)
            compression, where = (NONE, {"rows": 5}) if order == "<" else (LZW, {"tile": TILE})
            yield (f"planes-{name}-{bits}-bit-{ORDERS[order]}",
                   As(plain(array, photometric, bits, compression, order, planar=2, extra=extra, **where), twin))
    yield "planes-of-unspoken-fourth-lzw", plain(picture(4), 2, 8, LZW, planar=2)
    yield "planes-lab", As(plain(RGB, 8, 8, planar=2), plain(RGB, 8, 8))
    full = {530: ("H", [1, 1])}
    yield "planes-ycbcr-lzw", plain(RGB, 6, 8, LZW, planar=2, rows=5, tags=full)
    yield "planes-ycbcr-raw", As(plain(RGB, 6, 8, planar=2, rows=5, tags=full), plain(RGB, 6, 8, LZW, tags=full))


def predictors():
    for order, (compression, where) in product(ORDERS, [(LZW, {"rows": 5}), (DEFLATE, {"tile": TILE})]):
        end = f"{NAMES[compression]}-{ORDERS[order]}"
        for kind, array, photometric, bits in (("rgb", RGB, 2, 8), ("rgb-16-bit", deep(RGB), 2, 16), ("grey-16-bit", LEVELS, 1, 16)):
            yield f"differences-{kind}-{end}", plain(array, photometric, bits, compression, order, predictor=2, **where)
        for kind, array, predictor in (("int32", LEVELS.astype(np.int32) - 100, 2), ("float32", (LEVELS / 3.7).astype(np.float32), 3)):
            yield (f"differences-{kind}-{end}",
                   As(plain(array, 1, 32, compression, order, predictor=predictor, **where), plain(array, 1, 32)))
    yield "differences-in-planes", plain(RGB, 2, 8, LZW, planar=2, predictor=2)
    yield "differences-without-compression", plain(RGB, 2, 8, tags={317: ("H", [2])})


def orientations():
    for orientation in range(9):
        yield f"orientation-{orientation}", plain(RGB, 2, 8, LZW, tags={274: ("H", [orientation])})
    for form in "BbhiIAD":
        yield f"orientation-6-of-type-{form}", plain(RGB, 2, 8, tags={274: (form, [6])})
    for mark in ('tiff:Orientation="6"', "<tiff:Orientation>8</tiff:Orientation>"):
        packet = {700: ("B", f"<x:xmpmeta>{mark}</x:xmpmeta>".encode())}
        yield f"orientation-of-xmp-{len(mark)}", plain(RGB, 2, 8, tags=packet)
        yield f"orientation-before-xmp-{len(mark)}", plain(RGB, 2, 8, tags=packet | {274: ("H", [1])})


def bit_orders():
    for bits, compression in product((1, 2, 4, 8), (NONE, LZW)):
        yield f"low-bit-first-{bits}-bit-{NAMES[compression]}", plain(GREY >> (8 - bits), 1, bits, compression, fill=2)
    yield "low-bit-first-16-bit", plain(LEVELS, 1, 16, LZW, fill=2)
    yield "low-bit-first-rgb", plain(RGB, 2, 8, PACKBITS, fill=2)
    yield "low-bit-first-palette", plain(GREY >> 4, 3, 4, LZW, fill=2, tags=palette(4))


def facsimiles():
    noise = Image.fromarray(((X * 7919 + Y * 104729) % 7 < 3)[:, :].repeat(3, 1))
    wide = Image.new("1", (3000, 12), 1)
    wide.paste(0, (40, 2, 2700, 9))
    for compression, (name, image) in product(("group3", "group4", "tiff_ccitt"), (("noise", noise), ("wide", wide))):
        yield f"ccitt-{compression}-{name}", saved(image, compression=compression)
    yield "ccitt-group3-two-dimensional", saved(noise, compression="group3", tiffinfo={292: 1})
    yield "ccitt-group3-byte-aligned", saved(wide, compression="group3", tiffinfo={292: 4})
    yield "ccitt-group4-white-is-zero", saved(noise, compression="group4", tiffinfo={262: 0})
    yield "ccitt-group4-low-bit-first", saved(noise, compression="group4", tiffinfo={266: 2})
    yield "ccitt-group4-strips", saved(noise, compression="group4", tiffinfo={278: 4})


def units(array, across, down):
    """YCbCr in data units: Y of `across` x `down` pixels, then their Cb and Cr."""
    height, width = array.shape[:2]
    padded = np.pad(array, ((0, -height % down), (0, -width % across), (0, 0)), mode="edge")
    out = bytearray()
    for y, x in product(range(0, height, down), range(0, width, across)):
        out += padded[y:y + down, x:x + across, 0].tobytes() + padded[y, x, 1:].tobytes()
    return bytes(out)


def ycbcrs():
    shares = {529: ("R", [(2126, 10000), (7152, 10000), (722, 10000)])}
    references = {532: ("R", [(15, 1), (235, 1), (128, 1), (240, 1), (128, 1), (240, 1)])}
    for across, down in ((1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (4, 2), (4, 4)):
        # The width avoids an error of libtiff, which loses bytes of strips if a row of 4x4 units cannot be divided by 4.
        array = picture(3, HEIGHT, 22) if down == 4 else RGB
        tags = layout(array, 6, 8, LZW, rows=8) | {530: ("H", [across, down])}
        blocks = [units(block, across, down) for block in cut([array], None, 8)]
        name = f"ycbcr-{across}x{down}"
        packed = [lzw(block) for block in blocks]
        yield name, write(tags, packed)
        yield f"{name}-raw", As(write(tags | {259: ("H", [1])}, blocks), write(tags, packed))
        yield f"{name}-bt709", write(tags | shares, packed)
        yield f"{name}-video-levels", write(tags | references, packed)
    tags = layout(RGB, 6, 8, LZW, tile=TILE) | {530: ("H", [2, 2])}
    yield "ycbcr-2x2-tiles", write(tags, [lzw(units(block, 2, 2)) for block in cut([RGB], TILE, None)], tiled=True)


def jpeg(array, subsampling=0, **options):
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[array.shape[2]]
    file = io.BytesIO()
    image = Image.fromarray(array[..., 0] if mode == "L" else array, mode)
    image.save(file, "JPEG", quality=options.pop("quality", 85), subsampling=subsampling, **options)
    return file.getvalue()


def segments(stream):
    """A JPEG's segments up to its scan, and the scan's coded data."""
    found, at = [], 2
    while True:
        end = at + 2 + struct.unpack(">H", stream[at + 2:at + 4])[0]
        found.append((stream[at + 1], stream[at:end]))
        at = end
        if found[-1][0] == 0xDA:
            return found, stream[at:-2]


def scan_by_scan(planes, across, down):
    """A stream with a scan for each component. `planes` are Y, Cb and Cr, where Y is `across` x `down` times as large."""
    grey = [segments(jpeg(plane[..., None])) for plane in planes]
    height, width = planes[0].shape
    factors = (across << 4 | down, 0x11, 0x11)
    frame = struct.pack(">BHHB", 8, height, width, 3) + b"".join(bytes([i + 1, factors[i], 0]) for i in range(3))
    tables = b"".join(data for mark, data in grey[0][0] if mark in (0xDB, 0xC4))
    scans = [b"\xff\xda\0\x08\1" + bytes([i + 1, 0, 0, 63, 0]) + bits for i, (_, bits) in enumerate(grey)]
    return b"\xff\xd8" + tables + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"".join(scans) + b"\xff\xd9"


def with_largest_steps(stream):
    """The stream with all quantisation steps 255, which make most values too large for 16 bits."""
    found, bits = segments(stream)
    return b"\xff\xd8" + b"".join(data[:5] + b"\xff" * 64 if mark == 0xDB else data for mark, data in found) + bits + b"\xff\xd9"


def without_tables(stream):
    """The stream split in two: a stream with its tables, and one with everything else."""
    found, bits = segments(stream)
    tables = b"".join(data for mark, data in found if mark in (0xDB, 0xC4))
    rest = b"".join(data for mark, data in found if mark not in (0xDB, 0xC4) and mark & 0xF0 != 0xE0)
    return b"\xff\xd8" + tables + b"\xff\xd9", b"\xff\xd8" + rest + bits + b"\xff\xd9"


SUBSAMPLINGS = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0"}
# Subsamplings that Pillow cannot write.
OPENCV_SUBSAMPLINGS = {(1, 2): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440, (4, 1): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411}


def opencv_jpeg(array, subsampling):
    options = [cv2.IMWRITE_JPEG_QUALITY, 85, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, subsampling]
    return cv2.imencode(".jpg", array[:, :, ::-1], options)[1].tobytes()


def jpegs():
    array = picture(3, 37, 41)

    def coded(array, photometric, encode, across=1, down=1, tile=None, rows=None, planar=1, extra=None, tags=None, share=False):
        all_tags = layout(array, photometric, 8, JPEG, planar, tile, rows, extra) | (tags or {})
        if photometric == 6:
            all_tags[530] = ("H", [across, down])
        blocks = [encode(np.ascontiguousarray(block)) for block in cut(planes_of(array, planar), tile, rows)]
        if share:
            pairs = [without_tables(block) for block in blocks]
            all_tags[347] = ("U", pairs[0][0])
            blocks = [rest for _, rest in pairs]
        return write(all_tags, blocks, tiled=tile is not None)

    encoders = {factors: lambda block, name=name: jpeg(block, name) for factors, name in SUBSAMPLINGS.items()}
    encoders |= {factors: lambda block, code=code: opencv_jpeg(block, code) for factors, code in OPENCV_SUBSAMPLINGS.items()}
    for (across, down), encode in encoders.items():
        start = f"jpeg-{across}x{down}"
        yield start, coded(array, 6, encode, across, down)
        yield f"{start}-strips", coded(array, 6, encode, across, down, rows=16, share=True)
        yield f"{start}-tiles", coded(array, 6, encode, across, down, tile=(32, 16), share=True)
        for width, height in ((2, 9), (3, 5), (5, 3), (9, 2)):
            yield f"{start}-{width}x{height}", coded(array[:height, :width], 6, encode, across, down)
    restarts = lambda block: jpeg(block, "4:2:0", restart_marker_blocks=2)
    yield "jpeg-restarts", coded(array, 6, restarts, 2, 2)
    noisy = ((array.astype(int) * 7919) % 256).astype(np.uint8)
    for name, options in (("", {}), ("-progressive", {"progressive": True})):
        fine = lambda block: with_largest_steps(jpeg(block, quality=100, **options))
        yield f"jpeg{name}-of-too-large-values", coded(noisy, 6, fine)
        flat = np.repeat(np.repeat(noisy[:5, :6], 8, 0), 8, 1)
        yield f"jpeg{name}-of-too-large-means", coded(flat, 6, fine)
    yield "jpeg-rgb", coded(array, 2, lambda block: jpeg(block, keep_rgb=True))
    yield "jpeg-ycbcr-said-to-be-rgb", coded(array, 2, jpeg)
    yield "jpeg-grey", coded(array[..., :1], 1, jpeg, rows=16)
    yield "jpeg-grey-white-is-zero", coded(array[..., :1], 0, jpeg)
    yield "jpeg-cmyk", coded(picture(4, 37, 41), 5, jpeg)
    yield "jpeg-rgb-alpha", coded(picture(4, 37, 41), 2, jpeg, extra=(2,))
    yield "jpeg-rgb-planes", coded(array, 2, jpeg, planar=2, rows=16)
    yield "jpeg-ycbcr-planes", coded(array, 6, jpeg, planar=2)
    for (across, down), name in SUBSAMPLINGS.items():
        progressive = lambda block: jpeg(block, name, progressive=True)
        yield f"jpeg-progressive-{across}x{down}", coded(array, 6, progressive, across, down)
        yield f"jpeg-progressive-{across}x{down}-tiles", coded(array, 6, progressive, across, down, tile=(32, 16))
    rows = lambda block: jpeg(block, "4:2:0", progressive=True, restart_marker_rows=1, quality=97)
    yield "jpeg-progressive-restarts", coded(noisy, 6, rows, 2, 2)
    yield "jpeg-progressive-grey", coded(noisy[..., :1], 1, lambda block: jpeg(block, progressive=True), rows=16)
    yield "jpeg-progressive-cmyk", coded(picture(4, 37, 41), 5, lambda block: jpeg(block, progressive=True))
    head, *scans = jpeg(array, progressive=True)[:-2].split(b"\xff\xda")
    for name, kept, says in (("incomplete", scans[:-1], "progressive JPEG data are incomplete"),
                             ("with-a-scan-twice", scans + scans[-1:], "does not follow the ones before")):
        stream = b"\xff\xda".join([head, *kept]) + b"\xff\xd9"
        yield f"jpeg-progressive-{name}", Refused(coded(array, 6, lambda _: stream), "damaged", says)
    for across, down in ((1, 1), (2, 1), (2, 2), (1, 2), (4, 1)):
        stream = scan_by_scan([array[..., 0], *(array[::down, ::across, i] for i in (1, 2))], across, down)
        yield f"jpeg-scan-by-scan-{across}x{down}", coded(array, 6, lambda _: stream, across, down)
    lossless = jpeg(array).replace(b"\xff\xc0", b"\xff\xc3")
    yield "jpeg-lossless", Refused(coded(array, 6, lambda _: lossless), "unsupported", "lossless JPEG")
    yield "jpeg-of-another-size", Refused(coded(array, 6, lambda block: jpeg(block[:30])), "damaged", "41x30 pixels, not 41x37")


def old_jpegs():
    array = picture(3, 37, 41)

    def tables_in_tags(found, count, at):
        """The tables to write after the header, and the tags with their offsets."""
        tables = {"q": {}, 0: {}, 1: {}}
        for mark, data in found:
            rest = data[4:]
            while mark in (0xDB, 0xC4) and rest:
                length = 64 if mark == 0xDB else 16 + sum(rest[1:17])
                tables["q" if mark == 0xDB else rest[0] >> 4][rest[0] & 15] = rest[1:1 + length]
                rest = rest[1 + length:]
        head, tags = b"", {}
        for tag, kind in ((519, "q"), (520, 0), (521, 1)):
            places = {}
            for index, table in tables[kind].items():
                places[index] = at + len(head)
                head += table
            tags[tag] = ("I", [places[min(index, max(places))] for index in range(count)])
        return head, tags

    def coded(array, mode, across, down, rows=None, photometric=6, tile=None, tags=None, without=(), progressive=False):
        height, width, count = array.shape
        padded = next(cut([array], tile, None)) if tile else array
        units_across = -(-width // (8 * across))
        restarts = {"restart_marker_blocks": units_across * rows // (8 * down)} if rows else {}
        stream = jpeg(np.ascontiguousarray(padded), SUBSAMPLINGS[across, down], progressive=progressive, **restarts)
        found, bits = segments(stream)
        parts = [bits] * len(list(cut([array], tile, None)))
        for index in range(8 if rows else 0):
            mark = bytes([0xFF, 0xD0 + index])
            parts[-1:] = parts[-1].split(mark)
        all_tags = layout(array, photometric, 8, OLD_JPEG, tile=tile, rows=rows) | {512: ("H", [1])}
        if count == 3:
            all_tags[530] = ("H", [across, down])
        head = b""
        if mode == "whole":
            parts, all_tags[513], all_tags[514] = [stream], ("I", [8]), ("I", [len(stream)])
        elif mode == "header":
            head = b"\xff\xd8" + b"".join(data for mark, data in found if mark & 0xF0 != 0xE0)
            all_tags[513], all_tags[514] = ("I", [8]), ("I", [len(head)])
        else:
            head, places = tables_in_tags(found, count, 8)
            all_tags |= places
        return write(all_tags | (tags or {}), parts, tiled=tile is not None, head=head, without=without)

    for (across, down), mode in product(((1, 1), (2, 1), (2, 2)), ("whole", "header", "tables")):
        name = f"old-jpeg-{across}x{down}-{mode}"
        yield name, coded(array, mode, across, down)
        if mode != "whole":
            yield f"{name}-strips", coded(array, mode, across, down, rows=16)
    yield "old-jpeg-tile", coded(array, "tables", 2, 2, tile=(48, 48))
    yield "old-jpeg-grey", coded(array[..., :1], "tables", 1, 1, photometric=1)
    yield "old-jpeg-without-strips", coded(array, "whole", 2, 2, without=(273, 279))
    yield "old-jpeg-said-to-be-rgb", coded(array, "whole", 2, 2, photometric=2, tags={274: ("H", [6])})
    yield "old-jpeg-progressive", Refused(
        coded(array, "whole", 2, 2, progressive=True), "unsupported", "progressive old-style JPEG compression")
    yield "old-jpeg-tiles-beside-each-other", Refused(
        coded(array, "tables", 2, 2, tile=(16, 16)), "unsupported", "old-style JPEG compression in tiles beside each other")


def incomplete():
    """Files that are read although they lack a tag or have an unusual value."""
    yield "without-photometric", plain(GREY, 1, 8, without=(262,))
    yield "without-photometric-1-bit", plain(GREY >> 7, 1, 1, LZW, without=(258, 262, 277))
    yield "without-compression", plain(RGB, 2, 8, without=(259,))
    yield "without-planes", plain(RGB, 2, 8, LZW, without=(284,))
    yield "without-rows", plain(RGB, 2, 8, LZW, without=(278,))
    yield "without-lengths", plain(RGB, 2, 8, rows=5, without=(279,))
    yield "without-lengths-lzw", plain(RGB, 2, 8, LZW, without=(279,))
    yield "endless-rows", plain(RGB, 2, 8, tags={278: ("I", [0xFFFFFFFF])})
    yield "bits-of-one-sample", plain(RGB, 2, 8, tags={258: ("H", [8])})
    yield "bits-of-four-samples", plain(RGB, 2, 8, LZW, tags={258: ("H", [8, 8, 8, 8])})
    yield "planes-of-no-known-number", plain(RGB, 2, 8, tags={284: ("H", [3])})
    little = plain(RGB, 2, 8)
    yield "version-in-the-wrong-order", little[:2] + little[3:1:-1] + little[4:]


def refused():
    for name, data, says in (
            ("rgb-uint32", plain(RGB.astype(np.uint32) << 24, 2, 32), "a TIFF of 3 unsigned samples of 32 bits .RGB., a kind that"),
            ("rgb-float32", plain((RGB / 255).astype(np.float32), 2, 32), "3 floating-point samples of 32 bits .RGB."),
            ("rgb-float16", plain((RGB / 255).astype(np.float16), 2, 16), "3 floating-point samples of 16 bits .RGB."),
            ("grey-float64", plain(LEVELS / 3.7, 1, 64), "1 floating-point sample of 64 bits .grey from black."),
            ("rgb-int16", plain(RGB.astype(np.int16), 2, 16), "3 signed samples of 16 bits .RGB."),
            ("rgb-4-bit", plain(RGB >> 4, 2, 4), "3 unsigned samples of 4 bits .RGB."),
            ("lab-16-bit", plain(deep(RGB), 8, 16), "3 unsigned samples of 16 bits .CIE Lab."),
            ("icc-lab", plain(RGB, 9, 8), "ICC Lab"),
            ("mask", plain(GREY >> 7, 4, 1), "transparency mask"),
            ("colour-filter-array", plain(GREY, 32803, 8), "colour filter array"),
            ("cmyk-16-bit-5-inks", plain(deep(picture(5)), 5, 16, extra=(0,)), "5 unsigned samples of 16 bits .CMYK, 1 beyond the colours."),
            ("rgb-two-alphas", plain(picture(5), 2, 8, extra=(2, 2)), "5 unsigned samples of 8 bits .RGB, 2 beyond the colours."),
            ("grey-alpha-16-bit", plain(deep(picture(2)), 1, 16, extra=(2,)), "2 unsigned samples of 16 bits .grey from black, 1 beyond"),
            ("grey-16-bit-white-is-zero-be", plain(LEVELS, 0, 16, order=">"), "1 unsigned sample of 16 bits .grey from white."),
            ("bits-of-two-kinds", plain(RGB, 2, 8, tags={258: ("H", [8, 8, 16])}), "samples are of different types"),
            ("formats-of-two-kinds", plain(RGB, 2, 8, tags={339: ("H", [1, 1, 2])}), "samples are of different types"),
            ("thousands-of-samples", plain(RGB, 2, 8, tags={277: ("H", [40000])}), "40000 samples for each pixel"),
            ("differences-of-4-bits", plain(GREY >> 4, 1, 4, LZW, tags={317: ("H", [2])}), "predictor 2 on samples of 4 bits"),
            ("low-bit-first-16-bit-rgb", plain(deep(RGB), 2, 16, fill=2), "bits in the order 2"),
            ("vast-tiles", plain(RGB, 2, 8, tile=TILE, tags={322: ("I", [60000]), 323: ("I", [60000])}), "tiles of 60000x60000 pixels"),
            ("planes-of-halved-ycbcr", plain(RGB, 6, 8, LZW, planar=2), "YCbCr in planes"),
            ("ycbcr-3x1", plain(RGB, 6, 8, LZW, tags={530: ("H", [3, 1])}), "stored for each 3x1 pixels")):
        yield name, Refused(data, "unsupported", says)
    for code, name in ((9, "JBIG"), (32809, "ThunderScan"), (34676, "SGILog"), (34712, "JPEG 2000"), (34887, "LERC"),
                       (34925, "LZMA"), (50001, "WebP"), (65000, "compression number 65000")):
        yield f"compression-{code}", Refused(plain(RGB, 2, 8, tags={259: ("H", [code])}), "unsupported", name)
    for name, data, says in (
            ("without-width", plain(RGB, 2, 8, without=(256,)), "tag 256 \\(width\\) is missing"),
            ("without-offsets", plain(RGB, 2, 8, without=(273,)), "places 0 of 1 strips"),
            ("without-palette", plain(GREY, 3, 8), "colour table has 0 values, not 768"),
            ("short-palette", plain(GREY, 3, 8, tags=palette(4)), "colour table has 48 values, not 768"),
            ("fewer-strips", plain(RGB, 2, 8, LZW, tags={278: ("I", [2])}), "places 1 of 7 strips"),
            ("more-strips", plain(RGB, 2, 8, rows=5, tags={257: ("I", [3])}), "places 3 of 1 strips"),
            ("bits-of-two-samples", plain(RGB, 2, 8, tags={258: ("H", [8, 8])}), "speaks of 2 of 3 samples"),
            ("width-of-no-integer", plain(RGB, 2, 8, tags={256: ("R", [(WIDTH, 1)])}), "is of type 5, which is not an integer"),
            ("no-pixels", plain(RGB, 2, 8, tags={256: ("I", [0])}), "size is 0x13 pixels"),
            ("strip-past-the-end", plain(RGB, 2, 8, LZW, tags={279: ("I", [1 << 20])}), "strip 1 lies outside of the file"),
            ("tag-past-the-end", plain(RGB, 2, 8, tags={258: ("H", [8] * 3)})[:-30], "directory")):
        yield name, Refused(data, "damaged", says)


def files():
    for group in (layouts, kinds, planes, predictors, orientations, bit_orders, facsimiles, ycbcrs, jpegs, old_jpegs, incomplete, refused):
        yield from group()
