/** One line of warnings.csv: what is wrong with a photo's file although it could be read. */
import { HyperIqaError } from '../errors.ts';
import { type CellForm, csvLine } from './csv.ts';

export interface PhotoWarning {
  readonly imageName: string;
  readonly warning: string;
}

export const warningColumns = ['image_name', 'warning'] as const;

/** The line of warnings.csv with its end. */
export function formatWarning({ imageName, warning }: PhotoWarning, form: CellForm): string {
  return csvLine([imageName, warning], form);
}

/** @throws HyperIqaError FORMAT when the values are no line of warnings.csv. */
export function parseWarning([imageName, warning]: readonly string[], name: string): PhotoWarning {
  if (imageName !== undefined && warning !== undefined) return { imageName, warning };
  throw new HyperIqaError('FORMAT', `${name}: the row of ${imageName} has no warning.`);
}
