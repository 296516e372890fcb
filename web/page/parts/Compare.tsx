import type { MetricName } from '../../../src/scoring/metric.ts';
import { usePage } from '../context.ts';
import { formatDifference } from '../format.ts';
import { type PhotoEntry, resultOf } from '../state/photo.ts';
import { modelOf } from '../state/view.ts';
import { Icon } from './Icon.tsx';
import { StatusText } from './PhotoRow.tsx';
import { Readings } from './Reading.tsx';
import { Stage } from './Stage.tsx';

/** Two photos side by side. */
export function Compare() {
  const { view } = usePage();
  const photos = view.compared.value;
  return (
    <main class="compare">
      <div class="panel-head">
        <h2>Compare</h2>
        {photos.length === 2 && (
          <button type="button" onClick={() => (view.comparedIds.value = [...view.comparedIds.value].reverse())}>
            Swap sides
          </button>
        )}
        <button type="button" onClick={() => view.go('list')}>
          <Icon name="close" />
          Close
        </button>
      </div>
      {photos.length < 2 ? (
        <p>Tick two photos in the list to see them side by side.</p>
      ) : (
        <Verdict left={photos[0]} right={photos[1]} />
      )}
      <div class="pair">
        {photos.map((photo) => (
          <Side key={photo.id} photo={photo} />
        ))}
      </div>
    </main>
  );
}

/** Which one is better, by how much. */
function Verdict({ left, right }: { readonly left: PhotoEntry; readonly right: PhotoEntry }) {
  const { session } = usePage();
  const [a, b] = [resultOf(left), resultOf(right)];
  if (a === null || b === null) return null;
  const shared = (Object.keys(a.scores) as MetricName[]).filter((metric) => b.scores[metric] !== undefined);
  return (
    <div class="verdict">
      {shared.map((metric) => {
        const model = modelOf(session, metric);
        const difference = (b.scores[metric] ?? 0) - (a.scores[metric] ?? 0);
        const betterRight = model?.better === 'lower' ? difference < 0 : difference > 0;
        return (
          <p key={metric}>
            <b class="figure">{formatDifference(Math.abs(difference), model?.range ?? null).slice(1)}</b>
            <span class="quiet">
              {metric === 'brisque' ? 'BRISQUE' : 'HyperIQA'}: {betterRight ? nameOf(right) : nameOf(left)} is better
            </span>
          </p>
        );
      })}
      {a.model !== b.model && <p>They were scored by different models: these scores cannot be compared.</p>}
    </div>
  );
}

function Side({ photo }: { readonly photo: PhotoEntry }) {
  const { view } = usePage();
  const picture = photo.picture.value;
  const result = resultOf(photo);
  return (
    <section aria-label={photo.name}>
      <h3 title={photo.name}>{nameOf(photo)}</h3>
      {result ? <Readings result={result} /> : <StatusText status={photo.status.value} />}
      {picture && (
        <>
          <Stage photo={photo} picture={picture} result={result} faces={view.showFaces.value} crops={false} />
          <p class="quiet">
            {picture.width}×{picture.height}
            {result && result.faces.length > 0 && `, ${result.faces.length} faces`}
          </p>
        </>
      )}
    </section>
  );
}

function nameOf({ name }: PhotoEntry): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
