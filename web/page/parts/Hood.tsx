import { useState } from 'preact/hooks';
import { findModel } from '../../../src/models/registry.ts';
import type { Profile } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { count, formatBytes, formatMilliseconds } from '../format.ts';
import { RequestFailed } from '../state/requests.ts';
import { LayerBars } from './LayerBars.tsx';

/** "Under the hood": shows the adapter, and the time and kernel of each layer on it. */
export function Hood() {
  const { session } = usePage();
  const [chosen, setChosen] = useState<string | null>(null);
  const [profile, setProfile] = useState<Profile | null>(null);
  /** What is being done, in words. */
  const [doing, setDoing] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const adapter = session.adapter.value;
  const listed = session.models.value.map(({ model }) => model);
  // At first the photo's metric.
  const model =
    [chosen, ...session.settings.value.metrics, ...listed].find((name) => name && listed.includes(name)) ?? '';

  const attempt = async (work: () => Promise<void>) => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setProblem(error.failure.message);
    } finally {
      setDoing(null);
    }
  };
  const measure = async () => {
    setDoing('Timing …');
    setProfile(await session.requests.profile(model));
  };
  const tune = async () => {
    setDoing('Looking for faster kernels …');
    await session.requests.tune(model, (done, total) => setDoing(`${done} of ${total} layers tried …`));
    await measure();
  };
  const disabled = doing !== null || adapter === null || model === '';
  return (
    <main class="hood">
      <h2>Under the hood</h2>
      <dl class="facts wide">
        <dt>Adapter</dt>
        <dd>{adapter === null ? 'none yet' : `${adapter.name}${adapter.kind === 'software' ? ' (software)' : ''}`}</dd>
        {adapter && (
          <>
            <dt>Architecture</dt>
            <dd>{[adapter.vendor, adapter.architecture].filter(Boolean).join(', ') || 'hidden by the browser'}</dd>
            <dt>Driver</dt>
            <dd>{adapter.driver || 'hidden by the browser'}</dd>
          </>
        )}
        {session.models.value
          .filter(({ bytes }) => bytes > 0)
          .map(({ model, checkpoint, bytes }) => (
            <ModelFacts key={model} label={checkpoint.name} bytes={bytes} />
          ))}
      </dl>
      <div class="row">
        <label class="setting">
          <span>Network</span>
          <select value={model} onChange={(event) => setChosen(event.currentTarget.value)}>
            {listed.map((name) => (
              <option key={name} value={name}>
                {findModel(name)?.title ?? name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="main" disabled={disabled} onClick={() => attempt(measure)}>
          Time every layer
        </button>
        <button
          type="button"
          disabled={disabled}
          title="Measures every kernel for every layer, and stores the fastest: seconds on a graphics card, minutes without"
          onClick={() => attempt(tune)}
        >
          Find faster kernels
        </button>
        <span role="status">{doing}</span>
      </div>
      {problem && (
        <p class="failed" role="alert">
          {problem}
        </p>
      )}
      {profile && <ProfileView profile={profile} />}
    </main>
  );
}

function ModelFacts({ label, bytes }: { readonly label: string; readonly bytes: number }) {
  return (
    <>
      <dt>Weights</dt>
      <dd>
        {label}, {formatBytes(bytes)}
      </dd>
    </>
  );
}

function ProfileView({ profile }: { readonly profile: Profile }) {
  const flops = profile.layers.reduce((sum, layer) => sum + layer.flops, 0);
  const { arenaBytes, weightBytes } = profile.memory;
  return (
    <>
      <div class="tiles">
        <Tile figure={formatMilliseconds(profile.milliseconds)} label={`for ${count(profile.batch, profile.unit)}`} />
        <Tile figure={(flops / profile.milliseconds / 1e6).toFixed(1)} label="GFLOP/s" />
        <Tile figure={formatBytes(weightBytes)} label="weights on the GPU" />
        <Tile figure={formatBytes(arenaBytes)} label="activations, shared by all layers" />
      </div>
      <LayerBars layers={profile.layers} />
    </>
  );
}

function Tile({ figure, label }: { readonly figure: string; readonly label: string }) {
  return (
    <p class="tile">
      <b class="figure">{figure}</b>
      <span class="quiet">{label}</span>
    </p>
  );
}
