import { refusals } from '../../../src/scoring/requirements.ts';
import type { Result } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { failureWords, formatScore } from '../format.ts';
import { cropMetric, mainRange } from '../result.ts';
import { failureOf, type PhotoEntry, type Status } from '../state/photo.ts';
import { modelOf } from '../state/view.ts';
import { placeOn } from './Gauge.tsx';
import { Thumbnail } from './Thumbnail.tsx';

interface PhotoRowProps {
  readonly photo: PhotoEntry;
  readonly index: number;
  readonly metrics: readonly string[];
  readonly hasFaces: boolean;
  readonly selected: boolean;
  /** Whether the row is in the tab order. */
  readonly reachable: boolean;
}

export function PhotoRow({ photo, index, metrics, hasFaces, selected, reachable }: PhotoRowProps) {
  const { view } = usePage();
  const status = photo.status.value;
  const picture = photo.picture.value;
  const result = status.kind === 'scored' ? status.result : null;
  const failed = failureOf(photo.status);
  const warnings = [...(picture?.warnings ?? []), ...(result?.failures ?? []).map(failureWords)];
  const refused = refusals(result?.requirements);
  const [folder, name] = splitPath(photo.name);
  const tabIndex = reachable ? 0 : -1;
  const note = noteOf(status, refused, warnings);

  const open = () => {
    view.selectedId.value = photo.id;
    view.go('photo');
  };
  return (
    <tr aria-rowindex={index + 2} class={selected ? 'selected' : ''}>
      <td class="check">
        <input
          type="checkbox"
          aria-label={`Select ${photo.name}`}
          tabIndex={tabIndex}
          checked={view.tickedIds.value.includes(photo.id)}
          onChange={() => view.toggleTicked(photo.id)}
        />
      </td>
      <td class="name">
        <button
          type="button"
          class="bare open"
          data-photo={photo.id}
          tabIndex={tabIndex}
          aria-current={selected ? 'true' : undefined}
          title={note === null ? photo.name : `${photo.name}\n${note.kind}${note.message}`}
          onClick={open}
        >
          <span class="thumb">{picture && <Thumbnail picture={picture.thumbnail} />}</span>
          <span class="names">
            <span>{name}</span>
            {note !== null ? (
              <span class="failure">
                {note.kind}
                {withoutName(note.message, photo.name)}
              </span>
            ) : (
              folder !== '' && <span class="folder">{folder}</span>
            )}
          </span>
        </button>
      </td>
      {metrics.map((metric, i) => (
        <td key={metric} class="score">
          {result?.scores[metric] === undefined
            ? i === 0 && <StatusText status={failed ?? status} />
            : result && <ScoreCell result={result} metric={metric} />}
        </td>
      ))}
      {hasFaces && <td class="face">{result && <FaceCell result={result} />}</td>}
      <td class="spread">{result?.crops ? <Spread result={result} /> : null}</td>
      <td class="pixels">{picture && `${picture.width}×${picture.height}`}</td>
    </tr>
  );
}

interface Note {
  /** Precedes the message; empty for a failure, which the row's status states. */
  readonly kind: string;
  readonly message: string;
}

/** What is wrong with the photo, in one line. */
function noteOf(status: Status, refused: readonly string[], warnings: readonly string[]): Note | null {
  if (status.kind === 'failed') return { kind: '', message: status.error.message };
  if (status.kind === 'scored' && status.lastAttempt) {
    return { kind: 'Last attempt failed: ', message: status.lastAttempt.error.message };
  }
  if (refused.length > 0) return { kind: 'Rejected: ', message: refused.join('; ') };
  if (warnings.length > 0) return { kind: 'Warning: ', message: warnings.join('; ') };
  return null;
}

/** Messages begin with the photo's name, which stands above them in the list and would hide the reason. */
function withoutName(message: string, name: string): string {
  return message.startsWith(`${name} `) ? message.slice(name.length + 1) : message;
}

function ScoreCell({ result, metric }: { readonly result: Result; readonly metric: string }) {
  const { session } = usePage();
  const score = result.scores[metric];
  if (score === undefined) return null;
  const model = modelOf(session, metric);
  return (
    <>
      <b>{formatScore(score, model?.checkpoint.range ?? null)}</b>
      {model && <span class="mini-gauge" style={{ '--at': placeOn(model, score) }} />}
    </>
  );
}

function FaceCell({ result }: { readonly result: Result }) {
  const [face, ...others] = result.faces;
  if (face === undefined) return <span class="quiet">–</span>;
  return (
    <>
      {formatScore(face.score, mainRange(face))}
      {others.length > 0 && <span class="quiet"> +{others.length}</span>}
    </>
  );
}

function Spread({ result }: { readonly result: Result }) {
  const metric = cropMetric(result);
  const range = result.results.find((each) => each.metric === metric)?.range ?? null;
  const { crops } = result;
  if (crops === null || crops.crops.length < 2) return <span class="quiet">–</span>;
  return <>±{formatScore(crops.spread, range)}</>;
}

export function StatusText({ status }: { readonly status: Status }) {
  return <span class="quiet">{statusWords(status)}</span>;
}

function statusWords(status: Status): string {
  switch (status.kind) {
    case 'waiting':
      return 'waiting';
    case 'working':
      switch (status.stage.kind) {
        case 'decoding':
          return 'decoding …';
        case 'faces':
          return 'faces …';
        case 'scoring':
          return `scoring ${Math.min(status.stage.done + 1, status.stage.total)} of ${status.stage.total}`;
      }
      break;
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'not scored';
    case 'scored':
      return '';
  }
}

function splitPath(path: string): readonly [folder: string, name: string] {
  const cut = path.lastIndexOf('/');
  return [path.slice(0, Math.max(cut, 0)), path.slice(cut + 1)];
}
