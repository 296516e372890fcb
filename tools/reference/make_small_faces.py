"""Makes a picture of 4000x3000 pixels with the sample portrait in seven sizes, six times each, for docs/METRICS.md.

    python tools/reference/make_small_faces.py faces.png
    npm run infer -- faces.png --metric brisque [--detector-tiles] [--detector mtcnn]

The face's height is 0.59 of the portrait's.
"""
import pathlib
import sys

from PIL import Image

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / 'samples'
HEIGHTS = (60, 80, 100, 140, 200, 280, 400)
EACH = 6


def main(path):
    page = Image.open(SAMPLES / 'coffee.jpg').convert('RGB').resize((4000, 3000), Image.LANCZOS)
    portrait = Image.open(SAMPLES / 'grace-hopper.jpg').convert('RGB').crop((110, 50, 420, 400))
    y = 120
    for height in HEIGHTS:
        width = round(portrait.width * height / portrait.height)
        for i in range(EACH):
            # The size grows slightly from left to right, so that no two portraits have the same pixels.
            size = (width + i, round(height * (width + i) / width))
            small = portrait.resize(size, Image.LANCZOS)
            page.paste(small.transpose(Image.FLIP_LEFT_RIGHT) if i % 2 else small, (200 + 600 * i, y))
        y += height + 140
    page.save(path)


if __name__ == '__main__':
    main(sys.argv[1])
