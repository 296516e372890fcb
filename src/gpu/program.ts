/** A compiled network. All its GPU objects are created in advance; a run only uploads, submits and reads back. */
import { HyperIqaError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { Inputs, Program, StepTime } from '../graph/program.ts';
import { elementCount, type Value } from '../graph/tensor.ts';
import type { PackedWeights } from '../kernels/kernel.ts';
import { captureErrors } from './error-scopes.ts';
import type { ArenaSlice } from './lower.ts';
import { Profiler } from './profiler.ts';
import type { RecordedDispatch } from './recorded-dispatch.ts';

/** The result of compiling; the program owns the buffers from then on. */
export interface ProgramParts {
  readonly graph: Graph;
  readonly dispatches: readonly RecordedDispatch[];
  readonly arena: GPUBuffer;
  /** Every buffer that is released with the program, including the arena. */
  readonly buffers: readonly GPUBuffer[];
  readonly sliceOf: (value: Value) => ArenaSlice;
  readonly weights: readonly PackedWeights[];
}

/** What a program needs from the engine that created it. */
export interface ProgramHost {
  readonly device: GPUDevice;
  /** Replaces a failure by an error that says what to do. @throws when the device is lost or the engine closed. */
  guard<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for the GPU in the way that suits the adapter. */
  settled<T>(promise: Promise<T>): Promise<T>;
  /** Called once, after the program has released its own buffers, so that the host can release the shared weights. */
  disposed(): void;
}

interface OutputSlot {
  readonly value: Value;
  readonly slice: ArenaSlice;
  /** Byte offset in the readback buffer. */
  readonly at: number;
}

/** The resources of one run in flight. */
interface Lane {
  readonly readback: GPUBuffer;
  /** Resolves when the lane's last run is done. */
  free: Promise<void>;
}

/**
 * The greatest number of runs in flight. While one computes, the next is uploaded and waits in the device's queue. The queue
 * executes them in order, so they can share the arena.
 */
const laneCount = 2;

export class GpuProgram implements Program {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly memory: { readonly arenaBytes: number; readonly weightBytes: number };
  readonly #host: ProgramHost;
  readonly #parts: ProgramParts;
  readonly #outputSlots: readonly OutputSlot[];
  readonly #lanes: readonly Lane[];
  #runs = 0;
  #profiler: Profiler | null = null;
  #disposed = false;

  constructor(host: ProgramHost, parts: ProgramParts) {
    const { graph, arena, sliceOf } = parts;
    this.#host = host;
    this.#parts = parts;
    this.inputs = new Map(graph.inputs.map((value) => [value.name, value]));
    this.outputs = new Map(graph.outputs.map((value) => [value.name, value]));
    const unique = new Map(parts.weights.map((weights) => [weights.key, weights.byteLength]));
    this.memory = { arenaBytes: arena.size, weightBytes: [...unique.values()].reduce((a, b) => a + b, 0) };
    let end = 0;
    this.#outputSlots = graph.outputs.map((value) => {
      const slice = sliceOf(value);
      const at = end;
      end += slice.byteLength;
      return { value, slice, at };
    });
    this.#lanes = Array.from({ length: laneCount }, () => ({
      readback: host.device.createBuffer({
        label: 'readback',
        size: Math.max(16, end),
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      }),
      free: Promise.resolve(),
    }));
  }

  run(inputs: Inputs): Promise<Record<string, Float32Array>> {
    const lane = this.#lanes[this.#runs++ % laneCount];
    const result = lane.free.then(() => this.#guarded(() => this.#runNow(inputs, lane.readback)));
    lane.free = settledOf(result);
    return result;
  }

  profile(inputs: Inputs, repeats = 1): Promise<readonly StepTime[]> {
    // Profiled alone: another run in flight would distort the times.
    const allFree = Promise.all(this.#lanes.map((lane) => lane.free));
    const result = allFree.then(() => this.#guarded(() => this.#profileNow(inputs, repeats)));
    const done = settledOf(result);
    for (const lane of this.#lanes) lane.free = done;
    return result;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const buffer of this.#parts.buffers) buffer.destroy();
    for (const { readback } of this.#lanes) readback.destroy();
    this.#profiler?.destroy();
    this.#host.disposed();
  }

  #guarded<T>(work: () => Promise<T>): Promise<T> {
    return this.#host.guard(() => {
      if (this.#disposed) throw new HyperIqaError('USAGE', 'This program was disposed of; compile the graph again');
      return work();
    });
  }

  async #profileNow(inputs: Inputs, repeats: number): Promise<readonly StepTime[]> {
    const { dispatches } = this.#parts;
    this.#profiler ??= new Profiler(this.#host.device, dispatches.length);
    this.#upload(inputs);
    const encoder = this.#host.device.createCommandEncoder();
    this.#profiler.record(encoder, dispatches, repeats);
    this.#host.device.queue.submit([encoder.finish()]);
    return this.#profiler.read(dispatches, repeats, (mapped) => this.#host.settled(mapped));
  }

  async #runNow(inputs: Inputs, readback: GPUBuffer): Promise<Record<string, Float32Array>> {
    const { device, settled } = this.#host;
    try {
      // The error scopes separate this run's errors from those of the other run in flight.
      await settled(captureErrors(device, 'a run', () => this.#submit(inputs, readback)));
      const mapped = readback.getMappedRange();
      return Object.fromEntries(
        this.#outputSlots.map(({ value, at }) => [
          value.name,
          new Float32Array(mapped, at, elementCount(value.shape)).slice(),
        ]),
      );
    } finally {
      // Where the run failed before it was mapped, wgpu refuses to unmap it.
      if (readback.mapState !== 'unmapped') readback.unmap();
    }
  }

  /** Uploads, computes and maps; everything is enqueued before this returns. */
  #submit(inputs: Inputs, readback: GPUBuffer): Promise<undefined> {
    const { device } = this.#host;
    this.#upload(inputs);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, bindGroup, workgroups } of this.#parts.dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
    }
    pass.end();
    for (const { slice, at } of this.#outputSlots) {
      encoder.copyBufferToBuffer(this.#parts.arena, slice.offset, readback, at, slice.byteLength);
    }
    device.queue.submit([encoder.finish()]);
    const mapped = readback.mapAsync(GPUMapMode.READ);
    // Where an error scope has caught the cause, that is thrown and nobody awaits this promise.
    mapped.catch(() => undefined);
    return mapped;
  }

  #upload(inputs: Inputs): void {
    for (const value of this.#parts.graph.inputs) {
      const data = checkedInput(value, inputs[value.name]);
      const { offset, byteLength } = this.#parts.sliceOf(value);
      if (data.byteLength === byteLength) {
        this.#host.device.queue.writeBuffer(this.#parts.arena, offset, data);
      } else {
        // Byte inputs may end within a word, and WebGPU copies whole words.
        const words = new Uint8Array(byteLength);
        words.set(data);
        this.#host.device.queue.writeBuffer(this.#parts.arena, offset, words);
      }
    }
  }
}

/** Resolves when the promise settles either way, without keeping its result alive. */
function settledOf(promise: Promise<unknown>): Promise<void> {
  return promise.then(
    () => undefined,
    () => undefined,
  );
}

function checkedInput(value: Value, data: Float32Array | Uint8Array | undefined): Float32Array | Uint8Array {
  const wanted = elementCount(value.shape);
  const kind = value.dtype === 'u8' ? Uint8Array : Float32Array;
  if (data instanceof kind && data.length === wanted) return data;
  const found = data === undefined ? 'nothing' : `${data.length} in a ${data.constructor.name}`;
  throw new HyperIqaError('USAGE', `The input ${value.name} expects ${wanted} values in a ${kind.name}, not ${found}`);
}
