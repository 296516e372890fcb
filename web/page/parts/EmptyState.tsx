import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { cautionOf } from '../result.ts';
import { loadSamples, sampleList } from '../samples.ts';
import { metricsOf } from '../state/settings.ts';
import { modelOf } from '../state/view.ts';
import { AddButtons } from './AddButtons.tsx';

interface EmptyStateProps {
  /** Whether the list had photos before. */
  readonly cleared: boolean;
}

export function EmptyState({ cleared }: EmptyStateProps) {
  const { session, view } = usePage();
  const [first] = metricsOf(session.settings.value);
  const model = modelOf(session, first);
  const caution = model === null ? null : cautionOf(model.checkpoint);
  const [samples, setSamples] = useState<readonly string[]>([]);
  useEffect(() => {
    // If the list is unavailable, no samples are offered.
    sampleList().then(setSamples, () => setSamples([]));
  }, []);
  const heading = useRef<HTMLHeadingElement>(null);
  // What removed the last photo is gone, and the keyboard focus with it.
  useEffect(() => {
    if (cleared && document.activeElement === document.body) heading.current?.focus();
  }, [cleared]);

  const trySamples = async () => {
    try {
      await session.add(await loadSamples(samples));
    } catch (error) {
      session.notices.show({ kind: 'problem', text: `The samples could not be loaded: ${String(error)}` });
    }
  };
  return (
    <main class="empty">
      <div class="dropzone">
        <Ruler />
        <h2 ref={heading} tabIndex={-1}>
          How good does a photo look?
        </h2>
        <p>
          Drop or paste photos or whole folders here: each photo and each face gets a quality score. Everything is
          computed on this computer: no photo is sent anywhere.
        </p>
        <AddButtons main />
        <p class="quiet">
          {caution !== null && `${caution} `}
          <button type="button" class="bare link" onClick={() => view.openDialog('models')}>
            About the models, and how to use other weights
          </button>
        </p>
      </div>
      {samples.length > 0 && (
        <div class="samples">
          <button type="button" onClick={trySamples}>
            Try the {samples.length} sample photos
          </button>
          <div class="sample-strip" aria-hidden="true">
            {samples.map((address) => (
              <img key={address} src={address} alt="" />
            ))}
          </div>
        </div>
      )}
    </main>
  );
}

/** The scale on which photos will be scored. */
function Ruler() {
  return (
    <svg class="gauge" aria-hidden="true">
      {Array.from({ length: 51 }, (_, i) => (
        <line
          key={i}
          class="ruler"
          x1={`${i * 2}%`}
          x2={`${i * 2}%`}
          y1={i % 25 === 0 ? 10 : i % 5 === 0 ? 16 : 20}
          y2="26"
        />
      ))}
      <line class="ruler" x1="0" x2="100%" y1="26" y2="26" />
      <line class="needle" x1="72%" x2="72%" y1="0" y2="26" />
    </svg>
  );
}
