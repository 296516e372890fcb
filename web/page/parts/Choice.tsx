interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly name: string;
  readonly value: T;
  readonly choices: readonly (readonly [value: T, label: string, hint?: string])[];
  readonly disabled?: boolean;
  /** For choices that need no label. */
  readonly hideLabel?: boolean;
  choose(value: T): void;
}

/** A choice among a few options, side by side. */
export function Choice<T extends string>({ label, name, value, choices, disabled, hideLabel, choose }: ChoiceProps<T>) {
  return (
    <fieldset class="choice" disabled={disabled}>
      <legend class={hideLabel ? 'for-ears' : ''}>{label}</legend>
      {choices.map(([choice, text, hint]) => (
        <label key={choice} title={hint}>
          <input type="radio" name={name} checked={choice === value} onChange={() => choose(choice)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
