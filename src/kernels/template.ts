/**
 * Builds shaders of several sizes from one text: sizes are filled in as constants, and repeated code becomes named variables,
 * since software adapters keep arrays in memory, and arrays cannot hold types that only registers can.
 */

/** The value of `$NAME` in each repetition. */
export type Repetitions = readonly Readonly<Record<string, number>>[];

/** `count` repetitions, numbered from 0 by `name`. */
export const counted = (name: string, count: number): Repetitions =>
  Array.from({ length: count }, (_, index) => ({ [name]: index }));

/**
 * Repeats the text between the lines `#each NAME` and `#end NAME` once for each repetition. The markers are not comments, because
 * a browser's bundle strips those.
 */
export function unrolled(text: string, repetitions: Readonly<Record<string, Repetitions>>): string {
  return Object.entries(repetitions).reduce((from, [name, list]) => {
    const block = new RegExp(`^ *#each ${name}\n([^]*?)^ *#end ${name}\n`, 'gm');
    return from.replace(block, (_, body: string) =>
      list
        .map((values) => Object.entries(values).reduce((to, [key, n]) => to.replaceAll(`$${key}`, `${n}`), body))
        .join(''),
    );
  }, text);
}

/** A template's text with its sizes filled in. */
export function fromTemplate(
  text: string,
  constants: Readonly<Record<string, number>>,
  repetitions: Readonly<Record<string, Repetitions>>,
): string {
  const sizes = Object.entries(constants).map(([name, value]) => `const ${name} = ${value}u;\n`);
  return `${unrolled(text, repetitions)}\n${sizes.join('')}`;
}
