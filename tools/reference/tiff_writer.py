"""Writes TIFFs of any kind, including kinds that no library writes. Part of make_tiff_fixtures."""
import struct
import zlib

import numpy as np

TYPES = {"B": 1, "A": 2, "H": 3, "I": 4, "R": 5, "b": 6, "U": 7, "h": 8, "i": 9, "D": 13, "Q": 16}
NONE, LZW, DEFLATE, PACKBITS = 1, 5, 8, 32773


def pack(form, values, order):
    """The bytes of a tag's values; rationals are given as pairs."""
    if form in "BUA":
        return bytes(values)
    if form == "R":
        return b"".join(struct.pack(order + "II", *value) for value in values)
    return struct.pack(f"{order}{len(values)}{'I' if form == 'D' else form}", *values)


def write(tags, blocks, order="<", big=False, tiled=False, head=b"", without=()):
    """A file of one page: the header, `head`, the blocks, the tags' values and the directory.

    `tags` are {number: (form, values)}; the tags of the blocks' offsets and lengths are added, and then the tags in `without` are
    left out.
    """
    word = "Q" if big else "I"
    wide = 8 if big else 4
    data = bytearray(b"II" if order == "<" else b"MM")
    data += struct.pack(order + "HHHQ", 43, 8, 0, 0) if big else struct.pack(order + "HI", 42, 0)
    data += head
    offsets = []
    for block in blocks:
        offsets.append(len(data))
        data += block
    places = (324, 325) if tiled else (273, 279)
    tags = {**{places[0]: (word, offsets), places[1]: (word, [len(block) for block in blocks])}, **tags}
    entries = b""
    for number in sorted(set(tags) - set(without)):
        form, values = tags[number]
        value = pack(form, values, order)
        if len(value) > wide:
            place, value = len(data), struct.pack(order + word, len(data))
            data += pack(form, values, order)
        count = len(values)
        entries += struct.pack(order + "HH" + word, number, TYPES[form], count) + value.ljust(wide, b"\0")
    directory = len(data)
    data += struct.pack(order + ("Q" if big else "H"), len(entries) // (20 if big else 12))
    data += entries + struct.pack(order + word, 0)
    struct.pack_into(order + word, data, wide, directory)
    return bytes(data)


def lzw(data, old=False):
    """TIFF's LZW; with `old` that from before version 5, whose codes start at the lowest bit and grow one code later."""
    codes, width, free, bits = {}, 9, 258, [f"{256:09b}"]
    held = b""
    for value in data:
        longer = held + bytes([value])
        if len(longer) == 1 or longer in codes:
            held = longer
            continue
        bits.append(f"{codes.get(held, held[0]):0{width}b}")
        codes[longer] = free
        free += 1
        if free == 4095:
            bits.append(f"{256:012b}")
            codes, width, free = {}, 9, 258
        elif free == (1 << width) + old:
            width += 1
        held = bytes([value])
    bits.append(f"{codes.get(held, held[0]):0{width}b}")
    bits.append(f"{257:0{width + (free + 1 == (1 << width) + old)}b}")
    stream = "".join(code[::-1] if old else code for code in bits)
    stream += "0" * (-len(stream) % 8)
    packed = bytes(int(stream[at:at + 8], 2) for at in range(0, len(stream), 8))
    return reverse_bits(packed) if old else packed


def packbits(data):
    out = b""
    at = 0
    while at < len(data):
        run = 1
        while run < 128 and at + run < len(data) and data[at + run] == data[at]:
            run += 1
        if run > 1:
            out += bytes([257 - run, data[at]])
            at += run
            continue
        end = at + 1
        while end < len(data) and end - at < 128 and (end + 1 == len(data) or data[end] != data[end + 1]):
            end += 1
        out += bytes([end - at - 1]) + data[at:end]
        at = end
    return out


COMPRESS = {NONE: bytes, LZW: lzw, DEFLATE: zlib.compress, PACKBITS: packbits}


def reverse_bits(data):
    return bytes(int(f"{value:08b}"[::-1], 2) for value in data)


def samples(block, bits, order):
    """The bytes of a block [rows, width, samples], with rows padded to whole bytes."""
    if bits in (1, 2, 4, 12):
        rows = ["".join(f"{int(value):0{bits}b}" for value in row.reshape(-1)) for row in block]
        rows = [row + "0" * (-len(row) % 8) for row in rows]
        return b"".join(int(row, 2).to_bytes(len(row) // 8, "big") for row in rows)
    return block.astype(block.dtype.newbyteorder(order)).tobytes()


def differences(block, order):
    """The block's bytes after TIFF's horizontal predictor."""
    unsigned = block.view(f"u{block.dtype.itemsize}").copy()
    unsigned[:, 1:] -= block.view(unsigned.dtype)[:, :-1]
    return unsigned.astype(unsigned.dtype.newbyteorder(order)).tobytes()


def float_differences(block):
    """The block's bytes after TIFF's floating-point predictor: grouped by significance, then differences."""
    out = b""
    for row in block:
        ordered = row.astype(">f4").reshape(-1).view(np.uint8).reshape(-1, 4).T.reshape(-1)
        stored = ordered.copy()
        stored[row.shape[1]:] -= ordered[:-row.shape[1]]
        out += stored.tobytes()
    return out


def cut(planes, tile, rows):
    """The blocks of the planes, each [height, width, samples]; tiles are padded with their edge values."""
    for plane in planes:
        height, width = plane.shape[:2]
        down, across = tile or (rows or height, width)
        for y in range(0, height, down):
            for x in range(0, width, across):
                block = plane[y:y + down, x:x + across]
                missing = (down - block.shape[0], across - block.shape[1]) if tile else (0, 0)
                yield np.pad(block, ((0, missing[0]), (0, missing[1]), (0, 0)), mode="edge")


def layout(array, photometric, bits, compression, planar=1, tile=None, rows=None, extra=None):
    """The tags that every file has, except those of the blocks' offsets and lengths."""
    height, width, count = array.shape
    form = {"u": 1, "i": 2, "f": 3}[array.dtype.kind]
    tags = {256: ("I", [width]), 257: ("I", [height]), 258: ("H", [bits] * count), 259: ("H", [compression]),
            262: ("H", [photometric]), 277: ("H", [count]), 284: ("H", [planar])}
    tags |= {322: ("I", [tile[1]]), 323: ("I", [tile[0]])} if tile else {278: ("I", [rows or height])}
    if form != 1:
        tags[339] = ("H", [form] * count)
    if extra is not None:
        tags[338] = ("H", list(extra))
    return tags


def planes_of(array, planar):
    return [array] if planar == 1 else [array[:, :, i:i + 1] for i in range(array.shape[2])]


def plain(array, photometric, bits=8, compression=NONE, order="<", big=False, planar=1, tile=None, rows=None,
          extra=None, predictor=1, fill=1, tags=None, without=()):
    """A TIFF of an array [height, width, samples]."""
    all_tags = layout(array, photometric, bits, compression, planar, tile, rows, extra)
    if predictor != 1:
        all_tags[317] = ("H", [predictor])
    if fill != 1:
        all_tags[266] = ("H", [fill])
    blocks = []
    for block in cut(planes_of(array, planar), tile, rows):
        raw = differences(block, order) if predictor == 2 else float_differences(block) if predictor == 3 else samples(block, bits, order)
        data = COMPRESS[compression](raw)
        blocks.append(reverse_bits(data) if fill == 2 else data)
    return write(all_tags | (tags or {}), blocks, order, big, tile is not None, without=without)
