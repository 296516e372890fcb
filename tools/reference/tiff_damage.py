"""Small TIFFs whose directory or compressed data break the rules. Part of make_tiff_fixtures."""
from tiff_files import GREY, JPEG, RGB, Refused, jpeg, picture, plain
from tiff_writer import LZW, layout, lzw, write

TALL = picture(3, 37, 41)


def jpeg_file(stream, tables=None, subsampling=(1, 1)):
    tags = layout(TALL, 6, 8, JPEG) | {530: ("H", list(subsampling))}
    if tables is not None:
        tags[347] = ("U", tables)
    return write(tags, [stream])


def directories():
    """Files with tags whose values libtiff and this project refuse."""
    reference = {532: ("R", [(15, 1), (4294967295, 1), (128, 1), (240, 1), (128, 1), (240, 1)])}
    yield "two-heights-of-strips", plain(RGB, 2, 8, LZW, tags={278: ("H", [13, 13])}), "has 2 values, not one"
    yield "height-of-strips-without-values", plain(RGB, 2, 8, LZW, tags={278: ("H", [])}), "has only 0 values"
    yield "height-of-strips-as-a-directory", plain(RGB, 2, 8, LZW, tags={278: ("D", [13])}), "is of type 13"
    yield "compressed-planes-of-no-known-number", plain(RGB, 2, 8, LZW, tags={284: ("H", [3])}), "tag 284 .planes. is 3"
    yield "length-of-no-second-strip", plain(RGB, 2, 8, LZW, rows=5, tags={279: ("I", [len(lzw(RGB[:5].tobytes()))])}), "length of its strip 2 is missing"
    yield "strips-with-lengths-of-tiles", plain(RGB, 2, 8, LZW, tags={325: ("I", [32])}), "states lengths of tiles"
    yield "ycbcr-of-vast-levels", plain(RGB, 6, 8, LZW, tags={530: ("H", [1, 1])} | reference), "coefficients of YCbCr"
    yield "tag-twice", with_last_tag_twice(plain(RGB, 2, 8, LZW)), "occurs twice"


def with_last_tag_twice(data):
    """The file with the last entry of its directory also in place of the one before it."""
    return data[:-28] + data[-16:-4] + data[-16:-4] + data[-4:]


def streams():
    """Files with compressed data that violates its format."""
    without_clear_code = plain(GREY, 1, 8, LZW).replace(lzw(GREY.tobytes())[:2], b"\0\0")
    yield "lzw-without-clear-code", without_clear_code, "holds 0 of 247 bytes"
    stream = jpeg(TALL)
    scan, frame, huffman = (stream.index(bytes([0xFF, mark])) for mark in (0xDA, 0xC0, 0xC4))
    frame_segment = stream[frame:frame + 19]
    yield "jpeg-without-start", jpeg_file(stream[2:]), "do not start as JPEG does"
    yield "jpeg-tables-without-start", jpeg_file(stream, tables=b"\xff\xff\xd8\xff\xd9"), "do not start as JPEG does"
    yield "jpeg-two-frames", jpeg_file(stream[:scan] + frame_segment + stream[scan:]), "contain two frames"
    yield "jpeg-unknown-marker", jpeg_file(stream[:scan] + b"\xff\x23\0\2" + stream[scan:]), "marker of the unknown kind 35"
    # The table has two codes of one bit, of which 1 is not allowed, as it has only ones.
    ones = stream[:huffman + 5] + b"\2" + bytes(15) + b"\0\1" + stream[huffman + 5 + 28:]
    yield "jpeg-code-of-ones", jpeg_file(resized(ones, huffman, 21)), "Huffman table of its JPEG data is invalid"
    wide = stream[:huffman + 21] + b"\x10" + stream[huffman + 22:]
    yield "jpeg-means-of-16-bits", jpeg_file(wide), "Huffman table of its JPEG data is invalid"


def resized(stream, at, length):
    """The stream in which the segment at `at` states another length."""
    return stream[:at + 2] + length.to_bytes(2, "big") + stream[at + 4:]


def files():
    for name, data, says in (*directories(), *streams()):
        yield name, Refused(data, "damaged", says)
    yield "jpeg-3x1", Refused(jpeg_file(jpeg(TALL), subsampling=(3, 1)), "unsupported", "stored for each 3x1 pixels")
