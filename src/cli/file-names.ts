import { systemPath } from '../platform/byte-path.ts';

/** The longest file name in bytes, the same on nearly all file systems. */
const longestName = 255;

/**
 * Reserves a name that is not yet taken: the stem with the extension, or with `-2`, `-3` and so on before it. The stem is
 * shortened to what a file name can hold.
 * @param taken in lower case, since some file systems ignore case.
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
