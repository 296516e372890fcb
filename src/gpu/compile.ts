/**
 * Creates every GPU object that a run needs, so that running a program only encodes and submits. Pipelines and weights are
 * prepared concurrently; the activation arena and the bind groups follow.
 */
import { HyperIqaError } from '../errors.ts';
import type { Graph, Node } from '../graph/graph.ts';
import type { Value } from '../graph/tensor.ts';
import type { Binding, DeviceTraits, Kernel, Scratch } from '../kernels/kernel.ts';
import { captureErrors } from './error-scopes.ts';
import { type ArenaSlice, type Lowered, lower } from './lower.ts';
import type { CompiledKernel, PipelineCache } from './pipelines.ts';
import type { ProgramParts } from './program.ts';
import type { RecordedDispatch } from './recorded-dispatch.ts';
import type { WeightBuffers } from './weights.ts';

export interface CompileContext {
  readonly device: GPUDevice;
  readonly traits: DeviceTraits;
  readonly pipelines: PipelineCache;
  readonly weights: WeightBuffers;
}

/** Creates a buffer that is destroyed with the program, or when compiling fails. */
type CreateBuffer = (descriptor: GPUBufferDescriptor) => GPUBuffer;

/** WebGPU guarantees that every adapter accepts uniform buffer offsets at multiples of this many bytes. */
const uniformAlignment = 256;

export async function compileGraph(
  context: CompileContext,
  graph: Graph,
  choose: (node: Node) => Kernel,
): Promise<ProgramParts> {
  const { device } = context;
  const lowered = lower(graph, context.traits, choose);
  if (lowered.arenaBytes > device.limits.maxBufferSize) {
    throw new HyperIqaError(
      'LIMIT',
      `The network's activations need ${lowered.arenaBytes} bytes, but this adapter's buffers hold ` +
        `${device.limits.maxBufferSize}: use a smaller batch or smaller photos`,
    );
  }
  const weights = lowered.steps.flatMap((step) => step.dispatch.bindings.filter((b) => b.kind === 'weights'));
  const compiling = Promise.all(lowered.steps.map((step) => context.pipelines.get(step.dispatch)));
  const uploading = Promise.all(weights.map((packed) => context.weights.acquire(packed)));
  const buffers: GPUBuffer[] = [];
  const createBuffer: CreateBuffer = (descriptor) => {
    const buffer = device.createBuffer(descriptor);
    buffers.push(buffer);
    return buffer;
  };
  try {
    const [pipelines, uploaded] = await Promise.all([compiling, uploading]);
    const weightsOf = new Map(weights.map((packed, i) => [packed.key, uploaded[i]]));
    return await captureErrors(device, "the network's activations", () => ({
      graph,
      weights,
      sliceOf: (value: Value) => sliceIn(lowered, value),
      buffers,
      ...assemble(device, createBuffer, lowered, pipelines, weightsOf),
    }));
  } catch (error) {
    for (const buffer of buffers) buffer.destroy();
    await Promise.allSettled([compiling, uploading]);
    for (const packed of weights) context.weights.release(packed);
    throw error;
  }
}

/** Creates every buffer other than the weights, and a bind group for each dispatch. */
function assemble(
  device: GPUDevice,
  createBuffer: CreateBuffer,
  lowered: Lowered,
  pipelines: readonly CompiledKernel[],
  weights: ReadonlyMap<string, GPUBuffer>,
): Pick<ProgramParts, 'dispatches' | 'arena'> {
  const arena = createBuffer({
    label: 'arena',
    size: Math.max(256, lowered.arenaBytes),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
  });
  const filler = createBuffer({ label: 'unused binding', size: 16, usage: GPUBufferUsage.STORAGE });
  const params = uploadParams(createBuffer, lowered);
  const resource = (binding: Binding): GPUBufferBinding => {
    switch (binding.kind) {
      case 'weights':
        return { buffer: weights.get(binding.key)! };
      case 'unused':
        return { buffer: filler };
      case 'value':
        return inArena(arena, sliceIn(lowered, binding.value));
      case 'scratch':
        return inArena(arena, sliceIn(lowered, binding.scratch));
    }
  };
  const dispatches = lowered.steps.map(({ node, kernel, dispatch }, i): RecordedDispatch => {
    const { pipeline, layout } = pipelines[i];
    const slot = { buffer: params, offset: i * uniformAlignment, size: uniformAlignment };
    const resources = [slot, ...dispatch.bindings.map(resource)];
    const bindGroup = device.createBindGroup({
      layout,
      entries: resources.map((entry, binding) => ({ binding, resource: entry })),
    });
    return { node, kernel, shader: dispatch.shader.name, pipeline, bindGroup, workgroups: dispatch.workgroups };
  });
  return { dispatches, arena };
}

function sliceIn(lowered: Lowered, what: Value | Scratch): ArenaSlice {
  const slice = lowered.slices.get(what);
  if (slice === undefined) throw new HyperIqaError('GRAPH', 'A kernel binds a tensor that the graph does not hold');
  return slice;
}

function inArena(arena: GPUBuffer, slice: ArenaSlice): GPUBufferBinding {
  return { buffer: arena, offset: slice.offset, size: slice.byteLength };
}

/** Creates one uniform buffer with an aligned slot for the parameters of each dispatch, and fills it. */
function uploadParams(createBuffer: CreateBuffer, lowered: Lowered): GPUBuffer {
  const params = createBuffer({
    label: 'params',
    size: Math.max(1, lowered.steps.length) * uniformAlignment,
    usage: GPUBufferUsage.UNIFORM,
    mappedAtCreation: true,
  });
  const words = new Uint32Array(params.getMappedRange());
  lowered.steps.forEach((step, i) => {
    words.set(step.dispatch.params, (i * uniformAlignment) / 4);
  });
  params.unmap();
  return params;
}
