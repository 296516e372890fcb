/** A compiled network: everything it needs is made once, and a run only uploads, submits and reads back. */
import { HyperIqaError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { elementCount, type Shape, type Value } from '../graph/tensor.ts';
import type { PackedWeights } from '../kernels/kernel.ts';
import type { Room } from './lower.ts';
import { Profiler } from './profiler.ts';
import type { RecordedDispatch } from './recorded-dispatch.ts';
import type { Inputs, Program, StepTime } from './types.ts';

/** What compiling hands over; the program owns the buffers from then on. */
export interface ProgramParts {
  readonly graph: Graph;
  readonly dispatches: readonly RecordedDispatch[];
  readonly arena: GPUBuffer;
  /** Every buffer that goes with the program, the arena among them. */
  readonly buffers: readonly GPUBuffer[];
  readonly roomOf: (value: Value) => Room;
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
  readonly room: Room;
  /** Where the readback buffer holds it. */
  readonly at: number;
}

export class GpuProgram implements Program {
  readonly inputs: ReadonlyMap<string, Shape>;
  readonly outputs: ReadonlyMap<string, Shape>;
  readonly memory: { readonly arenaBytes: number; readonly weightBytes: number };
  readonly #host: ProgramHost;
  readonly #parts: ProgramParts;
  readonly #outputSlots: readonly OutputSlot[];
  readonly #readback: GPUBuffer;
  #lastRun: Promise<unknown> = Promise.resolve();
  #profiler: Profiler | null = null;
  #disposed = false;

  constructor(host: ProgramHost, parts: ProgramParts) {
    const { graph, arena, roomOf } = parts;
    this.#host = host;
    this.#parts = parts;
    this.inputs = new Map(graph.inputs.map((value) => [value.name, value.shape]));
    this.outputs = new Map(graph.outputs.map((value) => [value.name, value.shape]));
    const unique = new Map(parts.weights.map((weights) => [weights.key, weights.byteLength]));
    this.memory = { arenaBytes: arena.size, weightBytes: [...unique.values()].reduce((a, b) => a + b, 0) };
    let end = 0;
    this.#outputSlots = graph.outputs.map((value) => {
      const room = roomOf(value);
      const at = end;
      end += room.byteLength;
      return { value, room, at };
    });
    this.#readback = host.device.createBuffer({
      label: 'readback',
      size: Math.max(16, end),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  run(inputs: Inputs): Promise<Record<string, Float32Array>> {
    return this.#inTurn(() => this.#runNow(inputs));
  }

  profile(inputs: Inputs): Promise<readonly StepTime[]> {
    return this.#inTurn(() => this.#profileNow(inputs));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const buffer of this.#parts.buffers) buffer.destroy();
    this.#readback.destroy();
    this.#profiler?.destroy();
    this.#host.disposed();
  }

  /** The arena and the readback buffer are single, so runs follow one another. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#lastRun.then(() => {
      if (this.#disposed) throw new HyperIqaError('USAGE', 'This program was disposed of; compile the graph again');
      return this.#host.guard(work);
    });
    this.#lastRun = result.catch(() => undefined);
    return result;
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

  async #runNow(inputs: Inputs): Promise<Record<string, Float32Array>> {
    this.#upload(inputs);
    const encoder = this.#host.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, bindGroup, workgroups } of this.#parts.dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
    }
    pass.end();
    for (const { room, at } of this.#outputSlots) {
      encoder.copyBufferToBuffer(this.#parts.arena, room.offset, this.#readback, at, room.byteLength);
    }
    this.#host.device.queue.submit([encoder.finish()]);
    await this.#host.settled(this.#readback.mapAsync(GPUMapMode.READ));
    const mapped = this.#readback.getMappedRange();
    const outputs = Object.fromEntries(
      this.#outputSlots.map(({ value, at }) => [
        value.name,
        new Float32Array(mapped, at, elementCount(value.shape)).slice(),
      ]),
    );
    this.#readback.unmap();
    return outputs;
  }

  #upload(inputs: Inputs): void {
    for (const value of this.#parts.graph.inputs) {
      const data = checkedInput(value, inputs[value.name]);
      const { offset, byteLength } = this.#parts.roomOf(value);
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
