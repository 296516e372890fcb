/** A compiled network: everything it needs is made once, and a run only uploads, submits and reads back. */
import { HyperIqaError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { Inputs, Program, StepTime } from '../graph/program.ts';
import { elementCount, type Value } from '../graph/tensor.ts';
import type { PackedWeights } from '../kernels/kernel.ts';
import { captureErrors } from './error-scopes.ts';
import type { ArenaSlice } from './lower.ts';
import { Profiler } from './profiler.ts';
import type { RecordedDispatch } from './recorded-dispatch.ts';

/** What compiling hands over; the program owns the buffers from then on. */
export interface ProgramParts {
  readonly graph: Graph;
  readonly dispatches: readonly RecordedDispatch[];
  readonly arena: GPUBuffer;
  /** Every buffer that goes with the program, the arena among them. */
  readonly buffers: readonly GPUBuffer[];
  readonly sliceOf: (value: Value) => ArenaSlice;
  readonly weights: readonly PackedWeights[];
}

/** What a program needs of the engine that made it. */
export interface ProgramHost {
  readonly device: GPUDevice;
  /** Turns whatever went wrong into an error that says what to do; throws if the device is gone. */
  guard<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for the GPU, in the way that suits the adapter. */
  settled<T>(promise: Promise<T>): Promise<T>;
  /** Called once, when the program has released its own buffers; the weights are the host's to release. */
  disposed(): void;
}

interface OutputSlot {
  readonly value: Value;
  readonly slice: ArenaSlice;
  /** Where the readback buffer holds it. */
  readonly at: number;
}

/** What a run in flight has to itself. */
interface Lane {
  readonly readback: GPUBuffer;
  /** Resolves when its last run is done. */
  free: Promise<void>;
}

/**
 * Runs in flight at most. While one computes, the next is uploaded and waits in the device's queue; the queue keeps
 * their order, so that they share the arena.
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

  profile(inputs: Inputs): Promise<readonly StepTime[]> {
    // By itself: another run would be timed with it.
    const allFree = Promise.all(this.#lanes.map((lane) => lane.free));
    const result = allFree.then(() => this.#guarded(() => this.#profileNow(inputs)));
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

  async #profileNow(inputs: Inputs): Promise<readonly StepTime[]> {
    const { dispatches } = this.#parts;
    this.#profiler ??= new Profiler(this.#host.device, dispatches.length);
    this.#upload(inputs);
    const encoder = this.#host.device.createCommandEncoder();
    this.#profiler.record(encoder, dispatches);
    this.#host.device.queue.submit([encoder.finish()]);
    return this.#profiler.read(dispatches, (mapped) => this.#host.settled(mapped));
  }

  async #runNow(inputs: Inputs, readback: GPUBuffer): Promise<Record<string, Float32Array>> {
    const { device, settled } = this.#host;
    try {
      // Scopes tell this run's errors from those of the other in flight.
      await settled(captureErrors(device, 'a run', () => this.#submit(inputs, readback)));
      const mapped = readback.getMappedRange();
      return Object.fromEntries(
        this.#outputSlots.map(({ value, at }) => [
          value.name,
          new Float32Array(mapped, at, elementCount(value.shape)).slice(),
        ]),
      );
    } finally {
      readback.unmap();
    }
  }

  /** Uploads, computes and maps: all put into the queue before this returns. */
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
    // Where a scope has caught the reason, that is what is told, and nobody waits for this.
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
        // Bytes that do not fill their last word.
        const words = new Uint8Array(byteLength);
        words.set(data);
        this.#host.device.queue.writeBuffer(this.#parts.arena, offset, words);
      }
    }
  }
}

/** Resolves when the promise is settled either way, and holds nothing of it. */
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
  throw new HyperIqaError(
    'USAGE',
    `The input ${value.name} takes ${wanted} values in a ${kind.name} and was given ${found}`,
  );
}
