/** A scorer that processes photos up to the upload and runs no network. */
import { HyperIqaError } from '../../src/errors.ts';
import { NetworkScorer } from '../../src/library/network-scorer.ts';
import type { PhotoScorer } from '../../src/library/scorer.ts';
import type { Metric } from '../../src/models/metric.ts';
import { metricModels } from '../../src/models/registry.ts';
import { NodeHost, type PhotoInput } from '../../src/node/host.ts';

/** Plans crops by the protocol of the first model that resizes photos to one size. @throws HyperIqaError NO_ADAPTER */
export async function openStub(gpu: GPU): Promise<PhotoScorer<PhotoInput>> {
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new HyperIqaError('NO_ADAPTER', 'There is no GPU to upload photos to.');
  const device = await adapter.requestDevice();
  const model = metricModels.find(({ protocols }) => protocols[0]?.fixedFrame)!;
  const protocol = model.protocols[0]!;
  const { width, height } = protocol.fixedFrame!;
  const size = width * height * 3;
  const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
  const metric: Metric = {
    model,
    checkpoint: model.checkpoints[0],
    protocol,
    label: 'upload',
    async score({ photo }) {
      const { source } = protocol.plan(photo, {});
      device.queue.writeBuffer(buffer, 0, source.data as Uint8Array<ArrayBuffer>);
      device.queue.submit([]);
      return { value: 0 };
    },
    dispose() {},
  };
  const networks = { metrics: [metric], faceMetrics: [], faces: null, landmarker: null };
  return new NetworkScorer(new NodeHost(undefined), {
    metrics: [metric],
    faceMetrics: null,
    precision: 'f32',
    adapter: adapter.info.device,
    notices: [],
    use: (work) => work(networks),
    async close() {
      await device.queue.onSubmittedWorkDone();
      device.destroy();
    },
  });
}
