/** An environment without anything cached by earlier processes: no compiled shaders, no measured kernels. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unpackSwiftShader } from '../src/platform/swiftshader.ts';

export interface ColdCache {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** The switches that disable drivers' shader caches on disk: Mesa, NVIDIA. */
const driverSwitches = { MESA_SHADER_CACHE_DISABLE: 'true', __GL_SHADER_DISK_CACHE: '0' };

export async function emptyCaches(): Promise<ColdCache> {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-cold-'));
  // Installing a driver is not part of a cold start.
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
