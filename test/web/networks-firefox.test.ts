import { test } from 'uvu';
import { inFirefox } from '../firefox.ts';
import { runNetworkTests } from './networks.ts';

await inFirefox(test, {}, (firefox) => {
  // Frames come in RGB there, so that planes are off by a level here and there.
  runNetworkTests(test, { browser: 'Firefox', open: () => firefox.startWorker(), clipBound: 5e-3 });
});
