/** Measures an adapter's peak arithmetic rate and bandwidth, by two kernels that do nothing else. */
import peakFma from '../../shaders/profile/peak-fma.wgsl';
import peakTriad from '../../shaders/profile/peak-triad.wgsl';
import { HyperIqaError } from '../errors.ts';
import { requestDevice } from '../gpu/adapter.ts';
import { pollWithSleep } from '../gpu/idle-wait.ts';
import type { Peak } from './roofline.ts';

/** Runs a kernel with `amount` units of work; resolves to milliseconds. */
type Job = (amount: number) => Promise<number>;

/** A job, and the operations or bytes in one unit of its amount. */
interface Probe {
  readonly job: Job;
  readonly unit: number;
  /** An amount that takes long enough to hide the cost of a submit; 0 until one is found. */
  amount: number;
}

const laneWidths = { f32: 1, vec2f: 2, vec4f: 4 } as const;
const fmaInvocations = 64 * 4096;
/** Operations of one lane in one iteration of the shader's loop: 32 multiply-adds. */
const fmaFlops = 2 * 32;

/** Larger than the caches of CPUs and GPUs, if the adapter can bind as much. */
const largestTriadBuffer = 128 * 2 ** 20;
const triadWorkgroup = 256;

const wantedMilliseconds = 20;
const repeats = 5;

/** Owns a device until `close`. Measuring again later shows how far the machine's speed has drifted. */
export class PeakMeter {
  readonly #device: GPUDevice;
  readonly #probes: { readonly fma: readonly Probe[]; readonly triad: readonly Probe[] };
  /** Kept reachable because Dawn aborts the process if these are collected before the device. */
  readonly owners: { readonly gpu: GPU; readonly adapter: GPUAdapter };

  private constructor(
    owners: { readonly gpu: GPU; readonly adapter: GPUAdapter },
    device: GPUDevice,
    fma: readonly Probe[],
    triad: readonly Probe[],
  ) {
    this.owners = owners;
    this.#device = device;
    this.#probes = { fma, triad };
  }

  /** @throws HyperIqaError NO_ADAPTER when `gpu` offers no adapter. */
  static async open(gpu: GPU): Promise<PeakMeter> {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new HyperIqaError('NO_ADAPTER', 'WebGPU is available but offers no adapter');
    const device = await requestDevice(adapter);
    const lanes = Object.entries(laneWidths);
    const fma = await Promise.all(lanes.map(([lane, width]) => fmaProbe(device, lane, width)));
    return new PeakMeter({ gpu, adapter }, device, fma, [await triadProbe(device)]);
  }

  /** The best of all variants, each run several times; takes about a second. */
  async measure(): Promise<Peak> {
    return { gflops: await best(this.#probes.fma), gbps: await best(this.#probes.triad) };
  }

  close(): void {
    this.#device.destroy();
  }
}

/** In 10^9 units per second. */
async function best(probes: readonly Probe[]): Promise<number> {
  let rate = 0;
  for (const probe of probes) {
    if (probe.amount === 0) probe.amount = await enough(probe.job);
    for (let i = 0; i < repeats; i++) {
      rate = Math.max(rate, (probe.unit * probe.amount) / (await probe.job(probe.amount)) / 1e6);
    }
  }
  return rate;
}

async function enough(job: Job): Promise<number> {
  let amount = 1;
  // The first run warms up. The faster of two runs counts, so that a disturbance does not end the search.
  await job(amount);
  while (Math.min(await job(amount), await job(amount)) < wantedMilliseconds) amount *= 2;
  return amount;
}

async function fmaProbe(device: GPUDevice, lane: string, width: number): Promise<Probe> {
  const out = storage(device, fmaInvocations * width * 4);
  const kernel = await prepare(device, `alias Lane = ${lane};\n${peakFma}`, [out]);
  const job: Job = (rounds) => {
    device.queue.writeBuffer(kernel.params, 0, new Uint32Array([rounds]));
    return timed(device, (pass) => {
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, kernel.bindGroup);
      pass.dispatchWorkgroups(fmaInvocations / 64);
    });
  };
  return { job, unit: fmaInvocations * width * fmaFlops, amount: 0 };
}

async function triadProbe(device: GPUDevice): Promise<Probe> {
  const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
  const fitting = Math.min(largestTriadBuffer, maxStorageBufferBindingSize, maxBufferSize);
  const workgroups = Math.floor(fitting / 16 / triadWorkgroup);
  const bytes = workgroups * triadWorkgroup * 16;
  const buffers = [0, 1, 2].map(() => storage(device, bytes));
  const kernel = await prepare(device, peakTriad, buffers);
  device.queue.writeBuffer(kernel.params, 0, new Float32Array([0.5]));
  const job: Job = (passes) => {
    return timed(device, (pass) => {
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, kernel.bindGroup);
      for (let i = 0; i < passes; i++) pass.dispatchWorkgroups(workgroups);
    });
  };
  return { job, unit: 3 * bytes, amount: 0 };
}

interface PreparedKernel {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  /** The uniform buffer at binding 0. */
  readonly params: GPUBuffer;
}

async function prepare(device: GPUDevice, code: string, buffers: readonly GPUBuffer[]): Promise<PreparedKernel> {
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module, entryPoint: 'main' },
  });
  const params = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [params, ...buffers].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return { pipeline, bindGroup, params };
}

function storage(device: GPUDevice, size: number): GPUBuffer {
  return device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
}

async function timed(device: GPUDevice, record: (pass: GPUComputePassEncoder) => void): Promise<number> {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  record(pass);
  pass.end();
  const commands = encoder.finish();
  await pollWithSleep(device.queue.onSubmittedWorkDone());
  const started = performance.now();
  device.queue.submit([commands]);
  await pollWithSleep(device.queue.onSubmittedWorkDone());
  return performance.now() - started;
}
