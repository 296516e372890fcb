/** An environment in which nothing is remembered from earlier processes: no compiled shader, no measured kernel. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unpackSwiftShader } from '../src/platform/swiftshader.ts';

export interface ColdCache {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Drivers keep compiled shaders on disk, each with a switch of its own: Mesa, NVIDIA. */
const driverSwitches = { MESA_SHADER_CACHE_DISABLE: 'true', __GL_SHADER_DISK_CACHE: '0' };

export async function emptyCaches(): Promise<ColdCache> {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-cold-'));
  // A driver's installation is no part of a cold start.
  const swiftShader = await unpackSwiftShader();
  if (swiftShader !== null) {
    const unpacked = dirname(swiftShader.manifest);
    await symlink(unpacked, join(folder, basename(unpacked)));
  }
  return {
    env: { ...driverSwitches, HYPERIQA_CACHE: folder },
    remove: () => rm(folder, { recursive: true }),
  };
}
