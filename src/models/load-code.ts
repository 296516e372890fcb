/** Imports the code behind a row of the registry. */
import { loadPart } from '../load-part.ts';

/** @throws HyperIqaError DOWNLOAD when it cannot be loaded. */
export function loadCode<Code>(model: { readonly title: string; code(): Promise<Code> }): Promise<Code> {
  return loadPart(model.title, () => model.code());
}
