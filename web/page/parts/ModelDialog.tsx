import type { ModelInfo } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { formatBytes } from '../format.ts';
import { fromFiles } from '../intake.ts';
import { takeIn } from '../take-in.ts';
import { Dialog } from './Dialog.tsx';

const titles: Readonly<Record<ModelInfo['model'], string>> = {
  ...({ hyperiqa: 'HyperIQA', brisque: 'BRISQUE' } satisfies Record<string, string>),
  'face-detector': 'Face detector',
};

/** Which weights are in use, what they know, and how to bring others. */
export function ModelDialog() {
  const { session, view } = usePage();
  const models = session.models.value;
  const take = (event: { readonly currentTarget: HTMLInputElement }) => {
    takeIn(session, fromFiles(event.currentTarget.files ?? []));
    view.closeDialog();
  };
  return (
    <Dialog title="Models">
      {models.length === 0 && <p>The models are not loaded yet.</p>}
      {models.map((model) => (
        <ModelCard key={model.model} model={model} />
      ))}
      <section>
        <h3>Bring other weights</h3>
        <p>
          The authors of HyperIQA trained it on 10,073 photos that people had rated (KonIQ-10k). Their weights may not
          be passed on with this page: get <code>koniq_pretrained.pkl</code> from{' '}
          <a href="https://github.com/SSL92/hyperIQA" rel="noreferrer" target="_blank">
            their repository
          </a>{' '}
          and drop the file anywhere on this page. It is read on this computer and kept in this browser for the next
          visit.
        </p>
        <label class="file-button">
          <input type="file" accept=".safetensors,.pkl,.pth,.pt,.ckpt,.caffemodel" onChange={take} />
          Choose a weights file
        </label>
      </section>
    </Dialog>
  );
}

function ModelCard({ model }: { readonly model: ModelInfo }) {
  const { session } = usePage();
  const { range, better } = model;
  return (
    <section class="model-card">
      <h3>
        {titles[model.model]} <span class="quiet">{model.name}</span>
      </h3>
      <p>{knowledgeOf(model)}</p>
      {range && better && (
        <p>
          Scores usually lie between {range[0]} and {range[1]}; <b>{better} is better</b>.
        </p>
      )}
      <p class="quiet">
        {formatBytes(model.bytes)}, sha256 <code class="hash">{model.sha256}</code>
      </p>
      {model.origin === 'user' && (
        <button type="button" onClick={() => session.useOwnWeights(model.model)}>
          Back to the page’s own weights
        </button>
      )}
    </section>
  );
}

function knowledgeOf({ model, kind, protocol }: ModelInfo): string {
  if (kind === 'synthetic') return 'Weights that nobody trained: the network runs, and its scores mean nothing.';
  if (model === 'face-detector') {
    return 'OpenCV’s res10 SSD. It sees the photo shrunk to 300x300, so that small faces in large photos escape it.';
  }
  if (model === 'brisque') {
    return (
      'Judges how natural the local contrasts of the whole photo are, as trained on people’s ratings of distorted photos ' +
      '(LIVE). It has not learnt what photos show.'
    );
  }
  if (kind === 'nano') {
    return (
      'The nano model, a small HyperIQA that comes with this page. It learnt from made distortions (blur, noise, ' +
      'compression, exposure and more) of free photographs. It does not know people’s taste, faces, or the faults of ' +
      'real cameras as well as weights that were trained on people’s ratings.'
    );
  }
  const crops = protocol === 'uniform' ? 'a grid of 25 crops, as pyiqa does' : 'ten crops, as its authors do';
  return `Published weights, trained on people’s ratings of photos. It takes the mean of ${crops}, at the same places in every photo (seed 0).`;
}
