import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withoutLimitWarnings } from '../../src/platform/limit-warnings.ts';

const warning = (kind: string) =>
  `Warning: maxDynamic${kind}BuffersPerPipelineLayout artificially reduced from 500000 to 16 to fit dynamic offset allocation limit.\n`;

/** Writes to descriptor 2 as native code does. */
const write = (text: string) => writeSync(2, text);

const roles: Readonly<Record<string, () => unknown>> = {
  answers() {
    const answer = withoutLimitWarnings(() => {
      write(`first\n${warning('Uniform')}${warning('Storage')}`);
      write('Warning: another\n');
      return 'answer';
    });
    write(`${answer}\n`);
    console.error('end');
  },
  throws() {
    try {
      withoutLimitWarnings(() => {
        write(warning('Storage'));
        throw new Error('refused');
      });
    } catch (error) {
      write(`${(error as Error).message}\n`);
    }
  },
  async opens() {
    const opening = open(process.execPath);
    withoutLimitWarnings(() => write(warning('Uniform')));
    await (await opening).close();
  },
};

const [role] = process.argv.slice(2);

if (role !== undefined) {
  await roles[role]?.();
  process.exit();
}

const command = (name: string) => `'${process.execPath}' '${process.argv[1]}' ${name}`;

/** What a terminal shows. */
function shown(name: string): string {
  const { stdout } = spawnSync('script', ['-qec', command(name), '/dev/null'], { encoding: 'utf8' });
  return stdout.replaceAll('\r\n', '\n');
}

const onLinux = process.platform === 'linux' ? test : test.skip;
const onTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0 ? test : test.skip;

onTerminal("a terminal shows what is written during the call, except Dawn's warnings about limits", () => {
  assert.is(shown('answers'), 'first\nWarning: another\nanswer\nend\n');
});

onTerminal('the terminal is back after a call that throws', () => {
  assert.is(shown('throws'), 'refused\n');
});

onTerminal('nothing is redirected while another thread opens a file', () => {
  assert.is(shown('opens'), warning('Uniform'));
});

onTerminal('no temporary file is left', () => {
  shown('answers');
  const left = readdirSync(tmpdir()).filter((name) => /^hyperiqa-.*\.stderr$/.test(name));
  assert.equal(left, []);
});

onLinux('a pipe gets what a terminal shows, in order, also where standard output shares it', () => {
  const line = `{ echo before; ${command('answers')} 2>&1; echo after; } | cat`;
  const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
  assert.is(stdout, 'before\nfirst\nWarning: another\nanswer\nend\nafter\n');
});

onLinux('a pipe that nobody reads from does not block', () => {
  const line = `${command('answers')} 2> >(exec <&-); echo ended`;
  const { stdout } = spawnSync('bash', ['-c', line], { encoding: 'utf8', timeout: 20_000 });
  assert.is(stdout, 'ended\n');
});

test('a file gets every line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hyperiqa-warnings-'));
  spawnSync('sh', ['-c', `${command('answers')} 2> '${folder}/log'`]);
  const text = readFileSync(join(folder, 'log'), 'utf8');
  rmSync(folder, { recursive: true });
  assert.is(text, `first\n${warning('Uniform')}${warning('Storage')}Warning: another\nanswer\nend\n`);
});

test.run();
