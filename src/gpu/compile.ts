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
  try {
    const [pipelines, uploaded] = await Promise.all([compiling, uploading]);
    const weightsOf = new Map(weights.map((packed, i) => [packed.key, uploaded[i]]));
    return await captureErrors(device, "the network's activations", () => ({
      graph,
      weights,
      sliceOf: (value: Value) => sliceIn(lowered, value),
      buffers,
      ...assemble(device, lowered, pipelines, weightsOf, buffers),
    }));
  } catch (error) {
    for (const buffer of buffers) buffer.destroy();
    await Promise.allSettled([compiling, uploading]);
    for (const packed of weights) context.weights.release(packed);
    throw error;
  }
}

/** Creates every buffer other than the weights, adds it to `buffers`, and creates a bind group for each dispatch. */
function assemble(
  device: GPUDevice,
  lowered: Lowered,
  pipelines: readonly CompiledKernel[],
  weights: ReadonlyMap<string, GPUBuffer>,
  buffers: GPUBuffer[],
): Pick<ProgramParts, 'dispatches' | 'arena'> {
  const arena = device.createBuffer({
    label: 'arena',
    size: Math.max(256, lowered.arenaBytes),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
  });
  buffers.push(arena);
  const filler = device.createBuffer({ label: 'unused binding', size: 16, usage: GPUBufferUsage.STORAGE });
  buffers.push(filler);
  const params = createParams(device, lowered);
  buffers.push(params);
  fillParams(params, lowered);
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

/** Creates one uniform buffer with an aligned slot for the parameters of each dispatch. */
function createParams(device: GPUDevice, lowered: Lowered): GPUBuffer {
  return device.createBuffer({
    label: 'params',
    size: Math.max(1, lowered.steps.length) * uniformAlignment,
    usage: GPUBufferUsage.UNIFORM,
    mappedAtCreation: true,
  });
}

function fillParams(params: GPUBuffer, lowered: Lowered): void {
  const words = new Uint32Array(params.getMappedRange());
  lowered.steps.forEach((step, i) => {
    words.set(step.dispatch.params, (i * uniformAlignment) / 4);
  });
  params.unmap();
}
