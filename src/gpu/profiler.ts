/** Times every dispatch of a program by timestamp queries. The query set is created when a profile is first requested. */
import { HyperIqaError } from '../errors.ts';
import { cost } from '../graph/operators/index.ts';
import type { StepTime } from '../graph/program.ts';
import type { RecordedDispatch } from './recorded-dispatch.ts';

export class Profiler {
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #readback: GPUBuffer;

  /** @throws HyperIqaError NO_ADAPTER when the adapter has no timestamp queries. */
  constructor(device: GPUDevice, dispatches: number) {
    if (!device.features.has('timestamp-query')) {
      throw new HyperIqaError('NO_ADAPTER', 'This adapter has no timestamp queries, which a profile needs');
    }
    const size = dispatches * 16;
    this.#queries = device.createQuerySet({ type: 'timestamp', count: dispatches * 2 });
    this.#resolved = device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    this.#readback = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  }

  /**
   * Records each dispatch in a pass of its own, since timestamps are written only where passes begin and end.
   * @param repeats how many times the pass executes its dispatch; each time writes the same results.
   */
  record(encoder: GPUCommandEncoder, dispatches: readonly RecordedDispatch[], repeats: number): void {
    dispatches.forEach(({ pipeline, bindGroup, workgroups }, i) => {
      const timestampWrites = {
        querySet: this.#queries,
        beginningOfPassWriteIndex: 2 * i,
        endOfPassWriteIndex: 2 * i + 1,
      };
      const pass = encoder.beginComputePass({ timestampWrites });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      for (let i = 0; i < repeats; i++) pass.dispatchWorkgroups(...workgroups);
      pass.end();
    });
    encoder.resolveQuerySet(this.#queries, 0, dispatches.length * 2, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#readback, 0, this.#readback.size);
  }

  /** Reads the times after the recorded commands were submitted. `settled` waits for the GPU. */
  async read(
    dispatches: readonly RecordedDispatch[],
    repeats: number,
    settled: (mapped: Promise<undefined>) => Promise<undefined>,
  ): Promise<readonly StepTime[]> {
    await settled(this.#readback.mapAsync(GPUMapMode.READ));
    const nanoseconds = new BigUint64Array(this.#readback.getMappedRange());
    const times = dispatches.map(({ node, kernel, shader }, i): StepTime => {
      const { flops, bytes } = cost(
        node.operator,
        node.inputs.map((input) => input.shape),
        node.output.shape,
      );
      const start = Number(nanoseconds[2 * i] - nanoseconds[0]) / 1e6;
      const milliseconds = Number(nanoseconds[2 * i + 1] - nanoseconds[2 * i]) / 1e6 / repeats;
      return { node: node.name, operator: node.operator.kind, kernel, shader, start, milliseconds, flops, bytes };
    });
    this.#readback.unmap();
    return times;
  }

  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#readback.destroy();
  }
}
