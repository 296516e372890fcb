import { useEffect, useRef, useState } from 'preact/hooks';
import type { ClipResult } from '../../../src/scoring/clip-report.ts';
import type { NamedFile } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { count } from '../format.ts';
import { titleOf } from '../result.ts';
import { RequestFailed } from '../state/requests.ts';
import { optionsOf } from '../state/settings.ts';
import { ClipChart } from './ClipChart.tsx';
import { Dialog } from './Dialog.tsx';

/** Scores every n-th frame of a video by the metrics of photos, and shows the scores over time. */
export function ClipDialog({ clip }: { readonly clip: NamedFile }) {
  const { session } = usePage();
  const [every, setEvery] = useState(10);
  const [step, setStep] = useState<Step>({ kind: 'asking' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async () => {
    const stop = new AbortController();
    running.current = stop;
    const started = performance.now();
    const progress = (done: number, total: number) => {
      const left = ((performance.now() - started) / done) * Math.max(0, total - done);
      setStep({ kind: 'scoring', done, total, left: Math.ceil(left / 1000) });
    };
    setStep({ kind: 'scoring', done: 0, total: 0, left: null });
    try {
      const { file, name } = clip;
      const work = { file, name, every, options: optionsOf(session.settings.value), signal: stop.signal };
      setStep({ kind: 'scored', result: await session.requests.clip(work, progress) });
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (!stop.signal.aborted) setStep({ kind: 'failed', message: error.failure.message });
    }
  };
  return (
    <Dialog title={clip.name}>
      <div class="row">
        <label>
          Every n-th frame{' '}
          <input
            type="number"
            min="1"
            step="1"
            value={every}
            onInput={({ currentTarget: { valueAsNumber } }) => setEvery(Math.max(1, Math.round(valueAsNumber) || 1))}
          />
        </label>
        <button type="button" class="main" disabled={step.kind === 'scoring'} onClick={start}>
          Score the clip
        </button>
      </div>
      <Answer step={step} />
    </Dialog>
  );
}

type Step =
  | { readonly kind: 'asking' }
  | { readonly kind: 'scoring'; readonly done: number; readonly total: number; readonly left: number | null }
  | { readonly kind: 'scored'; readonly result: ClipResult }
  | { readonly kind: 'failed'; readonly message: string };

function Answer({ step }: { readonly step: Step }) {
  switch (step.kind) {
    case 'asking':
      return (
        <p>The browser decodes the video, and the photo metrics score its frames. Nothing leaves this computer.</p>
      );
    case 'scoring':
      return (
        <p role="status">
          {step.left === null
            ? 'Reading the video …'
            : `${step.done} of about ${step.total} frames, ${step.left} s left`}{' '}
          <progress value={step.done} max={Math.max(1, step.total)} />
        </p>
      );
    case 'failed':
      return <p class="failed">{step.message}</p>;
    case 'scored':
      return <Scores result={step.result} />;
  }
}

function Scores({ result: { width, height, results, frames, seconds, errors } }: { readonly result: ClipResult }) {
  return (
    <>
      <p role="status">
        {count(frames.length, 'frame')} of {width}×{height}
      </p>
      {errors.map(({ metric, message }) => (
        <p class="failed" key={metric}>
          {message.startsWith(titleOf(metric)) ? message : `${titleOf(metric)}: ${message}`}
        </p>
      ))}
      {results.map((result) => (
        <section key={result.metric}>
          <h3>
            {titleOf(result.metric)} <b class="clip-value">{result.score.toPrecision(4)}</b>
          </h3>
          <p>
            {result.better} is better
            {frames.length > 1 && `; the worst tenth of the frames has ${result.worstTenth.toPrecision(4)}`}
          </p>
          {frames.length > 1 && <ClipChart result={result} seconds={seconds ?? frames} />}
        </section>
      ))}
    </>
  );
}
