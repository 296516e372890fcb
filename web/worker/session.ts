/** The engine with the models loaded on it: one session until the device is lost or other weights are wanted. */
import { HyperIqaError } from '../../src/errors.ts';
import { Engine } from '../../src/gpu/engine.ts';
import type { FaceDetector } from '../../src/models/detector.ts';
import type { Metric } from '../../src/models/metric.ts';
import { openMetric } from '../../src/models/open-metric.ts';
import { checkpointOf, detectorModels, findModel, metricModels } from '../../src/models/registry.ts';
import type { ModelInfo } from '../protocol.ts';
import { choiceStorage } from './choice-storage.ts';
import type { Models } from './models.ts';
import type { OpenModel } from './open-model.ts';

export interface Session {
  readonly engine: Engine;
  readonly metrics: ReadonlyMap<string, Metric>;
  /** null where the page has no weights of it. */
  readonly faces: FaceDetector | null;
  readonly infos: readonly ModelInfo[];
  close(): void;
}

/** @throws HyperIqaError NO_ADAPTER where the browser has no WebGPU, or does not give it to this page. */
export function webGpu(): GPU {
  // Missing in browsers without WebGPU, and in all where the page came neither by https nor from this machine.
  const { gpu } = navigator as Partial<NavigatorGPU>;
  if (gpu !== undefined) return gpu;
  throw new HyperIqaError(
    'NO_ADAPTER',
    isSecureContext
      ? 'This browser has no WebGPU, on which everything here runs: open the page in a current Chrome, Edge, Firefox or Safari.'
      : 'WebGPU needs a page that comes by https or from this machine: open it by such an address.',
  );
}

/**
 * @throws HyperIqaError NO_ADAPTER where the browser gives no GPU, and what loading models throws; nothing stays open
 * then.
 */
export async function openSession(models: Models): Promise<Session> {
  const engine = await openEngine(webGpu());
  try {
    const metrics = new Map<string, Metric>();
    for (const model of metricModels) {
      const weights = models.get(model.name);
      if (weights !== undefined) metrics.set(model.name, await openMetric(engine, model, weights.file));
    }
    const [detector] = detectorModels;
    const detectorWeights = models.get(detector.name);
    const faces =
      detectorWeights === undefined ? null : await (await detector.code()).open(engine, detectorWeights.file);
    const infos = models.all().map((open) => infoOf(open, metrics.get(open.model)));
    return { engine, metrics, faces, infos, close: () => engine.close() };
  } catch (error) {
    engine.close();
    throw error;
  }
}

async function openEngine(gpu: GPU): Promise<Engine> {
  try {
    return await Engine.open(gpu, { choices: choiceStorage });
  } catch (cause) {
    if (cause instanceof HyperIqaError && cause.code !== 'NO_ADAPTER') throw cause;
    const detail = cause instanceof HyperIqaError ? '' : ` (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new HyperIqaError(
      'NO_ADAPTER',
      `The browser has WebGPU but gives no graphics adapter${detail}: switch on hardware acceleration in its settings, ` +
        'update the graphics driver, or try another browser. On Linux, Chrome may want chrome://flags/#enable-unsafe-webgpu.',
      { cause },
    );
  }
}

function infoOf(open: OpenModel, metric: Metric | undefined): ModelInfo {
  const { model, file, name, bytes, sha256, origin } = open;
  const { source_naming: naming, source_format: format } = file.metadata;
  const checkpoint = metric?.checkpoint ?? checkpointOf(findModel(model)!, file);
  return {
    model,
    name,
    bytes,
    sha256,
    origin,
    kind: format === 'synthetic' ? 'synthetic' : naming === 'nano' ? 'nano' : 'published',
    label: metric?.label ?? `${model}/${checkpoint.label}`,
    protocol: metric?.protocol?.name ?? null,
    better: metric === undefined ? null : checkpoint.better,
    range: metric === undefined ? null : checkpoint.range,
  };
}
