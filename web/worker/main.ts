/** The worker's script: receives the page's messages, and owns the session and the queue. */
import { decodePhoto } from '../../src/browser/decode/decode.ts';
import { HyperIqaError } from '../../src/errors.ts';
import type { FromWorker, ToWorker } from '../protocol.ts';
import { checkPicture } from './faces.ts';
import { failureOf } from './failure.ts';
import { Host } from './host.ts';
import { bitmapOf } from './picture.ts';
import { PhotoQueue } from './queue.ts';

/** The part of a worker's global scope that is used; the type declarations of pages and workers exclude each other. */
interface WorkerScope {
  postMessage(message: FromWorker, transfer?: readonly Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const send = (message: FromWorker, transfer: readonly Transferable[] = []) => scope.postMessage(message, transfer);
const host = new Host(send);
const queue = new PhotoQueue(host, send);

scope.addEventListener('message', ({ data: message }) => void take(message));

async function take(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'open':
      return host.open(message.folder);
    case 'score':
      return queue.add(message);
    case 'cancel':
      return queue.cancel(message.ids);
    case 'useWeights':
      return useWeights(message);
    case 'useOwnWeights':
      return queue.between(() => host.useOwn(message.id, message.model));
    case 'preview':
      return preview(message);
    case 'check':
      return queue.between(() => check(message));
    case 'clip':
      return clip(message);
    case 'cancelClip':
      return clips.get(message.id)?.abort(cancelled);
    case 'profile':
      return queue.between(() => profile(message));
    case 'tune':
      return queue.between(() => tune(message));
  }
}

type Message<T extends ToWorker['type']> = Extract<ToWorker, { readonly type: T }>;

/** Photos that come while the files are being converted wait for them: they are meant to be scored with these weights. */
function useWeights({ id, files }: Message<'useWeights'>): void {
  const converting = import('./convert-user-weights.ts').then((code) => code.convertUserWeights(files));
  // Reported when the queue gets there.
  converting.catch(() => undefined);
  queue.between(async () => {
    try {
      await host.useConverted(id, await converting);
    } catch (error) {
      send({ type: 'weightsFailed', id, error: failureOf(error) });
    }
  });
}

async function preview({ id, file, name, longestSide, autoOrient }: Message<'preview'>): Promise<void> {
  try {
    const photo = await decodePhoto(new Uint8Array(await file.arrayBuffer()), name, autoOrient);
    const bitmap = await bitmapOf(photo, longestSide);
    send({ type: 'preview', id, bitmap }, [bitmap]);
  } catch (error) {
    send({ type: 'previewFailed', id, error: failureOf(error) });
  }
}

async function check({ id, bitmap, options }: Message<'check'>): Promise<void> {
  try {
    send({ type: 'checked', id, verdicts: await host.use((session) => checkPicture(session, bitmap, options)) });
  } catch (error) {
    send({ type: 'checkFailed', id, error: failureOf(error) });
  } finally {
    bitmap.close();
  }
}

/** Clips that have no answer yet. */
const clips = new Map<number, AbortController>();
const cancelled = new HyperIqaError('USAGE', 'The clip was closed before it was scored.');

function clip({ id, ...work }: Message<'clip'>): void {
  const stop = new AbortController();
  clips.set(id, stop);
  queue.between(async () => {
    try {
      // Loaded with the first clip, because the demuxer is larger than the page.
      const { scoreClipFile } = await import('./clip.ts');
      const progress = (done: number, total: number) => send({ type: 'clipProgress', id, done, total });
      send({ type: 'clipScored', id, result: await scoreClipFile(host, { ...work, signal: stop.signal, progress }) });
    } catch (error) {
      send({ type: 'clipFailed', id, error: failureOf(error) });
    } finally {
      clips.delete(id);
    }
  });
}

async function profile({ id, model }: Message<'profile'>): Promise<void> {
  try {
    send({ type: 'profiled', id, profile: await host.profile(model) });
  } catch (error) {
    send({ type: 'profileFailed', id, error: failureOf(error) });
  }
}

async function tune({ id, model }: Message<'tune'>): Promise<void> {
  try {
    await host.tune(model, (done, total) => send({ type: 'tuning', id, done, total }));
    send({ type: 'tuned', id });
  } catch (error) {
    send({ type: 'tuneFailed', id, error: failureOf(error) });
  }
}
