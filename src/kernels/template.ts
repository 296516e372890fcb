/**
 * Shaders of several sizes from one text: the sizes are constants, and what is repeated becomes variables with names, since
 * arrays are kept in memory by software adapters and cannot hold what only registers can.
 */

/** What `$NAME` stands for in each repetition. */
export type Repetitions = readonly Readonly<Record<string, number>>[];

/** `count` repetitions, numbered from 0 by `name`. */
export const counted = (name: string, count: number): Repetitions =>
  Array.from({ length: count }, (_, index) => ({ [name]: index }));

/**
 * Writes what stands between the lines `#each NAME` and `#end NAME` once for each of its repetitions. The lines are no
 * comments, as a browser's bundle has none.
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

/** A template's text with its sizes in place. */
export function fromTemplate(
  text: string,
  constants: Readonly<Record<string, number>>,
  repetitions: Readonly<Record<string, Repetitions>>,
): string {
  const sizes = Object.entries(constants).map(([name, value]) => `const ${name} = ${value}u;\n`);
  return `${unrolled(text, repetitions)}\n${sizes.join('')}`;
}
