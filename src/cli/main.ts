#!/usr/bin/env node
/** The entry of the command `hyperiqa`. An older Node would fail to load the libraries, so its version is checked first. */
import { readFileSync } from 'node:fs';
import { refusalOfNode } from './node-floor.ts';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly engines: { readonly node: string };
};
const refusal = refusalOfNode(process.versions.node, engines.node);
if (refusal === null) {
  await import('./start.ts');
} else {
  console.error(refusal);
  process.exitCode = 2;
}
