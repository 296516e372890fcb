/** Scores clips: the browser's WebCodecs decodes them, and each frame is scored as soon as it is decoded. */
import * as mediabunny from 'mediabunny';
import { HyperIqaError } from '../../src/errors.ts';
import { BlobSource } from '../../src/formats/blob-source.ts';
import { type ClipResult, clipResult } from '../../src/scoring/clip-report.ts';
import { scoreClip } from '../../src/scoring/score-clip.ts';
import { openVideo } from '../../src/video/open-video.ts';
import type { NamedFile, Options } from '../protocol.ts';
import type { Host } from './host.ts';

export interface ClipWork extends NamedFile {
  readonly every: number;
  readonly options: Options;
  readonly signal: AbortSignal;
  /** Called after each frame. @param total the approximate number of frames. */
  progress(done: number, total: number): void;
}

/** @throws HyperIqaError IMAGE for a video that the browser cannot decode; the signal's reason; as `scoreClip`. */
export async function scoreClipFile(
  host: Host,
  { file, name, every, options, signal, progress }: ClipWork,
): Promise<ClipResult> {
  if (typeof VideoDecoder === 'undefined') {
    throw new HyperIqaError(
      'IMAGE',
      `${name} is a video, and this browser has no WebCodecs to decode it: try another browser.`,
    );
  }
  const started = performance.now();
  const source = new mediabunny.BlobSource(file);
  const codecs = { VideoDecoder, EncodedVideoChunk };
  const video = await openVideo(
    mediabunny,
    { name, source, bytes: new BlobSource(name, file) },
    codecs,
    options.autoOrient ?? false,
  );
  try {
    const total = Math.ceil(video.frames / every);
    const { metrics, crops, seed } = options;
    const labels = new Set<string>();
    let [adapter, done] = ['', 0];
    const score = await scoreClip(
      video.decode(every),
      (work) =>
        host.use(async (session) => {
          adapter = session.engine.adapter.name;
          const opened = await Promise.all(metrics.map((metric) => session.metric(metric)));
          for (const { label } of opened) labels.add(label);
          return work(opened);
        }),
      { crops, seed, signal, onFrame: () => progress(++done, total) },
    );
    return clipResult({ ...score, model: [...labels].join(','), adapter, ms: Math.round(performance.now() - started) });
  } finally {
    video.close();
  }
}
