/** Shows on the gallery which photos the rules accept. */
import { counted } from '../printable.ts';
import { refusals, type Verdict } from '../scoring/requirements.ts';
import { html, type Markup, trusted } from './html.ts';

/** A photo that may have been checked. */
export interface Checked {
  /** The verdict on each rule; absent where the photo was not checked. */
  readonly requirements?: readonly Verdict[];
}

/** null where the photo was not checked. */
export function isAccepted({ requirements }: Checked): boolean | null {
  return requirements === undefined ? null : requirements.every(({ isMet }) => isMet);
}

/**
 * A paragraph with the rules and the number of photos that they accept and reject; empty where no photo was checked.
 * @param thing what is checked, in the singular.
 */
export function rulesLine(photos: readonly Checked[], thing = 'photo'): Markup {
  // The rules may have changed between two photos of the page.
  const rules = new Set(photos.flatMap(({ requirements = [] }) => requirements.map(({ rule }) => rule)));
  if (rules.size === 0) return trusted('');
  const verdicts = photos.map(isAccepted);
  const count = (verdict: boolean | null) => verdicts.filter((each) => each === verdict).length;
  const unchecked = count(null) === 0 ? '' : `, ${count(null)} not checked`;
  const result = `${counted(count(true), thing)} accepted, ${count(false)} rejected${unchecked}`;
  return html`<p id="rules">Rules: ${[...rules].join(', ')}. <b>${result}.</b></p>`;
}

/** The filter's control; empty where no photo was checked. */
export function rulesFilter(photos: readonly Checked[]): Markup {
  if (photos.every((photo) => isAccepted(photo) === null)) return trusted('');
  return html`<label>Rules<select id="verdict"><option value="all">all photos</option><option value="accepted">accepted</option><option value="rejected">rejected</option></select></label>
`;
}

/** Marks a photo as accepted, or says in words why it is rejected; empty if it was not checked. */
export function verdictMarks(photo: Checked): Markup {
  if (isAccepted(photo)) return html`<small class="accepted">accepted</small>`;
  return html`${refusals(photo.requirements).map((refusal) => html`<small class="caution">rejected: ${refusal}</small>`)}`;
}
