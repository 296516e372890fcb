import envPaths from 'env-paths';

/**
 * The folder for what can be made again: an unpacked software adapter, measured kernel choices. `HYPERIQA_CACHE`
 * names another one; otherwise it is the system's place for caches (`~/.cache/hyperiqa-webgpu` on Linux). It may
 * not exist yet.
 */
export function cacheFolder(): string {
  return process.env.HYPERIQA_CACHE || envPaths('hyperiqa-webgpu', { suffix: '' }).cache;
}
