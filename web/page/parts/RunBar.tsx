import { usePage } from '../context.ts';
import { count, formatRate, formatTimeLeft } from '../format.ts';
import { Icon } from './Icon.tsx';

/** What is said of the photos that lack something, and offered for them. */
const offers = [
  ['failed', 'failed, or lack a score', 'failed, or lacks a score', 'Try again'],
  ['unscored', 'not scored', 'not scored', 'Continue'],
  ['outdated', 'scored with other settings', 'scored with other settings', 'Score again'],
] as const;

/** Shows the progress of scoring or, when nothing runs, how many photos could be scored again. */
export function RunBar() {
  const { session } = usePage();
  const progress = session.queue.progress.value;
  if (progress !== null) {
    const { done, total, failed, perSecond, secondsLeft } = progress;
    return (
      <div class="run-bar">
        <progress aria-label="Photos scored" value={done} max={total} />
        <p>
          <b>
            {done} of {total}
          </b>
          {failed > 0 && <span>{failed} failed</span>}
          {perSecond !== null && done > 0 && <span>{formatRate(perSecond)}</span>}
          {secondsLeft !== null && done > 0 && <span>{formatTimeLeft(secondsLeft)}</span>}
        </p>
        <button type="button" onClick={() => session.cancel()}>
          <Icon name="close" />
          Cancel
        </button>
      </div>
    );
  }
  return offers.map(([lack, many, one, label]) => {
    const photos = session.backlog.value[lack];
    if (photos.length === 0) return null;
    return (
      <div key={lack} class="run-bar">
        <p>
          {count(photos.length, 'photo')} {photos.length === 1 ? one : many}.
        </p>
        <button type="button" onClick={() => session.score(photos)}>
          <Icon name="again" />
          {label}
        </button>
      </div>
    );
  });
}
