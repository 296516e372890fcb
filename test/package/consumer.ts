/** The package as users get it: packed from the sources, and installed in an empty folder. */
import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const packed = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'package.json',
  'tsconfig.json',
  'shaders',
  'src',
  'tools',
  'weights',
];

export interface Consumer {
  /** A project with the package and a photo, `photo.jpg`. */
  readonly folder: string;
  readonly tarball: string;
  /** Runs a command there and resolves to its standard output. */
  run(command: string, args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Packs a copy of the clone, since packing rebuilds dist/, and installs the tarball. Needs npm's registry or cache.
 * @param others further packages to install.
 */
export async function installPackage(...others: readonly string[]): Promise<Consumer> {
  const temporary = await mkdtemp(join(tmpdir(), 'hyperiqa-package-'));
  const clone = join(temporary, 'clone');
  const folder = join(temporary, 'consumer');
  const runIn = async (cwd: string, command: string, args: readonly string[]) =>
    (await promisify(execFile)(command, args, { cwd, maxBuffer: 1e8, shell: process.platform === 'win32' })).stdout;

  await mkdir(folder);
  for (const name of packed) await cp(name, join(clone, name), { recursive: true });
  await symlink(resolve('node_modules'), join(clone, 'node_modules'), 'dir');
  await runIn(clone, 'npm', ['pack', '--pack-destination', temporary]);
  const tarball = join(temporary, (await readdir(temporary)).find((name) => name.endsWith('.tgz'))!);

  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  await runIn(folder, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, ...others]);
  await copyFile('samples/cat.jpg', join(folder, 'photo.jpg'));
  return {
    folder,
    tarball,
    run: (command, args) => runIn(folder, command, args),
    remove: () => rm(temporary, { recursive: true }),
  };
}
