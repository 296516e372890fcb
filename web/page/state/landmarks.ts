/** Whether the landmarks of faces are found even if they are not asked for. */
import { defaultDetector } from '../../../src/models/defaults.ts';
import { detectorModels, findMetric } from '../../../src/models/registry.ts';
import { parseRequirements, rulesNeed } from '../../../src/scoring/requirements.ts';
import { needsLandmarks } from '../../../src/scoring/score-face.ts';
import type { ModelInfo } from '../../protocol.ts';
import type { Settings } from './settings.ts';

/** A sentence that says what needs landmarks; null where nothing does. */
export function landmarksReason(settings: Settings, models: readonly ModelInfo[]): string | null {
  const { faceMetric, metrics, rules } = settings;
  // As in the worker: the user's detector, otherwise the page's.
  const isUsers = (name: string) => models.some(({ model, origin }) => model === name && origin === 'user');
  const detector = detectorModels.find(({ name }) => isUsers(name)) ?? defaultDetector;
  const judges = (faceMetric === null ? metrics : [faceMetric]).flatMap((name) => findMetric(name) ?? []);
  const judge = judges.find((each) => needsLandmarks([each], detector));
  if (judge !== undefined) return `${judge.title} scores aligned faces, so their landmarks are always found.`;
  if (rules === '' || !rulesNeed(parseRequirements(rules), 'landmarks')) return null;
  return 'The rules need landmarks, so they are always found.';
}
