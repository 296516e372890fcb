/** Assembles shaders whose lanes share what they load, for subgroups of any size, fixed or varying. Their texts are templates. */
import productText from '../../shaders/lib/product-subgroup.wgsl';
import { type DeviceTraits, divideUp, makeShader, type Shader, type ShaderPart } from './kernel.ts';
import { shaderOf } from './shader-parts.ts';
import { counted, fromTemplate, type Repetitions } from './template.ts';

/** How a shader uses subgroups. */
export interface Sharing {
  /** Invocations of a workgroup: the largest subgroup size. */
  readonly lanes: number;
  /** The lanes that every subgroup has, and among which loads are shared. */
  readonly shared: number;
  /** Rows per invocation where there are many. */
  readonly manyRows: number;
}

/** Why kernels that use subgroups cannot run on this adapter; null when they can. */
export function subgroupRefusal({ subgroups }: DeviceTraits): string | null {
  return subgroups === null ? 'needs subgroups, which the adapter lacks' : null;
}

/** For an adapter that `subgroupRefusal` accepts. */
export function sharingOf({ kind, subgroups }: DeviceTraits): Sharing {
  const { min, max } = subgroups!;
  // A software adapter has four lanes where the CPU's vector registers are few.
  return { lanes: max, shared: min, manyRows: kind === 'software' && min === 4 ? 16 : 32 };
}

/**
 * Rows per invocation for the outputs of a group: half of the usual ones where the other half would be empty. 1.3 to 1.5 times as
 * fast for 8 and 16 outputs on lavapipe, 1.35 for 8 on SwiftShader.
 */
export function rowsFor(outputs: number, { manyRows }: Sharing): number {
  return outputs <= manyRows / 2 ? manyRows / 2 : manyRows;
}

/** Repetitions over `count` items named `name`; each item is loaded by lane `$lane` as that lane's `$load`th. */
export function sharedBy(name: string, count: number, { shared }: Pick<Sharing, 'shared'>): Repetitions {
  const each = Math.min(count, shared);
  return counted(name, count).map((one, index) => ({ ...one, load: Math.floor(index / each), lane: index % each }));
}

/** Repetitions over the loads of each lane for `count` items. */
export function loadsOf(name: string, count: number, { shared }: Pick<Sharing, 'shared'>): Repetitions {
  return counted(name, divideUp(count, shared));
}

/** The block that an invocation computes: rows, and quads of columns. */
export interface Block {
  readonly rows: number;
  readonly quads: number;
}

/** The size of a product: `quads` of four columns each, and sums over `depth`. */
export interface ProductSize {
  readonly rows: number;
  readonly quads: number;
  readonly depth: number;
}

/** Multiply-adds from which a product takes several milliseconds on a CPU, so that a longer compilation pays. */
const manyMultiplyAdds = 2 ** 27;

/**
 * Quads of columns of an invocation: two in large products, where both load a step's weights only once. 1.1 to 1.2 times as fast on
 * lavapipe and SwiftShader, but such a shader takes 1.5 to 2 times as long to compile.
 */
export function quadsFor({ rows, quads, depth }: ProductSize, { lanes }: Pick<Sharing, 'lanes'>): 1 | 2 {
  const computedQuads = (each: number): number => divideUp(quads, lanes * each) * each;
  return rows * quads * 4 * depth >= manyMultiplyAdds && computedQuads(2) < 1.1 * computedQuads(1) ? 2 : 1;
}

/**
 * A subgroup product: the body, which comes first because it enables subgroups, and the shader at `path`, which defines the
 * operands.
 */
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

/** Caches the result of `make` for each sharing; an adapter has only one. */
export function bySharing<T>(make: (sharing: Sharing) => T): (sharing: Sharing) => T {
  const made = new Map<string, T>();
  return (sharing) => cached(made, keyOf(sharing), () => make(sharing));
}

/** Caches the result of `make` for each sharing and block. */
export function byBlock<T>(make: (sharing: Sharing, block: Block) => T): (sharing: Sharing, block: Block) => T {
  const made = new Map<string, T>();
  return (sharing, block) => cached(made, `${keyOf(sharing)} ${block.rows}x${block.quads}`, () => make(sharing, block));
}

function keyOf({ lanes, shared }: Sharing): string {
  return `${lanes} ${shared}`;
}

function cached<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}
