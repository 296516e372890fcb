"""Makes test/fixtures/clips: small videos, and the digests of their frames after ffmpeg's conversion to RGB.

    python tools/reference/make_clip_fixtures.py

Needs ffmpeg with libx264 and libvpx on a processor with SSSE3, for which ffmpeg has its usual conversion of colours. The frames
are crops of a sample photo that move to the right. Made with ffmpeg 5.1.9.
"""
import hashlib
import json
import subprocess
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / 'test' / 'fixtures' / 'clips'
WIDTH, HEIGHT, FRAMES = 98, 66, 9
TAGGED = ['-vf', 'scale=out_color_matrix=bt709:out_range=full', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'pc']
CLIPS = {
    # B-frames make the order in the file differ from the order of display.
    'h264.mp4': ['-c:v', 'libx264', '-crf', '30', '-bf', '3', '-pix_fmt', 'yuv420p'],
    'vp9.webm': ['-c:v', 'libvpx-vp9', '-crf', '40', '-b:v', '0', '-pix_fmt', 'yuv420p'],
    'bt709-full.mp4': [*TAGGED, '-c:v', 'libx264', '-crf', '30', '-pix_fmt', 'yuvj420p'],
    'ten-bits.mp4': ['-c:v', 'libx264', '-crf', '40', '-pix_fmt', 'yuv420p10le'],
}


def frames():
    photo = Image.open(ROOT / 'samples' / 'cat.jpg').convert('RGB')
    for i in range(FRAMES):
        left, top = 150 + 5 * i, 60 + 2 * i
        yield photo.crop((left, top, left + WIDTH, top + HEIGHT)).tobytes()


def ffmpeg(*arguments, given=None):
    return subprocess.run(['ffmpeg', '-v', 'error', '-y', *arguments], input=given, stdout=subprocess.PIPE, check=True).stdout


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', f'{WIDTH}x{HEIGHT}', '-r', '25', '-i', '-']
    expected = {}
    for name, options in CLIPS.items():
        path = str(FOLDER / name)
        ffmpeg(*raw, '-threads', '1', *options, '-fflags', '+bitexact', '-flags:v', '+bitexact', path, given=b''.join(frames()))
        pixels = ffmpeg('-i', path, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-vsync', 'passthrough', '-')
        size = 3 * WIDTH * HEIGHT
        digests = [hashlib.sha256(pixels[at:at + size]).hexdigest() for at in range(0, len(pixels), size)]
        if name != 'ten-bits.mp4':
            expected[name] = digests
    content = {'width': WIDTH, 'height': HEIGHT, 'frames': expected}
    (FOLDER / 'expected.json').write_text(json.dumps(content, indent=1) + '\n')
    print('wrote', FOLDER)


if __name__ == '__main__':
    main()
