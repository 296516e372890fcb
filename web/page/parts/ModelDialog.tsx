import { findModel, models } from '../../../src/models/registry.ts';
import type { ModelInfo } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { formatBytes } from '../format.ts';
import { cautionOf } from '../result.ts';
import { protocolOf } from '../state/view.ts';
import { Dialog } from './Dialog.tsx';

/** Shows which weights are in use, what they were trained on, and how to load others. */
export function ModelDialog() {
  const { session, view } = usePage();
  const infos = session.models.value;
  const take = (event: { readonly currentTarget: HTMLInputElement }) => {
    // Publishers' names need not have an ending.
    const files = [...(event.currentTarget.files ?? [])].map((file) => ({ file, name: file.name }));
    if (files.length > 0) session.useWeights(files);
    view.closeDialog();
  };
  return (
    <Dialog title="Models">
      {infos.length === 0 && <p>The models are not loaded yet.</p>}
      {infos.map((info) => (
        <ModelCard key={info.model} info={info} />
      ))}
      <section>
        <h3>Use other weights</h3>
        <p>
          A checkpoint dropped anywhere on this page replaces its model’s weights. It is read on this computer and kept
          in this browser for the next visit. If a model is published in several files, drop them together. Published
          checkpoints:
        </p>
        <ul>
          {models.flatMap((model) =>
            model.checkpoints.flatMap((checkpoint) => {
              const { source } = checkpoint;
              if (source.kind !== 'download' && source.kind !== 'brought') return [];
              return (
                <li key={checkpoint.name}>
                  <a href={source.page} rel="noreferrer" target="_blank">
                    {model.title}
                  </a>
                  , {checkpoint.trainedOn}
                  {source.kind === 'download' && (
                    <>
                      {' '}
                      (<code>{source.files.map(({ name }) => name).join(', ')}</code>)
                    </>
                  )}
                  ; licence: {checkpoint.licence}
                </li>
              );
            }),
          )}
        </ul>
        <label class="file-button">
          <input type="file" multiple onChange={take} />
          Choose weights files
        </label>
      </section>
    </Dialog>
  );
}

function ModelCard({ info }: { readonly info: ModelInfo }) {
  const { session } = usePage();
  const model = findModel(info.model);
  if (model === undefined) return null;
  const { range, better, trainedOn, licence, name } = info.checkpoint;
  const caution = cautionOf(info.checkpoint);
  return (
    <section class="model-card">
      <h3>
        {model.title} <span class="quiet">{info.name || name}</span>
      </h3>
      <p>{model.about}</p>
      {caution !== null && <p class="caution">{caution}</p>}
      {model.task === 'metric' && (
        <p>
          Scores usually lie between {range[0]} and {range[1]}; <b>{better} is better</b>.
          {protocolOf(info) !== null && ` It sees ${protocolOf(info)?.title}, at the same positions in every photo.`}
        </p>
      )}
      <p class="quiet">
        Trained on {trainedOn}. Licence: {licence}. {model.paper}
      </p>
      {info.bytes > 0 && (
        <p class="quiet">
          {formatBytes(info.bytes)}, sha256 <code class="hash">{info.sha256}</code>
        </p>
      )}
      {info.report !== undefined && (
        <p class="quiet" style={{ whiteSpace: 'pre-line' }}>
          {info.report.join('\n')}
        </p>
      )}
      {info.origin === 'user' && (
        <button type="button" onClick={() => session.useOwnWeights(info.model)}>
          Remove these weights
        </button>
      )}
    </section>
  );
}
