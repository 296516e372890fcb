"""Downloads the Debian packages in the three lists of pictures, and unpacks the pictures and the licence of each.

    python tools/train/fetch_pictures.py DATA

Needs apt-get and dpkg-deb, but not root, as nothing is installed. The packages come from the mirror that apt is configured for.
Writes DATA/debs, DATA/pictures/PACKAGE/... (the unchanged pictures) and DATA/pictures/PACKAGE/copyright.
"""
import csv
import shutil
import subprocess
import tempfile

from settings import HERE, data_folder


def listed_pictures(name='pictures.tsv'):
    """Rows of package, licence (as in the package's copyright file) and path inside the package."""
    with open(HERE / name, newline='') as file:
        return list(csv.DictReader(file, delimiter='\t'))


def pictures_apart():
    """Pictures from packages that are not used for training, validation or test, for an independent check."""
    return listed_pictures('pictures-apart.tsv')


def pictures_for_training():
    """Pictures that were added after the others had been split. All are for training, so that the test stays the same."""
    return listed_pictures('pictures-train.tsv')


def unpack(deb, package, paths, target):
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.Popen(['dpkg-deb', '--fsys-tarfile', deb], stdout=subprocess.PIPE)
        copyright_file = f'./usr/share/doc/{package}/copyright'
        subprocess.run(['tar', '-x', '-C', folder, *(f'./{path}' for path in paths), copyright_file],
                       stdin=archive.stdout, check=True)
        archive.stdout.close()
        if archive.wait() != 0:
            raise SystemExit(f'dpkg-deb could not read {deb}')
        for path in paths:
            place = target / path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(f'{folder}/{path}', place)
        shutil.copyfile(f'{folder}/{copyright_file}', target / 'copyright')


def main():
    data = data_folder(__doc__)
    debs = data / 'debs'
    debs.mkdir(exist_ok=True)
    rows = listed_pictures() + pictures_apart() + pictures_for_training()
    for package in sorted({row['package'] for row in rows}):
        paths = [row['path'] for row in rows if row['package'] == package]
        target = data / 'pictures' / package
        if all((target / path).exists() for path in paths):
            continue
        if not list(debs.glob(f'{package}_*.deb')):
            subprocess.run(['apt-get', 'download', package], cwd=debs, check=True)
        unpack(next(debs.glob(f'{package}_*.deb')), package, paths, target)
        print(f'{package}: {len(paths)} pictures')


if __name__ == '__main__':
    main()
