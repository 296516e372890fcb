import { writeFileWhole } from '../platform/file-sink.ts';

/** Writes a text whole or not at all. Throws HyperIqaError FILE when it cannot be written. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  await writeFileWhole(path, (sink) => sink.write(new TextEncoder().encode(text)));
}
