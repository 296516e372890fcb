import type { Verdict } from '../../../src/scoring/requirements.ts';
import { Icon } from './Icon.tsx';

/** Lists the verdict on each rule, in words. */
export function Checklist({ verdicts }: { readonly verdicts: readonly Verdict[] }) {
  return (
    <ul class="checklist" aria-label="Rules">
      {verdicts.map(({ rule, isMet, message }) => (
        <li key={rule} class={isMet ? 'met' : 'broken'}>
          <Icon name={isMet ? 'tick' : 'close'} />
          <span>
            <span class="for-ears">{isMet ? 'met: ' : 'broken: '}</span>
            {message}
          </span>
        </li>
      ))}
    </ul>
  );
}
