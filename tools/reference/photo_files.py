"""Small photo files of every kind that the decoder supports, and Pillow's results for them. Part of make_image_fixtures."""
import hashlib
import io
import pathlib
import struct
import subprocess
import tempfile
import zlib

import cv2
import numpy as np
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 41, 29


def colours():
    """A photo-like pattern: waves, a checkerboard and a ramp."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    red = 128 + 90 * np.sin(x / 7) + 30 * ((x // 9 + y // 7) % 2)
    green = 128 + 100 * np.cos(y / 6 + x / 11)
    blue = x * 255 / WIDTH + y * 37 % 61
    return np.clip(np.stack([red, green, blue], -1), 0, 255).astype(np.uint8)


def swapped_profile():
    """An sRGB profile with red and green exchanged, so that applying it changes pixels clearly."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = struct.pack(">6H", 2024, 1, 1, 0, 0, 0)  # a fixed date, so that the file is reproducible
    entries = {}
    for index in range(struct.unpack(">I", profile[128:132])[0]):
        offset = 132 + 12 * index
        entries[bytes(profile[offset:offset + 4])] = slice(offset + 4, offset + 12)
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    profile[red], profile[green] = profile[green], profile[red]
    return bytes(profile)


def png(colour_type, rows, interlace=0, depth=16):
    """A PNG of a kind that Pillow cannot write. `rows` are the bytes of unfiltered rows."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour_type, 0, 0, interlace)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def adam7(pixels):
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    return [row.tobytes() for left, top, right, down in passes for row in pixels[top::down, left::right]]


def opencv_file(suffix, pixels):
    return cv2.imencode(suffix, pixels)[1].tobytes()


def avifenc(image, *options):
    """An AVIF file by avifenc of Debian's libavif-bin, for kinds that Pillow cannot write."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = f"{folder}/photo.png", f"{folder}/photo.avif"
        image.save(source)
        sources = [source]
        if "--grid" in options:
            half = image.size[0] // 2
            sources = [f"{folder}/{i}.png" for i in range(2)]
            for i, path in enumerate(sources):
                image.crop((i * half, 0, (i + 1) * half, image.size[1])).save(path)
        command = ["avifenc", "-j", "1", "-s", "6", *options, *sources, target]
        subprocess.run(command, check=True, capture_output=True)
        return pathlib.Path(target).read_bytes()


def untimed(data):
    """An AVIF file with its creation times set to 0, so that it is reproducible."""
    data = bytearray(data)
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        at = data.index(name) + 4
        width = 16 if data[at] == 1 else 8
        data[at + 4:at + 4 + width] = bytes(width)
    return bytes(data)


def files():
    """Yields (name, bytes)."""
    def save(image, kind, **options):
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        return buffer.getvalue()

    rgb = Image.fromarray(colours())
    grey = rgb.convert("L")
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    alpha = ((x * 7 + y * 13) % 256).astype(np.uint8)
    alpha[:8] = 0
    rgba = Image.fromarray(np.dstack([colours(), alpha]))
    palette = rgb.quantize(13)
    cmyk_planes = np.array(rgb.convert("CMYK"))
    cmyk_planes[..., 3] = x * 5 % 200
    cmyk = Image.fromarray(cmyk_planes, "CMYK")
    grey16 = ((x * 1237 + y * 771) % 65536).astype(np.uint16)
    grey16[:10] = x[:10] * 7 + y[:10]
    rgb16 = np.dstack([grey16, grey16 * 3, 65535 - grey16]).astype(np.uint16)
    rotated = Image.Exif()
    rotated[274] = 6
    profile = swapped_profile()

    yield "rgb-444.jpg", save(rgb, "JPEG", quality=90, subsampling=0)
    yield "rgb-422.jpg", save(rgb, "JPEG", quality=85, subsampling=1)
    yield "rgb-420.jpg", save(rgb, "JPEG", quality=85, subsampling=2)
    yield "progressive.jpg", save(rgb, "JPEG", quality=80, progressive=True)
    yield "restart-markers.jpg", save(rgb, "JPEG", quality=80, restart_marker_blocks=2)
    yield "grey.jpg", save(grey, "JPEG", quality=85)
    yield "exif-rotated.jpg", save(rgb, "JPEG", quality=85, exif=rotated)
    mirrored = Image.Exif()
    mirrored[274] = 5
    yield "exif-mirrored.jpg", save(rgb, "JPEG", quality=85, exif=mirrored)
    yield "profile.jpg", save(rgb, "JPEG", quality=90, icc_profile=profile)
    adobe = save(cmyk, "JPEG", quality=90)
    marker = adobe.index(b"\xff\xee")
    length = struct.unpack(">H", adobe[marker + 2:marker + 4])[0]
    yield "cmyk-adobe.jpg", adobe
    yield "cmyk-plain.jpg", adobe[:marker] + adobe[marker + 2 + length:]
    yield "ycck.jpg", adobe[:marker + 15] + b"\x02" + adobe[marker + 16:]
    yield "cmyk-profile.jpg", save(cmyk, "JPEG", quality=90, icc_profile=profile)

    yield "rgb.png", save(rgb, "PNG")
    yield "rgb-interlaced.png", png(2, adam7(colours()), interlace=1, depth=8)
    yield "rgb-transparent-colour.png", save(rgb, "PNG", transparency=tuple(int(v) for v in colours()[3, 3]))
    yield "exif-rotated.png", save(rgb, "PNG", exif=rotated)
    yield "rgba.png", save(rgba, "PNG")
    yield "grey.png", save(grey, "PNG")
    yield "grey-alpha.png", save(Image.merge("LA", (grey, Image.fromarray(alpha))), "PNG")
    yield "bilevel.png", save(grey.convert("1"), "PNG")
    yield "palette-8-bit.png", save(rgb.quantize(40), "PNG")
    yield "palette-4-bit.png", save(palette, "PNG")
    yield "palette-alpha.png", save(palette, "PNG", transparency=bytes(range(0, 256, 20)))
    yield "profile.png", save(rgb, "PNG", icc_profile=profile)
    yield "grey-16-bit.png", save(Image.fromarray(grey16), "PNG")
    rows16 = grey16.astype(">u2")
    plain16 = png(0, [row.tobytes() for row in rows16])
    at = plain16.index(b"IDAT") - 4
    yield "grey-16-bit-transparent-level.png", plain16[:at] + chunk(b"tRNS", b"\0\0") + plain16[at:]
    yield "grey-alpha-16-bit.png", png(4, [row.tobytes() for row in np.dstack([rows16, rows16[::-1]])])
    yield "rgb-16-bit.png", opencv_file(".png", rgb16)
    yield "rgba-16-bit.png", opencv_file(".png", np.dstack([rgb16, grey16]))

    yield "exif-rotated.webp", save(rgb, "WEBP", quality=80, exif=rotated)
    yield "lossy.webp", save(rgb, "WEBP", quality=80)
    yield "lossless.webp", save(rgb, "WEBP", lossless=True)
    yield "lossy-alpha.webp", save(rgba, "WEBP", quality=80)
    yield "lossless-alpha.webp", save(rgba, "WEBP", lossless=True, exact=True)
    yield "animated.webp", save(rgb, "WEBP", save_all=True, append_images=[rgb.rotate(180)], quality=60)

    yield "420.avif", save(rgb, "AVIF", quality=80)
    yield "420-video-range.avif", save(rgb, "AVIF", quality=80, range="limited")
    yield "422.avif", save(rgb, "AVIF", quality=80, subsampling="4:2:2")
    yield "444.avif", save(rgb, "AVIF", quality=90, subsampling="4:4:4")
    yield "444-video-range.avif", save(rgb, "AVIF", quality=90, subsampling="4:4:4", range="limited")
    yield "grey.avif", save(grey, "AVIF", quality=80, subsampling="4:0:0")
    yield "grey-video-range.avif", save(grey, "AVIF", quality=80, subsampling="4:0:0", range="limited")
    yield "alpha.avif", save(rgba, "AVIF", quality=80, subsampling="4:4:4")
    yield "multiplied-alpha.avif", save(rgba, "AVIF", quality=80, subsampling="4:4:4", alpha_premultiplied=True)
    yield "animated.avif", untimed(save(rgb, "AVIF", save_all=True, append_images=[rgb.rotate(180)], quality=60))
    yield "420-10-bit.avif", avifenc(rgb, "-d", "10", "-y", "420", "-r", "limited")
    yield "444-12-bit.avif", avifenc(rgb, "-d", "12", "-y", "444")
    yield "grey-10-bit.avif", avifenc(grey, "-d", "10", "-y", "400")
    yield "bt709.avif", avifenc(rgb, "-y", "420", "--cicp", "1/13/1")
    yield "bt2020.avif", avifenc(rgb, "-y", "444", "-r", "limited", "--cicp", "9/13/9")
    yield "lossless.avif", avifenc(rgb, "--lossless")
    yield "grid.avif", avifenc(rgb.resize((128, 64)), "--grid", "2x1")
    for orientation in range(2, 9):
        turned = Image.Exif()
        turned[274] = orientation
        yield f"orientation-{orientation}.avif", save(grey, "AVIF", quality=60, subsampling="4:0:0", exif=turned)

    yield "uncompressed.tif", save(rgb, "TIFF")
    yield "lzw.tif", save(rgb, "TIFF", compression="tiff_lzw")
    yield "deflate.tif", save(rgb, "TIFF", compression="tiff_adobe_deflate")
    yield "jpeg.tif", save(rgb, "TIFF", compression="jpeg")
    yield "bilevel-group4.tif", save(grey.convert("1"), "TIFF", compression="group4")
    yield "grey.tif", save(grey, "TIFF")
    yield "grey-white-is-zero.tif", save(grey, "TIFF", tiffinfo={262: 0})
    yield "palette.tif", save(palette, "TIFF", compression="tiff_lzw")
    yield "rgba.tif", save(rgba, "TIFF", compression="tiff_adobe_deflate")
    yield "cmyk.tif", save(cmyk, "TIFF", compression="tiff_adobe_deflate")
    yield "grey-16-bit.tif", save(Image.fromarray(grey16), "TIFF")
    yield "rgb-16-bit.tif", opencv_file(".tif", rgb16)
    yield "profile.tif", save(rgb, "TIFF", icc_profile=profile, compression="tiff_adobe_deflate")
    yield "orientation-6.tif", save(rgb, "TIFF", tiffinfo={274: 6}, compression="tiff_adobe_deflate")
    yield "pages.tif", save(rgb, "TIFF", save_all=True, append_images=[grey.convert("RGB")], compression="tiff_lzw")

    yield "plain.gif", save(palette, "GIF")
    yield "interlaced.gif", save(grey, "GIF", interlace=1)
    yield "animated.gif", save(palette, "GIF", save_all=True, append_images=[palette.rotate(180)], duration=100)
    transparent = save(palette, "GIF", transparency=3)
    yield "transparent.gif", transparent
    canvas = struct.pack("<HH", WIDTH + 9, HEIGHT + 5)
    plain = save(palette, "GIF")
    yield "frame-smaller-than-canvas.gif", plain[:6] + canvas + plain[10:]
    yield "transparent-smaller-than-canvas.gif", transparent[:6] + canvas + transparent[10:]


def cuts(length):
    return [10, length // 4, length // 2, length * 3 // 4, length - 60, length - 12, length - 3, length - 1]


def pillow_reads(data):
    try:
        Image.open(io.BytesIO(data)).convert("RGB")
    except Exception:
        return False
    return True


def write(folder):
    """Writes the files. Returns by name the size and the SHA-256 digests of Pillow's RGB bytes, as stored and turned according to
    EXIF, and the lengths at which Pillow refuses the truncated file."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, data in files():
        (folder / name).write_bytes(data)
        image = Image.open(io.BytesIO(data))
        pixels = np.asarray(image.convert("RGB"))
        expected[name] = {
            "size": [pixels.shape[1], pixels.shape[0]],
            "mode": image.mode,
            "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
            "turned": hashlib.sha256(ImageOps.exif_transpose(image).convert("RGB").tobytes()).hexdigest(),
            "refusedLengths": [n for n in cuts(len(data)) if not pillow_reads(data[:n])],
        }
    return expected
