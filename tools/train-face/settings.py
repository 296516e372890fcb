"""The paths of data, which all steps share."""
import argparse
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NETWORK = 'downloads/npm/@vladmandic/face-api/1.7.15/package/model/face_recognition_model'
"""The path below DATA of the network's two files, without their suffixes."""


def data_folder(description):
    """The folder of all files that are not committed; every step takes it as its only argument."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('data', type=pathlib.Path, help='folder for downloads, faces, series and the trained head')
    folder = parser.parse_args().data
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def faces_of(folder):
    return json.loads((folder / 'faces.json').read_text())
