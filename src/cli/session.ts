/** What a run over photos needs, opened together and closed together. */
import { Engine } from '../gpu/engine.ts';
import type { CropProtocol } from '../image/crops.ts';
import { syntheticHyperIqa } from '../models/hyperiqa/synthetic.ts';
import { weightsOf } from '../models/weight-source.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { openNodeGpu } from '../platform/node-gpu.ts';
import { FaceDetector } from '../scoring/face-finder.ts';
import { HyperIqa, protocolOf } from '../scoring/hyperiqa-scorer.ts';
import { openProfile, type SessionProfile } from './session-profile.ts';
import { faceDetectorWeights, hyperIqaWeights, type OpenWeights, openWeights } from './model-files.ts';

export interface SessionOptions {
  /** A file, or `synthetic`; the default file when left out. */
  readonly weights?: string;
  readonly protocol?: CropProtocol;
  readonly faces: boolean;
  readonly faceWeights?: string;
  readonly adapter?: string;
  /** Time every dispatch of every run. */
  readonly profile?: true;
}

export interface Session {
  readonly quality: HyperIqa;
  /** null when faces are not wanted. */
  readonly faces: FaceDetector | null;
  /** What scores: network, whose weights, protocol. */
  readonly model: string;
  readonly adapter: string;
  /** null without the option `profile`. */
  readonly profile: SessionProfile | null;
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
    const weights = await openQualityWeights(options.weights);
    closers.push(weights.close);
    const faceWeights = options.faces ? await openWeights(options.faceWeights, faceDetectorWeights) : null;
    if (faceWeights !== null) closers.push(faceWeights.close);
    const { source_format: form = 'unknown', source_naming: whose = form } = weights.file.metadata;
    if (form === 'synthetic') say('The weights are synthetic: the scores mean nothing.');

    const { gpu, notice } = await openNodeGpu({ adapter: options.adapter });
    if (notice !== null) say(notice);
    const engine = await Engine.open(gpu, { choices: choiceFile });
    closers.push(() => engine.close());
    const profile = options.profile ? openProfile(engine, gpu) : null;
    const compiler = profile?.compiler ?? engine;
    const quality = new HyperIqa(compiler, weightsOf(weights.file), options.protocol ?? protocolOf(weights.file));
    const faces = faceWeights === null ? null : await FaceDetector.load(compiler, weightsOf(faceWeights.file));
    const model = `hyperiqa/${whose}/${quality.protocol}`;
    return { quality, faces, model, adapter: engine.adapter.name, profile, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A file, or weights that nobody trained under its name `synthetic`. */
async function openQualityWeights(path: string | undefined): Promise<OpenWeights> {
  if (path === 'synthetic') return { file: syntheticHyperIqa(0), close: async () => undefined };
  return openWeights(path, hyperIqaWeights);
}
