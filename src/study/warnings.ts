/** One line of warnings.csv: a defect of a photo's file that did not prevent reading it. */
import { HyperIqaError } from '../errors.ts';

export interface PhotoWarning {
  readonly imageName: string;
  readonly warning: string;
}

export const warningColumns = ['image_name', 'warning'] as const;

/** The cells of a line of warnings.csv. */
export function warningCells({ imageName, warning }: PhotoWarning): readonly string[] {
  return [imageName, warning];
}

/** @throws HyperIqaError FORMAT when the values are not a line of warnings.csv. */
export function parseWarning([imageName, warning]: readonly string[], name: string): PhotoWarning {
  if (imageName !== undefined && warning !== undefined) return { imageName, warning };
  throw new HyperIqaError('FORMAT', `${name}: the row of ${imageName} has no warning.`);
}
