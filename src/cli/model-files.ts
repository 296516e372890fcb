/** Finding and opening the weights that the command line names, or the default ones. */
import { join } from 'node:path';
import { converted } from '../convert/converted.ts';
import { HyperIqaError } from '../errors.ts';
import { openTensorFile } from '../formats/detect.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import { exists } from '../platform/exists.ts';
import { openFile } from '../platform/file-source.ts';
import { sha256Of } from '../platform/sha256.ts';
import { packageRoot } from './package-root.ts';

export interface OpenWeights {
  readonly file: TensorFile;
  /** Of the file on disk; null for weights that come from none. */
  sha256(): Promise<string | null>;
  close(): Promise<void>;
}

/** The weights that a command uses unless told otherwise. */
export interface DefaultWeights {
  /** The first that is there is taken. Relative to the working folder, or else to the package. */
  readonly paths: readonly string[];
  /** What to do where it is missing. */
  readonly remedy: string;
}

export const hyperIqaWeights: DefaultWeights = {
  // What somebody fetched or converted comes before the small model that is part of the repository.
  paths: ['weights/hyperiqa.safetensors', 'weights/hyperiqa-nano.safetensors'],
  remedy:
    "`npm run weights -- get hyperiqa-koniq` downloads the authors' weights, `npm run convert -- FILE " +
    'weights/hyperiqa.safetensors` converts a checkpoint that is here, and --weights synthetic tries everything out ' +
    'with weights that mean nothing.',
};

export const brisqueWeights: DefaultWeights = {
  paths: ['weights/brisque-live.safetensors'],
  remedy: 'It is part of the repository: get that file back, or convert it again as weights/README.md says.',
};

export const faceDetectorWeights: DefaultWeights = {
  paths: ['weights/face-detector.safetensors'],
  remedy: '`npm run weights -- get face-detector` downloads it; --no-faces does without.',
};

/**
 * Opens a converted file, or an original checkpoint, which is then converted as it is read.
 * @param path what the command line names; undefined for the default.
 * @throws HyperIqaError FILE when it is missing, saying how to get it; FORMAT, WEIGHTS when it is not what it should be.
 */
export async function openWeights(path: string | undefined, fallback: DefaultWeights): Promise<OpenWeights> {
  const source = await openFile(path ?? (await findDefault(fallback)));
  try {
    return {
      file: converted(await openTensorFile(source)),
      sha256: () => sha256Of(source),
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function findDefault({ paths, remedy }: DefaultWeights): Promise<string> {
  for (const candidate of paths.flatMap((path) => [path, join(packageRoot, path)])) {
    if (await exists(candidate)) return candidate;
  }
  throw new HyperIqaError('FILE', `${paths[0]} is missing. ${remedy}`);
}
