/** Checks the files that a run of `infer` will write, before anything is scored. */
import { basename, resolve } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { isPhotoName, unreadKindOf } from '../../image/file-kinds.ts';
import { isVideoName } from '../../image/video-kinds.ts';
import { checkWritable } from '../../platform/file-sink.ts';
import { isSameFile } from '../../platform/same-file.ts';
import type { InferOptions } from './options.ts';

/**
 * @param inputs paths of photos or clips; other names are ignored.
 * @throws HyperIqaError USAGE for two outputs of one name, one that would replace a photo, or `-`; FILE for one that cannot be written.
 */
export async function checkOutputFiles(
  { output, report, trace }: Pick<InferOptions, 'output' | 'report' | 'trace'>,
  inputs: readonly string[],
): Promise<void> {
  const outputs = Object.entries({ '--output': output, '--report': report, '--trace': trace });
  const optionOf = new Map<string, string>();
  for (const [option, path] of outputs) {
    if (path === undefined) continue;
    const other = optionOf.get(resolve(path));
    if (other !== undefined) {
      throw new HyperIqaError('USAGE', `${other} and ${option} both name ${path}: give them different names.`);
    }
    optionOf.set(resolve(path), option);
    if (path === '') throw new HyperIqaError('USAGE', `${option} has an empty name: name a file.`);
    if (path === '-') {
      const remedy = option === '--output' ? 'leave the option out for results on standard output' : 'name a file';
      throw new HyperIqaError('USAGE', `${option} does not write to standard output (-): ${remedy}.`);
    }
    const isPicture = isPhotoName(path, true) || unreadKindOf(path) !== null || isVideoName(path);
    if (isPicture || (await isOneOf(inputs, path))) {
      throw new HyperIqaError(
        'USAGE',
        `${option} ${path} names a photo or a clip: ${option} takes the name of the file to write.`,
      );
    }
    await checkWritable(path);
  }
}

/** Whether the path leads to one of these files. Only those of the same name are compared, since there may be many. */
async function isOneOf(files: readonly string[], path: string): Promise<boolean> {
  for (const file of files.filter((each) => basename(each) === basename(path))) {
    if (await isSameFile(file, path)) return true;
  }
  return false;
}
