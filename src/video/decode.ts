/** Decodes the packets of a video to frames in presentation order, with only a few in memory. */
import type { EncodedPacket } from 'mediabunny';

/** The classes of WebCodecs: a browser's, or a package's. */
export interface VideoCodecs {
  readonly VideoDecoder: typeof VideoDecoder;
  readonly EncodedVideoChunk: typeof EncodedVideoChunk;
}

/** The most packets that wait in the decoder. */
const mostQueued = 4;

/**
 * @yields frames, which the caller must close; those not taken are closed when the generator ends.
 * @throws the decoder's error.
 */
export async function* decodedFrames(
  packets: AsyncIterable<EncodedPacket>,
  config: VideoDecoderConfig,
  { VideoDecoder, EncodedVideoChunk }: VideoCodecs,
): AsyncGenerator<VideoFrame, void> {
  const ready: VideoFrame[] = [];
  let failure: { readonly reason: unknown } | null = null;
  let wake = () => {};
  const decoder = new VideoDecoder({
    output(frame) {
      ready.push(frame);
      wake();
    },
    error(reason) {
      failure ??= { reason };
      wake();
    },
  });
  const check = () => {
    if (failure !== null) throw failure.reason;
  };
  try {
    decoder.configure(config);
    for await (const { type, timestamp, duration, data } of packets) {
      const [start, length] = [Math.round(1e6 * timestamp), Math.round(1e6 * duration)];
      decoder.decode(new EncodedVideoChunk({ type, timestamp: start, duration: length, data }));
      while (decoder.decodeQueueSize > mostQueued && failure === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          decoder.addEventListener('dequeue', () => resolve(), { once: true });
        });
      }
      check();
      yield* taken(ready);
    }
    await decoder.flush();
    check();
    yield* taken(ready);
  } catch (error) {
    // A decoder that failed is closed and only says so; its reason is reported in a later turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 0));
    check();
    throw error;
  } finally {
    for (const frame of ready.splice(0)) frame.close();
    if (decoder.state !== 'closed') decoder.close();
  }
}

function* taken(ready: VideoFrame[]): Generator<VideoFrame, void> {
  for (let frame = ready.shift(); frame !== undefined; frame = ready.shift()) yield frame;
}
