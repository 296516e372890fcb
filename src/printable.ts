/** Makes text that comes from files safe to print: a name may hold escape sequences, line breaks or a megabyte. */

/**
 * Control characters, line and paragraph separators, marks that change the direction of text, characters that show nothing and
 * so make two names look alike (soft hyphen, zero-width space, word joiner, byte order mark, annotations), lone surrogates. Not
 * the zero-width joiner and non-joiner, which emoji and the spelling of some languages need.
 */
const unprintable = /[\p{Cc}\p{Cs}\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const unit = character.charCodeAt(0);
  // A byte of a file name that is not UTF-8, as platform/byte-path.ts represents it.
  const code = (unit >= 0xdc80 && unit <= 0xdcff ? unit - 0xdc00 : unit).toString(16);
  return shortEscapes[character] ?? (code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`);
}

/** The text on one line, with every character that a terminal would act upon, or not show, replaced by its escape, as in `\x1b`. */
export function printable(text: string): string {
  return text.replace(unprintable, escaped);
}

/** The text, with its middle omitted if it has more than `longest` characters. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const gap = ' [...] ';
  const begin = Math.ceil((longest - gap.length) / 2);
  return text.slice(0, begin) + gap + text.slice(text.length - (longest - gap.length - begin));
}

/** `1 byte`, `5 bytes`: for nouns that only take an s. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
