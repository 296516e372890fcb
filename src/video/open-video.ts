/** Opens video files as photos, one for each frame. */
import type * as Mediabunny from 'mediabunny';
import { HyperIqaError, messageOf } from '../errors.ts';
import type { Frame } from '../image/frame.ts';
import { turned } from '../image/orientation.ts';
import { counted } from '../printable.ts';
import type { Colours } from './copied-frame.ts';
import { decodedFrames, type VideoCodecs } from './decode.ts';
import { missingBytes, type VideoBytes } from './missing-bytes.ts';
import { frameToRgb, isConverted } from './to-rgb.ts';

export interface Video {
  /** The approximate number of frames. */
  readonly frames: number;
  readonly seconds: number;
  /**
   * Every `every`-th frame from the first, in presentation order. Each frame is decoded when it is requested, or shortly before.
   * @throws HyperIqaError IMAGE for damaged data, or colours of more than eight bits.
   */
  decode(every: number): AsyncGenerator<Frame, void>;
  close(): void;
}

export interface VideoFile {
  /** Stands for the file in messages. */
  readonly name: string;
  readonly source: Mediabunny.Source;
  /** The same bytes. */
  readonly bytes: VideoBytes;
}

const remedy = 'Convert it, for example by `ffmpeg -i CLIP -pix_fmt yuv420p OUT.mp4`, or extract its frames as PNG.';

/** EXIF's orientation for each rotation in degrees. */
const orientations: Readonly<Record<number, number>> = { 0: 1, 90: 6, 180: 3, 270: 8 };

/** For the estimate of the number of frames. */
const countedPackets = 50;

/**
 * Reads the file's metadata; nothing is decoded.
 * @param autoOrient whether to turn frames as the file says.
 * @throws HyperIqaError IMAGE for a file without video, or one that `codecs` cannot decode.
 */
export async function openVideo(
  { Input, ALL_FORMATS, EncodedPacketSink }: typeof Mediabunny,
  { name, source, bytes: fileBytes }: VideoFile,
  codecs: VideoCodecs,
  autoOrient: boolean,
): Promise<Video> {
  const input = new Input({ source, formats: ALL_FORMATS });
  const unread = (what: string, cause?: unknown) =>
    new HyperIqaError('IMAGE', `${name} is not a video that can be read: ${what}. ${remedy}`, { cause });
  const opened = async () => {
    if (!(await input.canRead())) throw unread('it is of no known kind (MP4, MOV, WebM, Matroska and others are read)');
    const missing = await missingBytes(fileBytes);
    if (missing > 0) {
      throw new HyperIqaError(
        'IMAGE',
        `${name} is incomplete: ${counted(missing, 'byte')} are missing at its end. Copy it again.`,
      );
    }
    const track = await input.getPrimaryVideoTrack();
    if (track === null)
      throw unread('it holds no picture track, or is incomplete and lacks the part that lists its tracks');
    const config = await track.getDecoderConfig();
    const isDecoded = config !== null && (await codecs.VideoDecoder.isConfigSupported(config)).supported === true;
    if (config === null || !isDecoded) {
      throw unread(`its codec (${config?.codec ?? (await track.getCodec()) ?? 'unknown'}) is not decoded here`);
    }
    const { averagePacketRate: rate } = await track.computePacketStats(countedPackets);
    // The duration is the time of the end.
    const seconds = (await track.computeDuration()) - Math.max(0, await track.getFirstTimestamp());
    // One packet has no rate.
    return { track, config, seconds, frames: Number.isFinite(rate) ? Math.max(1, Math.round(seconds * rate)) : 1 };
  };
  const {
    track,
    config,
    seconds,
    frames: about,
  } = await opened().catch((error: unknown) => {
    input.dispose();
    throw error instanceof HyperIqaError ? error : unread('its structure is damaged', error);
  });
  const orientation = autoOrient ? orientations[await track.getRotation()]! : 1;
  const colours = coloursOf(config.colorSpace);
  return {
    frames: about,
    seconds,
    async *decode(every) {
      const times: number[] = [];
      const packets = noted(new EncodedPacketSink(track).packets(), times);
      let index = 0;
      let bytes = new Uint8Array();
      const frames = decodedFrames(packets, config, codecs);
      try {
        for await (const frame of frames) {
          try {
            // Decoders return frames in presentation order, but some of them with wrong times.
            const time = takeLeast(times) ?? 0;
            // Frames before the start are only there for the frames that refer to them.
            if (time < 0) continue;
            if (index++ % every !== 0) continue;
            if (!isConverted(frame.format))
              throw unread(`its pixels (${frame.format ?? 'of no known format'}) are not read`);
            const length = frame.allocationSize();
            if (bytes.length !== length) bytes = new Uint8Array(length);
            const layouts = await frame.copyTo(bytes);
            const { width, height } = frame.visibleRect!;
            const copied = {
              format: frame.format!,
              width,
              height,
              layouts,
              bytes,
              colours: coloursOf(frame.colorSpace),
            };
            const photo = frameToRgb(copied, colours);
            yield { index: index - 1, seconds: time, photo: turned(photo, orientation) };
          } finally {
            frame.close();
          }
        }
      } catch (error) {
        if (error instanceof HyperIqaError) throw error;
        const where = `after ${index} of about ${counted(about, 'frame')}`;
        const why = messageOf(error);
        throw new HyperIqaError('IMAGE', `${name} is damaged or incomplete: it cannot be decoded ${where} (${why}).`, {
          cause: error,
        });
      }
      if (index === 0) throw unread('it has no frame');
    },
    close: () => input.dispose(),
  };
}

function coloursOf({ matrix, fullRange }: VideoColorSpaceInit = {}): Colours {
  return { matrix: matrix ?? null, fullRange: fullRange ?? false };
}

/** Passes packets on and records their times. */
async function* noted(packets: AsyncIterable<Mediabunny.EncodedPacket>, times: number[]) {
  for await (const packet of packets) {
    times.push(packet.timestamp);
    yield packet;
  }
}

/** A frame is returned after all packets of earlier frames were decoded, so the least recorded time is its own. */
function takeLeast(times: number[]): number | undefined {
  const least = Math.min(...times);
  const at = times.indexOf(least);
  return at < 0 ? undefined : times.splice(at, 1)[0];
}
