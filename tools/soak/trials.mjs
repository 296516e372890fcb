// The disturbances that studies and `infer` must survive. Each trial throws if its result is wrong.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { finish, pause, Run } from './process.mjs';

const preload = './tools/soak/lose-device.mjs';

/** Files that must equal those of an undisturbed run byte for byte. */
const results = ['scores.csv', 'skipped.csv', 'rows-without-photo.csv', 'summary.json', 'table.md', 'run.json'];

/** The size of a file in bytes; 0 if it does not exist. */
const sizeOf = (path) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** The output of `infer --json` without the time of each photo. */
const timeless = (stdout) => stdout.replace(/,"ms":[\d.]+/g, '');

const tail = (run) => run.stderr.trim().split('\n').slice(-3).join(' | ').slice(-400);

function check(holds, what, run) {
  if (!holds) throw new Error(`${what}${run ? ` (status ${run.status}, signal ${run.signal}; ${tail(run)})` : ''}`);
}

/**
 * @param soak { folder, set, study(out): arguments, infer: arguments,
 *   baseline: { folder, milliseconds, status, stdout, inferStatus }, random() }
 */
export function trialsOf(soak) {
  const { baseline, random } = soak;
  const moment = () => Math.round(random() * baseline.milliseconds * 1.1);

  async function same(out) {
    for (const name of results) {
      const [expected, found] = await Promise.all([baseline.folder, out].map((folder) => readFile(join(folder, name))));
      check(expected.equals(found), `${name} differs from that of an undisturbed run`);
    }
    const left = (await readdir(out)).filter((name) => name.includes('.partial') || name.includes('lock'));
    check(left.length === 0, `${left.join(', ')} left behind`);
  }

  async function resumeAndCompare(out) {
    const run = await finish([...soak.study(out), '--resume']);
    check(run.status === baseline.status, 'the resumed run failed', run);
    await same(out);
  }

  /** @throws Error with the first line that differs. */
  function samePrinted(found, expected) {
    const [lines, wanted] = [found.split('\n'), expected.split('\n')];
    const at = lines.findIndex((line, i) => line !== wanted[i]);
    check(found === expected, `line ${at + 1} is ${lines[at]}, not ${wanted[at]}`);
  }

  /** Sends a signal at random times, one to four times, and then resumes the study to its end. */
  async function interrupted(out, signal, allowed) {
    for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
      const run = new Run([...soak.study(out), '--resume']);
      const wait = moment();
      await Promise.race([pause(wait), run.ended]);
      run.kill(signal);
      const { status, signal: by } = await run.ended;
      check(!run.hung, 'it hangs');
      check(
        status === baseline.status || by === signal || status === allowed,
        `after ${wait} ms ${signal} had another effect`,
        {
          ...run,
          status,
          signal: by,
        },
      );
    }
    await resumeAndCompare(out);
  }

  return {
    'kill -9, --resume': (out) => interrupted(out, 'SIGKILL', null),
    'SIGTERM, --resume': (out) => interrupted(out, 'SIGTERM', 143),
    'SIGINT, --resume': (out) => interrupted(out, 'SIGINT', 130),

    'SIGTERM in infer': async () => {
      const run = new Run(soak.infer);
      await Promise.race([pause(moment()), run.ended]);
      run.kill('SIGTERM');
      const { status, signal } = await run.ended;
      const isEnd = [baseline.inferStatus, 143].includes(status) || signal === 'SIGTERM';
      check(isEnd && !run.hung, 'SIGTERM had another effect', { ...run, status, signal });
      const printed = timeless(run.stdout.slice(0, run.stdout.lastIndexOf('\n') + 1));
      samePrinted(printed, timeless(baseline.stdout).slice(0, printed.length));
    },

    'two runs into one --out': async (out) => {
      const first = new Run([...soak.study(out), '--resume']);
      await pause(Math.round(random() * 400));
      const second = new Run([...soak.study(out), '--resume']);
      const ends = [await first.ended, await second.ended];
      const good = ends.filter(({ status }) => status === baseline.status).length;
      // Both runs end well if the second began after the end of the first.
      check(good >= 1, 'neither run succeeded', { ...second, ...ends[1] });
      await same(out);
    },

    '--out deleted': async (out) => {
      const run = new Run(soak.study(out));
      const enough = (0.2 + 0.4 * random()) * (await sizeOf(join(baseline.folder, 'scores.csv')));
      while (run.milliseconds === undefined && (await sizeOf(join(out, 'scores.csv'))) < enough) await pause(20);
      await rm(out, { recursive: true, force: true });
      const { status } = await run.ended;
      check(status === 2, 'it did not stop without its folder', { ...run, status });
      await resumeAndCompare(out);
    },

    'disk full': (out) => diskFull(out),

    'device lost once': async (out) => {
      const at = 1 + Math.floor(random() * soak.set.count);
      const run = await finish(soak.study(out), { preload, env: { LOSE_AT: String(at) } });
      check(run.status === baseline.status, `lost at submit ${at}`, run);
      await same(out);
    },

    'device lost often': async (out) => {
      const at = Array.from({ length: soak.set.count }, (_, i) => 5 + 3 * i).join(',');
      const run = await finish(soak.study(out), { preload, env: { LOSE_AT: at } });
      check(run.status === 2, 'lost all the time', run);
      await resumeAndCompare(out);
    },

    'device lost once in infer': async () => {
      const at = 1 + Math.floor(random() * soak.set.count);
      const run = await finish(soak.infer, { preload, env: { LOSE_AT: String(at) } });
      check(run.status === baseline.inferStatus, `lost at submit ${at}`, run);
      samePrinted(timeless(run.stdout), timeless(baseline.stdout));
    },

    'device lost often in infer': async () => {
      const at = Array.from({ length: soak.set.count }, (_, i) => 5 + 3 * i).join(',');
      const run = await finish(soak.infer, { preload, env: { LOSE_AT: at } });
      check(run.status === 2, 'lost all the time', run);
      check(/photo-\d+/.test(run.stderr) || /photo-\d+/.test(run.stdout), 'its message names no remaining photo', run);
    },
  };

  /** Runs on a file system with too little space or, where none can be mounted, with a limit on the size of files. */
  async function diskFull(out) {
    const room = join(soak.folder, 'small');
    await mkdir(room, { recursive: true });
    if (!mount(['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', room])) {
      const run = await finish(soak.study(out), { limit: 'ulimit -f 4' });
      check(run.status === 2, 'with files of 4 blocks at most', run);
      return resumeAndCompare(out);
    }
    try {
      const inside = join(room, 'study');
      const run = await finish(soak.study(inside));
      check(run.status === 2 && /ENOSPC|no space/i.test(run.stderr), 'on a full disk', run);
      check(mount(['-o', 'remount,size=64m', room]), 'the file system could not be enlarged');
      await resumeAndCompare(inside);
    } finally {
      execFileSync('umount', [room]);
    }
  }
}

function mount(args) {
  try {
    execFileSync('mount', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
