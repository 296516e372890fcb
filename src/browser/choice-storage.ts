/** Stores kernel measurements in the browser, one entry for each adapter and version of the kernels. */
import type { ChoiceStore } from '../gpu/kernel-choice.ts';
import { keep, kept } from './storage.ts';

const keyOf = (scope: string): string => `kernels/${scope}`;

/** For engines of the same visit, in case the browser does not store anything. */
const ofThisVisit = new Map<string, Readonly<Record<string, string>>>();

export const choiceStorage: ChoiceStore = {
  async load(scope) {
    const known = ofThisVisit.get(scope);
    if (known !== undefined) return known;
    const found = await kept(keyOf(scope));
    return found === null ? {} : (JSON.parse(await found.blob.text()) as Record<string, string>);
  },

  async save(scope, choices) {
    ofThisVisit.set(scope, choices);
    await keep(keyOf(scope), new Blob([JSON.stringify(choices)]));
  },
};
