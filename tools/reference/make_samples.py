"""Makes the photos of samples/ from their sources, and degraded versions of one of them.

    python tools/reference/make_samples.py MATPLOTLIB_SAMPLE_DATA SKIMAGE_DATA

MATPLOTLIB_SAMPLE_DATA is matplotlib's folder mpl-data/sample_data (Debian's python-matplotlib-data 3.6.3 has it in
/usr/share/matplotlib), SKIMAGE_DATA the folder skimage/data of scikit-image 0.26.0. Made with Pillow 12.3.0.
"""
import hashlib
import pathlib
import shutil
import sys

from PIL import Image, ImageFilter

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
SHA256 = {
    "grace_hopper.jpg": "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130",
    "coffee.png": "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
    "chelsea.png": "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
}


def source(folder, name):
    path = pathlib.Path(folder) / name
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256[name]:
        sys.exit(f"{path} is not the file that the samples were made from: its SHA-256 is {found}")
    return path


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    matplotlib_data, skimage_data = sys.argv[1:]
    shutil.copyfile(source(matplotlib_data, "grace_hopper.jpg"), SAMPLES / "grace-hopper.jpg")
    Image.open(source(skimage_data, "chelsea.png")).convert("RGB").save(SAMPLES / "cat.jpg", quality=92)
    coffee = Image.open(source(skimage_data, "coffee.png")).convert("RGB")
    coffee.save(SAMPLES / "coffee.jpg", quality=92)
    coffee.filter(ImageFilter.GaussianBlur(4)).save(SAMPLES / "coffee-blurred.jpg", quality=92)
    coffee.save(SAMPLES / "coffee-compressed.jpg", quality=5)


if __name__ == "__main__":
    main()
