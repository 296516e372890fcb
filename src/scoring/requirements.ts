/** Rules that a photo must meet to be accepted, such as `face-count=1,eyes>=60px,yaw<=15`, checked on its scores. */
import { HyperIqaError } from '../errors.ts';
import type { FaceScore } from './score-face.ts';
import type { PhotoScore } from './score-photo.ts';

/** What rules are checked on. */
export interface Judged extends Pick<PhotoScore, 'score' | 'faces'> {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What a rule can test. */
export interface Quantity {
  /** Its name in rules, such as `eyes`. */
  readonly name: string;
  /** For messages, such as `distance between the eyes`. */
  readonly title: string;
  readonly unit: 'px' | '°' | null;
  /** The corresponding quality component of ISO/IEC 29794-5; null where there is none. */
  readonly iso: string | null;
  /** What must be searched for in the photo. */
  readonly needs: 'nothing' | 'faces' | 'landmarks';
  /** null where the photo has no such value, for example without a face. Of several faces, the most confident counts. */
  of(photo: Judged): number | null;
}

type OfFace = (face: FaceScore, photo: Judged) => number | null | undefined;

function ofFace(find: OfFace): Quantity['of'] {
  return (photo) => {
    const [face] = photo.faces;
    return face === undefined ? null : (find(face, photo) ?? null);
  };
}

/** Angles are compared without their sign: `yaw<=15` limits both sides. */
function angle(find: (face: FaceScore) => number | undefined): Quantity['of'] {
  return ofFace((face) => {
    const degrees = find(face);
    return degrees === undefined ? null : Math.abs(degrees);
  });
}

const heightOf = ({ box: [, top, , bottom] }: FaceScore) => bottom - top;
const widthOf = ({ box: [left, , right] }: FaceScore) => right - left;

/**
 * The least distance of the face's box and landmarks from the photo's border, as a share of the box's width; negative where landmarks
 * lie outside, as they do where the photo cuts the face off. The box alone does not tell, since it is clipped to the photo.
 */
function marginOf(face: FaceScore, photo: Judged): number | null {
  const { box, landmarks } = face;
  if (landmarks === undefined) return null;
  const [left, top, right, bottom] = box;
  const places = [[left, top], [right, bottom], ...landmarks] as const;
  const distances = places.map(([x, y]) => Math.min(x, y, photo.width - x, photo.height - y));
  return Math.min(...distances) / widthOf(face);
}

export const quantities: readonly Quantity[] = [
  { name: 'score', title: 'score', unit: null, iso: null, needs: 'nothing', of: ({ score }) => score },
  { name: 'width', title: 'width', unit: 'px', iso: null, needs: 'nothing', of: ({ width }) => width },
  { name: 'height', title: 'height', unit: 'px', iso: null, needs: 'nothing', of: ({ height }) => height },
  {
    ...{ name: 'face-count', title: 'number of faces', unit: null, iso: 'single face present', needs: 'faces' },
    of: ({ faces }) => faces.length,
  },
  {
    ...{ name: 'face-score', title: 'score of the face', unit: null, iso: 'unified quality score', needs: 'faces' },
    of: ofFace(({ score }) => score),
  },
  {
    ...{ name: 'face-confidence', title: 'confidence of the face', unit: null, iso: null, needs: 'faces' },
    of: ofFace(({ confidence }) => confidence),
  },
  {
    ...{ name: 'face-width', title: 'width of the face', unit: 'px', iso: null, needs: 'faces' },
    of: ofFace(widthOf),
  },
  {
    ...{ name: 'face-share', title: "share of the photo's height that the face takes up", unit: null },
    ...{ iso: 'head size', needs: 'faces' },
    of: ofFace((face, { height }) => heightOf(face) / height),
  },
  {
    ...{ name: 'face-margin', title: 'margin around the face, as a share of its width', unit: null },
    ...{ iso: 'crop of the face image', needs: 'landmarks' },
    of: ofFace(marginOf),
  },
  {
    ...{ name: 'eyes', title: 'distance between the eyes', unit: 'px', iso: 'inter-eye distance', needs: 'landmarks' },
    of: ofFace(({ eyes }) => eyes),
  },
  {
    ...{ name: 'roll', title: 'roll of the head', unit: '°', iso: 'head pose, roll', needs: 'landmarks' },
    of: angle(({ roll }) => roll),
  },
  {
    ...{ name: 'yaw', title: 'yaw of the head', unit: '°', iso: 'head pose, yaw', needs: 'landmarks' },
    of: angle(({ yaw }) => yaw),
  },
  {
    ...{ name: 'pitch', title: 'pitch of the head', unit: '°', iso: 'head pose, pitch', needs: 'landmarks' },
    of: angle(({ pitch }) => pitch),
  },
  {
    ...{ name: 'brightness', title: 'brightness of the face', unit: null, iso: 'luminance mean', needs: 'faces' },
    of: ofFace(({ brightness }) => brightness),
  },
  {
    ...{ name: 'contrast', title: 'contrast of the face', unit: null, iso: 'luminance variance', needs: 'faces' },
    of: ofFace(({ contrast }) => contrast),
  },
  {
    ...{ name: 'sharpness', title: 'sharpness of the face', unit: null, iso: 'sharpness', needs: 'faces' },
    of: ofFace(({ sharpness }) => sharpness),
  },
];

export type Relation = '>=' | '<=' | '=';

export interface Requirement {
  readonly quantity: Quantity;
  readonly relation: Relation;
  readonly bound: number;
}

/**
 * Parses rules such as `face-count=1,face-score>=50,eyes>=60px,yaw<=15`; a number may be followed by the quantity's unit.
 * @throws HyperIqaError USAGE for text that is not a list of rules, or an unknown quantity.
 */
export function parseRequirements(text: string): readonly Requirement[] {
  if (text.trim() === '') throw new HyperIqaError('USAGE', `There is no rule. ${examples}`);
  return text.split(',').map((rule) => parseRequirement(rule.trim()));
}

const examples = 'Rules look like face-count=1,eyes>=60px.';

function parseRequirement(rule: string): Requirement {
  const [, name, relation, bound, suffix] = /^([\w-]*)\s*([<>=!]*)\s*(-?\d+(?:\.\d+)?)?\s*(.*)$/.exec(rule)!;
  const fault = (what: string) => new HyperIqaError('USAGE', `The rule ${JSON.stringify(rule)} ${what}. ${examples}`);
  if (rule === '') throw fault('is empty: remove the comma');
  if (!isRelation(relation)) {
    throw fault(relation === '' ? 'needs >=, <= or = after its quantity' : `has ${relation}; known are >=, <= and =`);
  }
  if (bound === undefined) throw fault(`needs a number after ${relation}`);
  const quantity = quantities.find((each) => each.name === name);
  if (quantity === undefined) {
    throw fault(
      `has the unknown quantity ${JSON.stringify(name)}; known are ${quantities.map(({ name }) => name).join(', ')}`,
    );
  }
  const unit = suffix === 'deg' ? '°' : suffix;
  if (unit !== '' && unit !== quantity.unit) {
    const measure = quantity.unit === null ? 'has no unit' : `is in ${quantity.unit}`;
    throw fault(`ends in ${JSON.stringify(suffix)}, and ${name} ${measure}`);
  }
  return { quantity, relation, bound: Number(bound) };
}

function isRelation(text: string): text is Relation {
  return text in words;
}

/** The rule as it is written: `yaw<=15`. */
export function ruleText({ quantity, relation, bound }: Requirement): string {
  return `${quantity.name}${relation}${bound}${quantity.unit === 'px' ? 'px' : ''}`;
}

/** The result of a rule for a photo. */
export interface Verdict {
  /** The rule as it is written: `yaw<=15`. */
  readonly rule: string;
  readonly isMet: boolean;
  /** null where the photo has no such value; the rule is then not met. */
  readonly found: number | null;
  /** In words: `distance between the eyes is 41 px, at least 60 px is required (ISO/IEC 29794-5: inter-eye distance)`. */
  readonly message: string;
}

/** One for each rule, in their order. */
export function verdictsOn(photo: Judged, requirements: readonly Requirement[]): readonly Verdict[] {
  return requirements.map((requirement) => verdictOn(photo, requirement));
}

export function verdictOn(photo: Judged, requirement: Requirement): Verdict {
  const { quantity, relation, bound } = requirement;
  const found = quantity.of(photo);
  const isMet = found !== null && holds(found, relation, bound);
  return { rule: ruleText(requirement), isMet, found, message: messageOf(photo, requirement, found) };
}

function holds(found: number, relation: Relation, bound: number): boolean {
  if (relation === '=') return found === bound;
  return relation === '>=' ? found >= bound : found <= bound;
}

const noFace = 'no face was found';

const words: Readonly<Record<Relation, readonly [string, string]>> = {
  '>=': ['at least ', 'required'],
  '<=': ['at most ', 'allowed'],
  '=': ['', 'required'],
};

function messageOf(photo: Judged, { quantity, relation, bound }: Requirement, found: number | null): string {
  const { title, unit, iso } = quantity;
  const suffix = unit === null ? '' : unit === '°' ? unit : ` ${unit}`;
  if (found === null && quantity.needs !== 'nothing' && photo.faces.length === 0) return noFace;
  const state = found === null ? `no ${title} is known` : `${title} is ${shown(found, bound)}${suffix}`;
  const component = iso === null ? '' : ` (ISO/IEC 29794-5: ${iso})`;
  const [limit, verdict] = words[relation];
  return `${state}, ${limit}${bound}${suffix} is ${verdict}${component}`;
}

/** A value in as many digits as tell it from the bound; at least four, and whole numbers in full. */
function shown(value: number, bound: number): number {
  if (Number.isInteger(value)) return value;
  for (let digits = 4; digits < 17; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (rounded !== bound || value === bound) return rounded;
  }
  return value;
}

/** Whether any rule requires this search. */
export function rulesNeed(requirements: readonly Requirement[], what: Quantity['needs']): boolean {
  return requirements.some(({ quantity }) => quantity.needs === what);
}

/** Why the photo is rejected, in words, without repetitions: without a face, several rules fail for one reason. */
export function refusals(verdicts: readonly Verdict[] = []): readonly string[] {
  const broken = verdicts.filter(({ isMet }) => !isMet);
  const isCounted = broken.some(({ rule, found }) => rule.startsWith('face-count') && found === 0);
  const reasons = new Set(broken.map(({ message }) => message));
  if (isCounted) reasons.delete(noFace);
  return [...reasons];
}
