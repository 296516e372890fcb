import envPaths from 'env-paths';

/**
 * The folder for data that can be recreated: an unpacked software adapter, measured kernel choices. `HYPERIQA_CACHE` overrides
 * the system's cache folder (`~/.cache/hyperiqa-webgpu` on Linux). It may not exist yet.
 */
export function cacheFolder(): string {
  return process.env.HYPERIQA_CACHE || envPaths('hyperiqa-webgpu', { suffix: '' }).cache;
}
