import { usePage } from '../context.ts';
import { count, formatRate, formatTimeLeft } from '../format.ts';
import { Icon } from './Icon.tsx';

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
  const stale = session.stale.value;
  if (stale.length === 0) return null;
  const are = (kind: 'cancelled' | 'failed') => stale.every(({ status }) => status.value.kind === kind);
  const isUnscored = are('cancelled');
  const state = isUnscored ? 'not scored' : `${are('failed') ? 'failed' : 'scored'} with other settings`;
  return (
    <div class="run-bar">
      <p>
        {count(stale.length, 'photo')} {state}.
      </p>
      <button type="button" onClick={() => session.score(stale)}>
        <Icon name="again" />
        {isUnscored ? 'Continue' : 'Score again'}
      </button>
    </div>
  );
}
