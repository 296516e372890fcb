/** The engine with the models loaded on it: one session until the device is lost or other weights are wanted. */
import type { ModelName } from '../../src/convert/known-models.ts';
import { HyperIqaError } from '../../src/errors.ts';
import { Engine } from '../../src/gpu/engine.ts';
import type { CropProtocol } from '../../src/image/crops.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { FaceDetector } from '../../src/scoring/face-finder.ts';
import { protocolOf } from '../../src/scoring/hyperiqa-scorer.ts';
import { loadMetric } from '../../src/scoring/load-metric.ts';
import { betterScore, type Metric, type MetricName, metricNames } from '../../src/scoring/metric.ts';
import type { ModelInfo } from '../protocol.ts';
import { choiceStorage } from './choice-storage.ts';
import type { Models } from './models.ts';
import type { OpenModel } from './open-model.ts';

export interface LoadedMetric {
  readonly metric: Metric;
  /** What the command line calls it: `hyperiqa/authors/demo`. */
  readonly model: string;
  readonly protocol: CropProtocol | null;
}

export interface Session {
  readonly engine: Engine;
  readonly metrics: ReadonlyMap<MetricName, LoadedMetric>;
  /** null where the page has no weights of it. */
  readonly faces: FaceDetector | null;
  readonly infos: readonly ModelInfo[];
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
    const metrics = new Map<MetricName, LoadedMetric>();
    for (const name of metricNames) {
      const weights = models.get(name);
      if (weights === undefined) continue;
      const protocol = name === 'hyperiqa' ? protocolOf(weights.file) : null;
      metrics.set(name, { ...(await loadMetric(name, weights.file, engine)), protocol });
    }
    const detector = models.get('face-detector');
    const faces = detector === undefined ? null : await FaceDetector.load(engine, weightsOf(detector.file));
    const infos = models.all().map((open) => infoOf(open, metrics.get(open.model as MetricName)));
    return { engine, metrics, faces, infos };
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

function infoOf({ model, file, name, bytes, sha256, origin }: OpenModel, loaded: LoadedMetric | undefined): ModelInfo {
  const { source_naming: naming, source_format: format } = file.metadata;
  return {
    model,
    name,
    bytes,
    sha256,
    origin,
    kind: format === 'synthetic' ? 'synthetic' : naming === 'nano' ? 'nano' : 'published',
    label: loaded?.model ?? `${model}/${naming}`,
    protocol: loaded?.protocol ?? null,
    better: loaded === undefined ? null : betterScore[loaded.metric.name],
    range: rangeOf(model, loaded?.protocol ?? null),
  };
}

/** pyiqa's checkpoint, which comes with its protocol, was trained on scores from 0 to 1. */
function rangeOf(model: ModelName, protocol: CropProtocol | null): readonly [number, number] | null {
  if (model === 'face-detector') return null;
  return protocol === 'uniform' ? [0, 1] : [0, 100];
}
