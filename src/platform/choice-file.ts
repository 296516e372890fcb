/** Stores kernel measurements in the cache folder, one JSON file for each adapter and version of the kernels. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChoiceStore } from '../gpu/kernel-choice.ts';
import { cacheFolder } from './cache-folder.ts';
import { writeFileWhole } from './file-sink.ts';
import { makeFolder } from './make-folder.ts';

function fileOf(scope: string): string {
  return join(cacheFolder(), 'kernels', `${createHash('sha256').update(scope).digest('hex').slice(0, 24)}.json`);
}

export const choiceFile: ChoiceStore = {
  async load(scope) {
    try {
      const { choices } = JSON.parse(await readFile(fileOf(scope), 'utf8')) as { choices?: unknown };
      if (typeof choices !== 'object' || choices === null) return {};
      return Object.fromEntries(Object.entries(choices).filter(([, kernel]) => typeof kernel === 'string'));
    } catch {
      // Nothing was measured, or the file is not ours: the order of preference applies.
      return {};
    }
  },

  async save(scope, choices) {
    const file = fileOf(scope);
    await makeFolder(dirname(file));
    const text = `${JSON.stringify({ scope, choices }, null, 1)}\n`;
    await writeFileWhole(file, (sink) => sink.write(new TextEncoder().encode(text)));
  },
};
