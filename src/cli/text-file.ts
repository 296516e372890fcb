import { writeFileWhole } from '../platform/file-sink.ts';

/** Writes a text completely or not at all. @throws HyperIqaError FILE when it cannot be written. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  await writeFileWhole(path, (sink) => sink.write(new TextEncoder().encode(text)));
}
