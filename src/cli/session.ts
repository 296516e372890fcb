/** What a run over photos needs, opened together and closed together. */
import { Engine } from '../gpu/engine.ts';
import type { CropProtocol } from '../image/crops.ts';
import { syntheticHyperIqa } from '../models/hyperiqa/synthetic.ts';
import { type WeightSource, weightsOf } from '../models/weight-source.ts';
import { openNodeGpu } from '../platform/node-gpu.ts';
import { FaceDetector } from '../scoring/face-finder.ts';
import { HyperIqa, protocolOf } from '../scoring/hyperiqa-scorer.ts';
import { faceDetectorWeights, hyperIqaWeights, openWeights } from './model-files.ts';

export interface SessionOptions {
  /** A file, or `synthetic`; the default file when left out. */
  readonly weights?: string;
  readonly protocol?: CropProtocol;
  readonly faces: boolean;
  readonly faceWeights?: string;
  readonly adapter?: string;
}

export interface Session {
  readonly quality: HyperIqa;
  /** null when faces are not wanted. */
  readonly faces: FaceDetector | null;
  /** What scores: network, whose weights, protocol. */
  readonly model: string;
  readonly adapter: string;
  close(): Promise<void>;
}

/** How things are undone, last first. */
type Closers = (() => Promise<void> | void)[];

/**
 * Opens weights, GPU and networks. `say` gets lines for people: that scores mean nothing, that a software adapter works.
 * @throws HyperIqaError FILE, FORMAT, WEIGHTS, NO_ADAPTER, and what compiling throws; nothing stays open then.
 */
export async function openSession(options: SessionOptions, say: (line: string) => void): Promise<Session> {
  const closers: Closers = [];
  const close = async () => {
    for (const undo of closers.reverse()) await undo();
  };
  try {
    const { weights, protocol, whose } = await openQualityWeights(options.weights, closers);
    const faceWeights = options.faces ? await openWeights(options.faceWeights, faceDetectorWeights) : null;
    if (faceWeights !== null) closers.push(faceWeights.close);
    if (whose === synthetic) say('The weights are synthetic: the scores mean nothing.');

    const { gpu, notice } = await openNodeGpu({ adapter: options.adapter });
    if (notice !== null) say(notice);
    const engine = await Engine.open(gpu);
    closers.push(() => engine.close());
    const quality = new HyperIqa(engine, weights, options.protocol ?? protocol);
    const faces = faceWeights === null ? null : await FaceDetector.load(engine, weightsOf(faceWeights.file));
    const model = `hyperiqa/${whose}/${quality.protocol}`;
    return { quality, faces, model, adapter: engine.adapter.name, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const synthetic = 'synthetic';

interface QualityWeights {
  readonly weights: WeightSource;
  /** Of their makers. */
  readonly protocol: CropProtocol;
  readonly whose: string;
}

async function openQualityWeights(path: string | undefined, closers: Closers): Promise<QualityWeights> {
  if (path === synthetic) return { weights: syntheticHyperIqa(0), protocol: 'demo', whose: synthetic };
  const { file, close } = await openWeights(path, hyperIqaWeights);
  closers.push(close);
  return { weights: weightsOf(file), protocol: protocolOf(file), whose: file.metadata.source_naming ?? 'unknown' };
}
