import { useState } from 'preact/hooks';
import { quantities } from '../../../src/scoring/requirements.ts';
import { usePage } from '../context.ts';
import { ruleFault } from '../state/settings.ts';

/** Edits the rules that photos must meet. */
export function RulesField() {
  const { session } = usePage();
  const { rules } = session.settings.value;
  const [fault, setFault] = useState<string | null>(null);
  const take = (text: string) => {
    const wrong = ruleFault(text);
    setFault(wrong);
    if (wrong === null) session.change({ rules: text });
  };
  return (
    <label class="setting rules">
      <span>Rules</span>
      <input
        type="text"
        placeholder="face-count=1,eyes>=60px"
        title={`Rules that a photo must meet, separated by commas. Quantities: ${quantities.map(({ name }) => name).join(', ')}.`}
        value={rules}
        spellcheck={false}
        aria-invalid={fault !== null}
        onChange={(event) => take(event.currentTarget.value.trim())}
      />
      {fault !== null && (
        <span class="fault" role="alert">
          {fault}
        </span>
      )}
    </label>
  );
}
