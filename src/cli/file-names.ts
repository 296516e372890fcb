import { systemPath } from '../platform/byte-path.ts';

/** What file systems allow, in bytes: 255 on nearly all. */
const longestName = 255;

/**
 * A name that is not taken yet, and takes it: the stem with the ending, or with `-2`, `-3` and so on before it. Of the
 * stem, as much is kept as a file's name can hold.
 * @param taken in lower case, as some file systems take names that differ in case for the same.
 */
export function freeName(stem: string, ending: string, taken: Set<string>): string {
  let name = fitting(stem, ending);
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = fitting(stem, `-${i}${ending}`);
  taken.add(name.toLowerCase());
  return name;
}

function fitting(stem: string, ending: string): string {
  const characters = [...stem];
  while (Buffer.byteLength(systemPath(characters.join(''))) > longestName - ending.length) characters.pop();
  return characters.join('') + ending;
}
