import { alignedSide, arcFaceTemplate, similarityBetween } from '../../../src/image/align-face.ts';
import type { FacePoints } from '../../../src/image/face-points.ts';
import type { Picture, Result } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { count, formatScore } from '../format.ts';
import { titleOf } from '../result.ts';
import type { PhotoEntry } from '../state/photo.ts';
import { modelOf } from '../state/view.ts';
import { PhotoImage } from './PhotoImage.tsx';

interface FaceListProps {
  readonly photo: PhotoEntry;
  readonly picture: Picture;
  readonly result: Result;
}

/** Lists every face with its scores, and their differences from the photo's. */
export function FaceList({ photo, picture, result }: FaceListProps) {
  return (
    <section class="faces" aria-labelledby="faces-title">
      <h3 id="faces-title">{count(result.faces.length, 'face')}</h3>
      <ul>
        {result.faces.map(({ box, confidence, scores, points, eyes, yaw, pitch, roll }) => (
          <li key={box.join()}>
            <FaceImage photo={photo} picture={picture} box={box} />
            {points && <AlignedFace photo={photo} picture={picture} points={points} />}
            <div>
              {Object.keys(scores).map((metric) => (
                <FaceScore
                  key={metric}
                  metric={metric}
                  isNamed={Object.keys(scores).length > 1 || result.scores[metric] === undefined}
                  face={scores[metric] ?? 0}
                  photo={result.scores[metric] ?? null}
                />
              ))}
              <p class="quiet">
                confidence {confidence.toFixed(3)}, at {box.slice(0, 2).map(Math.round).join(', ')},{' '}
                {Math.round(box[2] - box[0])}×{Math.round(box[3] - box[1])}
              </p>
              {eyes !== undefined && (
                <p class="quiet">
                  eyes {eyes.toFixed(0)} pixels apart; yaw {degrees(yaw)}, pitch {degrees(pitch)}, roll {degrees(roll)}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function degrees(angle: number | undefined): string {
  return angle === undefined ? '–' : `${angle.toFixed(0)}°`;
}

interface FaceScoreProps {
  readonly metric: string;
  /** Whether to say which metric this is: one of several, or another than the photo's. */
  readonly isNamed: boolean;
  readonly face: number;
  readonly photo: number | null;
}

function FaceScore({ metric, isNamed, face, photo }: FaceScoreProps) {
  const range = modelOf(usePage().session, metric)?.checkpoint.range ?? null;
  return (
    <p>
      <b class="figure">{formatScore(face, range)}</b>
      <span class="quiet">
        {[...(isNamed ? [titleOf(metric)] : []), ...(photo === null ? [] : [besidePhoto(face, photo, range)])].join(
          ', ',
        )}
      </span>
    </p>
  );
}

function besidePhoto(face: number, photo: number, range: readonly [number, number] | null): string {
  // Both may be infinite.
  if (face === photo) return 'the same as the photo';
  return `${formatScore(Math.abs(face - photo), range)} ${face < photo ? 'below' : 'above'} the photo`;
}

interface AlignedFaceProps {
  readonly photo: PhotoEntry;
  readonly picture: Picture;
  readonly points: FacePoints;
}

/** The side of the aligned face on the page, in CSS pixels. */
const shownSide = 72;

/** The face aligned as networks of aligned faces see it, by transforming the photo. */
function AlignedFace({ photo, picture, points }: AlignedFaceProps) {
  const { a, b, dx, dy } = similarityBetween(points, arcFaceTemplate);
  const scale = shownSide / alignedSide;
  const style = {
    width: `${picture.width}px`,
    height: `${picture.height}px`,
    transform: `scale(${scale}) matrix(${a}, ${b}, ${-b}, ${a}, ${dx}, ${dy})`,
  };
  return (
    <span class="cut aligned" title="As seen by networks for aligned faces" aria-hidden="true">
      <span class="aligned-whole" style={style}>
        <PhotoImage photo={photo} picture={picture} />
      </span>
    </span>
  );
}

interface FaceImageProps {
  readonly photo: PhotoEntry;
  readonly picture: Picture;
  readonly box: readonly [number, number, number, number];
}

/** The face, by scaling and shifting the photo so that only the face is visible. */
function FaceImage({ photo, picture, box: [left, top, right, bottom] }: FaceImageProps) {
  const side = Math.max(right - left, bottom - top);
  const [x, y] = [(left + right - side) / 2, (top + bottom - side) / 2];
  const style = {
    width: `${(picture.width / side) * 100}%`,
    height: `${(picture.height / side) * 100}%`,
    left: `${(-x / side) * 100}%`,
    top: `${(-y / side) * 100}%`,
  };
  return (
    <span class="cut" aria-hidden="true">
      <span class="cut-whole" style={style}>
        <PhotoImage photo={photo} picture={picture} />
      </span>
    </span>
  );
}
