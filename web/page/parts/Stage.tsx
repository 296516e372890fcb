import type { Crops, Picture, Result } from '../../protocol.ts';
import { colourAt } from '../colour-scale.ts';
import { usePage } from '../context.ts';
import { formatScore } from '../format.ts';
import { cropMetric, mainRange } from '../result.ts';
import type { PhotoEntry } from '../state/photo.ts';
import { modelOf } from '../state/view.ts';
import { cropColours } from './crop-colours.ts';
import { PhotoImage } from './PhotoImage.tsx';

interface StageProps {
  readonly photo: PhotoEntry;
  readonly picture: Picture;
  readonly result: Result | null;
  readonly faces: boolean;
  readonly crops: boolean;
  /** The crop to highlight. */
  readonly crop?: number | null;
  /** Whether to show every pixel. */
  readonly fullSize?: boolean;
}

/** The photo as it is scored, as stored or turned, with faces and crops drawn on it. */
export function Stage({ photo, picture, result, faces, crops, crop = null, fullSize = false }: StageProps) {
  const { width, height } = picture;
  return (
    <div class="stage" style={{ aspectRatio: `${width} / ${height}` }}>
      <PhotoImage photo={photo} picture={picture} fullSize={fullSize} />
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {crops && result?.crops && (
          <CropFrames crops={result.crops} metric={cropMetric(result)} picture={picture} crop={crop} />
        )}
        {faces &&
          result?.faces.map(({ box: [left, top, right, bottom], points, landmarks = points ?? [] }) => (
            <g key={`${left} ${top}`} class="face-frame">
              <rect x={left} y={top} width={right - left} height={bottom - top} />
              <rect x={left} y={top} width={right - left} height={bottom - top} />
              {landmarks.map(([x, y]) => (
                <circle key={`${x} ${y}`} cx={x} cy={y} r={(right - left) / 90} />
              ))}
            </g>
          ))}
      </svg>
      {faces && result && <FaceLabels result={result} picture={picture} />}
    </div>
  );
}

function FaceLabels({ result, picture }: { readonly result: Result; readonly picture: Picture }) {
  return (
    <>
      {result.faces.map(({ box: [left, top], score, results }) => (
        <span
          key={`${left} ${top}`}
          class={`face-label ${top / picture.height < 0.08 ? 'inside' : ''}`}
          style={{ left: `${(left / picture.width) * 100}%`, top: `${(top / picture.height) * 100}%` }}
        >
          {formatScore(score, mainRange({ results }))}
        </span>
      ))}
    </>
  );
}

interface CropFramesProps {
  readonly crops: Crops;
  readonly metric: string | null;
  readonly picture: Picture;
  readonly crop: number | null;
}

function CropFrames({ crops, metric, picture, crop }: CropFramesProps) {
  const { session } = usePage();
  const colours = cropColours(crops, metric === null ? null : modelOf(session, metric));
  const [across, down] = [picture.width / crops.width, picture.height / crops.height];
  return (
    <>
      {crops.crops.map(({ top, left, score }, i) => {
        const place = { x: left * across, y: top * down, width: crops.side * across, height: crops.side * down };
        const { fill, ink } = colourAt(colours.place(score));
        const state = crop === null ? '' : crop === i ? 'chosen' : 'faded';
        return (
          <g key={`${top} ${left}`} class={`crop-frame ${state}`}>
            <rect {...place} style={{ stroke: ink }} />
            <rect {...place} style={{ stroke: fill }} />
          </g>
        );
      })}
    </>
  );
}
