/**
 * A kernel is data: a shader, its constants, its bindings and its number of workgroups. Its host half says which nodes it serves
 * on which adapters, and lowers a node to such dispatches; nothing here uses a GPU.
 */
import type { Node } from '../graph/graph.ts';
import type { Activation } from '../graph/operators/activations.ts';
import type { Operator } from '../graph/operators/index.ts';
import { type Constant, elementCount, type Shape, type Value } from '../graph/tensor.ts';

/** One WGSL file; error messages name the file and the line in it. */
export interface ShaderPart {
  readonly file: string;
  readonly text: string;
}

/**
 * A shader is the concatenation of its parts, which works because WGSL allows declarations in any order. The entry point is
 * `main`.
 */
export interface Shader {
  /** For display; several variants of a shader may share it. */
  readonly name: string;
  readonly parts: readonly ShaderPart[];
  /** The parts joined; pipelines are cached by it. */
  readonly code: string;
}

/** Joins the parts. Only the first may `enable` extensions. */
export function makeShader(name: string, parts: readonly ShaderPart[]): Shader {
  return { name, parts, code: parts.map((part) => part.text).join('\n') };
}

/** A weight buffer in the order in which its kernel reads it. Equal keys mean equal bytes, which a model's programs share. */
export interface PackedWeights {
  readonly kind: 'weights';
  readonly key: string;
  readonly byteLength: number;
  /** Fills the buffer, which is zeroed beforehand. */
  pack(target: ArrayBuffer): Promise<void>;
}

/** Memory in the arena that only the dispatches of one node use, identified by the object. */
export interface Scratch {
  readonly kind: 'scratch';
  readonly byteLength: number;
}

/**
 * What a dispatch binds at one `@binding`. Activations and scratch lie in one arena buffer, and WebGPU allows a buffer to be
 * bound twice in a dispatch only if all its bindings are writable, so shaders declare them `read_write` even where they only
 * read. `unused` fills a declared binding that this dispatch never accesses.
 */
export type Binding =
  | { readonly kind: 'value'; readonly value: Value; readonly use: 'read' | 'write' }
  | { readonly kind: 'scratch'; readonly scratch: Scratch; readonly use: 'read' | 'write' }
  | PackedWeights
  | { readonly kind: 'unused' };

export interface Dispatch {
  readonly shader: Shader;
  /** The values of the shader's `override` constants. */
  readonly constants: Readonly<Record<string, number>>;
  /** The u32 fields of the shader's uniform `Params` (binding 0), in order. */
  readonly params: readonly number[];
  /** Bindings 1, 2, ... of group 0. */
  readonly bindings: readonly Binding[];
  /** At most 65,535 in each dimension. */
  readonly workgroups: readonly [number, number, number];
}

/** The product that matrix units compute in one operation: `rows` x `depth` by `depth` x `columns` values, summed in float32. */
export interface MatrixForm {
  readonly operands: 'f16' | 'f32';
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/** The properties of an adapter that kernels may depend on. */
export interface DeviceTraits {
  readonly kind: 'gpu' | 'software';
  /** The smallest and the largest possible subgroup size; null where subgroups are missing. */
  readonly subgroups: { readonly min: number; readonly max: number } | null;
  readonly storageBindingBytes: number;
  /** The offsets of bindings are multiples of this many bytes. */
  readonly bindingAlignment: number;
  /**
   * Whether weights whose values are float16 numbers are stored as float16. Not on a software adapter in f32: a network with both
   * storages needs twice the pipelines, each of which takes such an adapter up to a second to compile.
   */
  readonly halfWeights: boolean;
  /** Whether shaders may compute in float16: the adapter supports it and the engine's precision is f16. */
  readonly shaderF16: boolean;
  /** The form that the adapter's matrix units multiply; null if it has none, or in precision f32. */
  readonly matrixForm: MatrixForm | null;
}

export interface Kernel<O extends Operator = Operator> {
  /** Unique; the `kernels` option and tests force the kernel by it. */
  readonly name: string;
  /** Why this kernel cannot run the node on this adapter; null when it can. */
  refusal(operator: O, node: Node, traits: DeviceTraits): string | null;
  lower(operator: O, node: Node, traits: DeviceTraits): readonly Dispatch[];
}

/** The activations' numbers in lib/activation.wgsl; shader-parts.ts writes the same numbers into the shaders. */
export const activationCode = {
  none: 0,
  relu: 1,
  sigmoid: 2,
  relu6: 3,
  tanh: 4,
  gelu: 5,
  'gelu-tanh': 6,
  silu: 7,
  hardswish: 8,
  exp: 9,
  sqrt: 10,
  abs: 11,
} as const satisfies Record<Activation, number>;

/** The number by which lib/conv-finish.wgsl recognises PReLU, which takes the place of an activation. */
export const preluCode = 12;

/** The activations that every pipeline has, chosen by a parameter. */
const uniformActivations: readonly Activation[] = ['none', 'relu', 'relu6'];

/** The override constants of lib/activation.wgsl, which every dispatch that ends in an activation sets. */
export function activationConstants(activation: Activation): Readonly<Record<string, number>> {
  return uniformActivations.includes(activation) ? {} : { OTHER_ACTIVATION: activationCode[activation] };
}

export const read = (value: Value): Binding => ({ kind: 'value', value, use: 'read' });
export const write = (value: Value): Binding => ({ kind: 'value', value, use: 'write' });
export const unused: Binding = { kind: 'unused' };

/** Folds `count` workgroups into two dimensions; shaders number them `y * gridWidth + x`. */
export function foldGrid(count: number): readonly [number, number, number] {
  const height = Math.ceil(count / 65535);
  return [Math.ceil(count / height), height, 1];
}

/** A shape's dimensions [N,C,H,W] by name; missing trailing dimensions are 1. */
export function nchw(shape: Shape): { n: number; c: number; h: number; w: number } {
  return { n: shape[0] ?? 1, c: shape[1] ?? 1, h: shape[2] ?? 1, w: shape[3] ?? 1 };
}

/** A float32 value as the u32 field that a shader reads as f32. */
export function floatBits(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0];
}

export const divideUp = (a: number, b: number): number => Math.ceil(a / b);

/** The grid for kernels with workgroups of 64, in which each invocation computes one of `count` items. */
export function oneThreadEach(count: number): readonly [number, number, number] {
  return foldGrid(divideUp(count, 64));
}

/** A constant in its row-major order. */
export function packPlain(constant: Constant): PackedWeights {
  return {
    kind: 'weights',
    key: `${constant.key} plain`,
    byteLength: elementCount(constant.shape) * 4,
    pack: async (target) => new Float32Array(target).set(await constant.read()),
  };
}
