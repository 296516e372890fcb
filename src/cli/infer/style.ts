/** Colours for a terminal. */
import type { MetricResult } from '../../scoring/judge.ts';

/** How parts of a line are displayed. */
export interface Style {
  /** A score, coloured by its position on its scale. */
  score(text: string, result: Pick<MetricResult, 'score' | 'better' | 'range'>): string;
  warning(text: string): string;
}

export const plain: Style = { score: (text) => text, warning: (text) => text };

/** Foreground colours (ECMA-48, SGR). */
const codes = { red: 31, yellow: 33, green: 32 };

function inColour(colour: keyof typeof codes, text: string): string {
  return `\x1b[${codes[colour]}m${text}\x1b[39m`;
}

const coloured: Style = {
  score(text, { score, better, range: [least, most] }) {
    const fromLeast = (score - least) / (most - least);
    const quality = better === 'higher' ? fromLeast : 1 - fromLeast;
    return inColour(quality < 1 / 3 ? 'red' : quality < 2 / 3 ? 'yellow' : 'green', text);
  },
  warning: (text) => inColour('yellow', text),
};

/** Coloured on a terminal, unless NO_COLOR is set (no-color.org) or the terminal has no colours. */
export function styleOf(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR) return plain;
  if (FORCE_COLOR && FORCE_COLOR !== '0') return coloured;
  return stream.isTTY && TERM !== 'dumb' ? coloured : plain;
}
