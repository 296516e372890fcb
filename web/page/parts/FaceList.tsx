import type { Picture, Result } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { count, formatScore } from '../format.ts';
import { titleOf } from '../result.ts';
import type { PhotoEntry } from '../state/photo.ts';
import { modelOf } from '../state/view.ts';
import { PhotoImage } from './Stage.tsx';

interface FaceListProps {
  readonly photo: PhotoEntry;
  readonly picture: Picture;
  readonly result: Result;
}

/** Every face with its scores, and how far they are from the photo's. */
export function FaceList({ photo, picture, result }: FaceListProps) {
  return (
    <section class="faces" aria-labelledby="faces-title">
      <h3 id="faces-title">{count(result.faces.length, 'face')}</h3>
      <ul>
        {result.faces.map(({ box, confidence, scores }) => (
          <li key={box.join()}>
            <FaceImage photo={photo} picture={picture} box={box} />
            <div>
              {Object.keys(scores).map((metric) => (
                <FaceScore
                  key={metric}
                  metric={metric}
                  isNamed={Object.keys(scores).length > 1}
                  face={scores[metric] ?? 0}
                  photo={result.scores[metric] ?? null}
                />
              ))}
              <p class="quiet">
                confidence {confidence.toFixed(3)}, at {box.slice(0, 2).map(Math.round).join(', ')},{' '}
                {Math.round(box[2] - box[0])}×{Math.round(box[3] - box[1])}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FaceScoreProps {
  readonly metric: string;
  /** Whether there are others to tell it from. */
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
        {isNamed ? `${titleOf(metric)}, ` : ''}
        {photo === null ? '' : besidePhoto(face, photo, range)}
      </span>
    </p>
  );
}

function besidePhoto(face: number, photo: number, range: readonly [number, number] | null): string {
  // Both may be infinite.
  if (face === photo) return 'the same as the photo';
  return `${formatScore(Math.abs(face - photo), range)} ${face < photo ? 'below' : 'above'} the photo`;
}

interface FaceImageProps {
  readonly photo: PhotoEntry;
  readonly picture: Picture;
  readonly box: readonly [number, number, number, number];
}

/** The photo, so large and so far off that only the face is seen. */
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
