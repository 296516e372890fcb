/** The number of 32-bit words that a shader's uniform parameters have. */

const scalars = new Set(['u32', 'i32', 'f32']);

/** The members' types of every structure of the shader. */
function structuresOf(code: string): ReadonlyMap<string, readonly string[]> {
  const structures = new Map<string, readonly string[]>();
  for (const [, name, body] of code.replace(/\/\/.*/g, '').matchAll(/struct (\w+)\s*\{([^}]*)\}/g)) {
    structures.set(
      name!,
      [...body!.matchAll(/\w+\s*:\s*(\w+(?:<[^>]*>)?)/g)].map((member) => member[1]!),
    );
  }
  return structures;
}

/** @throws Error for a shader without `var<uniform> p`, or a type that no parameters have had so far. */
export function paramWords(code: string): number {
  const structures = structuresOf(code);
  const sizeOf = (type: string): number => {
    if (scalars.has(type)) return 1;
    const quads = /^array<vec4[ui],\s*(\d+)>$/.exec(type);
    if (quads !== null) return 4 * Number(quads[1]);
    const members = structures.get(type);
    if (members === undefined) throw new Error(`parameters of type ${type}`);
    // Uniform structures and arrays begin at multiples of four words.
    return members.reduce((end, member) => (scalars.has(member) ? end : Math.ceil(end / 4) * 4) + sizeOf(member), 0);
  };
  const name = /var<uniform> p\s*:\s*(\w+)/.exec(code)?.[1];
  if (name === undefined) throw new Error('no uniform parameters p');
  return sizeOf(name);
}
