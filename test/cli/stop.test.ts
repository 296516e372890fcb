/** Runs that a signal asks to stop. The test starts itself as the process that receives the signal. */
import { spawn } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { watchForStop } from '../../src/cli/evaluate/stop.ts';

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
}

function ended(role: string): Promise<Ended> {
  const child = spawn(process.execPath, [process.argv[1]!, role], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve) => child.on('close', (_, signal) => resolve({ signal, stdout })));
}

const later = () => setTimeout(() => console.log('goes on'), 1000);

const roles: Readonly<Record<string, () => void>> = {
  'signal-before-release': () => {
    const stop = watchForStop(console.log);
    // The signal arrives now, but its listeners are called only after this function has returned.
    process.kill(process.pid, 'SIGTERM');
    stop.release();
    later();
  },
  'signal-while-watching': () => {
    watchForStop(console.log);
    process.kill(process.pid, 'SIGTERM');
    later();
  },
};

const role = roles[process.argv[2] ?? ''];
if (role === undefined) {
  test('a signal that arrives just before the last listener is removed ends the process', async () => {
    assert.equal(await ended('signal-before-release'), { signal: 'SIGTERM', stdout: '' });
  });

  test('while there is a listener, the first signal is recorded and the process continues', async () => {
    const { signal, stdout } = await ended('signal-while-watching');
    assert.is(signal, null);
    assert.equal(stdout.split('\n').slice(1), ['goes on', '']);
  });

  test.run();
} else {
  role();
}
