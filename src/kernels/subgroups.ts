/** Shaders whose lanes share what they load, for subgroups of any size, fixed or varying. Their texts are templates. */
import productText from '../../shaders/lib/product-subgroup.wgsl';
import { type DeviceTraits, divideUp, makeShader, type Shader, type ShaderPart } from './kernel.ts';
import { shaderOf } from './shader-parts.ts';
import { counted, fromTemplate, type Repetitions } from './template.ts';

/** How a shader fits subgroups. */
export interface Sharing {
  /** Invocations of a workgroup: a largest subgroup. */
  readonly lanes: number;
  /** Lanes that every subgroup has: so many loads are shared. */
  readonly shared: number;
}

/** Why kernels in subgroups do not run on this adapter; null when they do. */
export function subgroupRefusal({ subgroups }: DeviceTraits): string | null {
  return subgroups === null ? 'needs subgroups, which the adapter lacks' : null;
}

/** Of an adapter that `subgroupRefusal` does not refuse. */
export function sharingOf({ subgroups }: DeviceTraits): Sharing {
  return { lanes: subgroups!.max, shared: subgroups!.min };
}

/** Rows of an invocation where there are many. With four lanes, vectors and registers are those of smaller processors. */
export function manyRows({ shared }: Sharing): number {
  return shared === 4 ? 16 : 32;
}

/** Things numbered by `name`, of which lane `$lane` loads the one at hand as its `$load`th. */
export function sharedBy(name: string, count: number, { shared }: Sharing): Repetitions {
  const each = Math.min(count, shared);
  return counted(name, count).map((one, index) => ({ ...one, load: Math.floor(index / each), lane: index % each }));
}

/** Loads of each lane for `count` things. */
export function loadsOf(name: string, count: number, { shared }: Sharing): Repetitions {
  return counted(name, divideUp(count, shared));
}

/** What an invocation computes: rows, and quads of columns. */
export interface Block {
  readonly rows: number;
  readonly quads: number;
}

/** A product in subgroups: the body, which stands first as it enables them, and what the shader at `path` multiplies. */
export function subgroupShaderOf(
  sharing: Sharing,
  { rows, quads }: Block,
  path: string,
  text: string,
  ...libraries: readonly ShaderPart[]
): Shader {
  const { name, parts } = shaderOf(path, text, ...libraries);
  const shared = Math.min(rows, sharing.shared);
  const constants = { LANES: sharing.lanes, SHARED: shared, ROWS: rows, QUADS: quads };
  const body = fromTemplate(productText, constants, {
    row: sharedBy('row', rows, sharing),
    load: loadsOf('load', rows, sharing),
    quad: counted('quad', quads),
  });
  return makeShader(`${name} ${rows}x${4 * quads}`, [{ file: 'lib/product-subgroup.wgsl', text: body }, ...parts]);
}

/** Makes what depends on the sharing once for each; an adapter has one. */
export function bySharing<T>(make: (sharing: Sharing) => T): (sharing: Sharing) => T {
  const made = new Map<string, T>();
  return (sharing) => {
    const key = `${sharing.lanes} ${sharing.shared}`;
    const known = made.get(key) ?? make(sharing);
    made.set(key, known);
    return known;
  };
}
