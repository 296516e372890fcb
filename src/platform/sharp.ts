/** Loads sharp when a photo first needs it: this takes a tenth of a second, and it may be installed without its binary. */
import type { default as sharp } from 'sharp';
import { HyperIqaError } from '../errors.ts';

export type Sharp = typeof sharp;

let loaded: Promise<Sharp> | null = null;

/** @throws HyperIqaError INSTALLATION when sharp, or its binary for this system, is not installed. */
export function loadSharp(): Promise<Sharp> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Sharp> {
  let library: Sharp;
  try {
    library = (await import('sharp')).default;
  } catch (cause) {
    throw new HyperIqaError(
      'INSTALLATION',
      `sharp, which decodes photos, does not load on ${process.platform} ${process.arch}: its binary is an optional ` +
        'package of npm, so run npm install without --omit=optional, on the system that runs the program.',
      { cause },
    );
  }
  // Each photo is read once, so a cache would only occupy memory.
  library.cache(false);
  return library;
}
