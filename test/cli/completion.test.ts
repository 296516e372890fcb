/** The completion scripts, sourced by the shells that are installed. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Shell } from '../../src/cli/completion/scripts.ts';
import { inTemporaryFolder, runCli } from './run.ts';

/** Lines, each with the only word that completes its last one. */
const lines = [
  ['hyperiqa inf', 'infer'],
  ['hyperiqa infer --prec', '--precision'],
  ['hyperiqa infer --precision f1', 'f16'],
  ['hyperiqa weights l', 'list'],
  ['hyperiqa evaluate merge --boot', '--bootstrap'],
] as const;

/** Completes the last word of the line in a shell that runs in `folder` and has sourced the script at `script`. */
type Complete = (line: string, script: string, folder: string) => string;

const run = (folder: string, command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8' }).trim();

const bash: Complete = (line, script, folder) => {
  const words = line.split(' ');
  const call = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _hyperiqa; echo "\${COMPREPLY[*]}"`;
  return run(folder, 'bash', '--norc', '-c', `source ${script}; ${call}`);
};

/** zsh completes only in a terminal. The session types the line, the tab key, and a key that writes the line to a file. */
const zshSession = `
zmodload zsh/zpty
rm -f line.txt
zpty -b session "TERM=dumb zsh -f -i"
zpty -w session "PS1=; unsetopt beep; source $1; report() { print -r -- \\$BUFFER > line.txt }; zle -N report; bindkey '^X' report"
zpty -w -n session "$2"$'\\t\\x18'
for i in {1..300}; do [[ -s line.txt ]] && break; sleep 0.1; done
zpty -d session
cat line.txt
`;
const zsh: Complete = (line, script, folder) =>
  run(folder, 'zsh', '-f', '-c', zshSession, 'zsh', script, line).split(' ').at(-1)!;

const fish: Complete = (line, script, folder) =>
  run(folder, 'fish', '--no-config', '-c', `source ${script}; complete -C '${line}'`);

function testOf(shell: Shell): typeof test | typeof test.skip {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return test;
  } catch {
    console.log(`${shell} is not installed: its completion is not tested.`);
    return test.skip;
  }
}

for (const [shell, complete, completesFiles] of [
  ['bash', bash, false],
  ['zsh', zsh, true],
  ['fish', fish, true],
] as const) {
  testOf(shell)(`${shell} completes commands, options and their values`, async () => {
    await inTemporaryFolder(async (folder) => {
      const { stdout } = await runCli(['completion', shell]);
      const script = join(folder, 'completion');
      await writeFile(script, stdout);
      for (const [line, word] of lines) assert.is(complete(line, script, folder), word, line);
      if (!completesFiles) return;
      await writeFile(join(folder, 'photo.jpg'), '');
      assert.is(complete('hyperiqa infer --output pho', script, folder), 'photo.jpg');
    });
  });
}

testOf('fish')('fish offers an option only after the command that takes it', async () => {
  await inTemporaryFolder(async (folder) => {
    const script = join(folder, 'completion');
    await writeFile(script, (await runCli(['completion', 'fish'])).stdout);
    for (const line of ['hyperiqa --vers', 'hyperiqa evaluate --ima'])
      assert.is.not(fish(line, script, folder), '', line);
    for (const line of ['hyperiqa infer --vers', 'hyperiqa evaluate merge --ima']) {
      assert.is(fish(line, script, folder), '', line);
    }
  });
});

test.run();
