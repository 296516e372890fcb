import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { formatScore } from '../format.ts';
import { mainRange, spreadOf, titleOf } from '../result.ts';
import { type PhotoEntry, resultOf } from '../state/photo.ts';
import { modelOf, shownResult } from '../state/view.ts';
import { Choice } from './Choice.tsx';
import { Icon } from './Icon.tsx';
import { PanPane } from './PanPane.tsx';
import { StatusText } from './PhotoRow.tsx';
import { Readings } from './Reading.tsx';
import { Stage } from './Stage.tsx';

/** Shows two photos side by side. */
export function Compare() {
  const { view } = usePage();
  const [fullSize, setFullSize] = useState(false);
  const photos = view.ticked.value;
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that opened the comparison is gone, and the keyboard focus with it.
  useEffect(() => heading.current?.focus(), []);
  return (
    <main class="compare">
      <div class="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          Compare
        </h2>
        <Choice
          label="Size"
          name="size"
          hideLabel
          value={fullSize ? 'full' : 'fit'}
          choices={[
            ['fit', 'Fit'],
            ['full', '1:1', 'One pixel of the photo per pixel of the screen; both photos move together'],
          ]}
          choose={(size) => setFullSize(size === 'full')}
        />
        {photos.length === 2 && (
          <button type="button" onClick={() => view.swapCompared()}>
            Swap
          </button>
        )}
        <button type="button" onClick={() => view.go('list')}>
          <Icon name="close" />
          Close
        </button>
      </div>
      {photos.length === 2 ? (
        <Verdict left={photos[0]} right={photos[1]} />
      ) : (
        <p>Tick two photos in the list to see them side by side.</p>
      )}
      <div class="pair">
        {photos.slice(0, 2).map((photo) => (
          <Side key={photo.id} photo={photo} fullSize={fullSize} />
        ))}
      </div>
    </main>
  );
}

/** States which one is better, and by how much. */
function Verdict({ left, right }: { readonly left: PhotoEntry; readonly right: PhotoEntry }) {
  const { session } = usePage();
  const [a, b] = [resultOf(left), resultOf(right)];
  if (a === null || b === null) return null;
  const shared = Object.keys(a.scores).filter((metric) => b.scores[metric] !== undefined);
  return (
    <div class="verdict">
      {shared.map((metric) => {
        const model = modelOf(session, metric);
        const scale = `on ${titleOf(metric)}’s scale`;
        // Also for two infinite scores, which cannot be subtracted.
        if (a.scores[metric] === b.scores[metric]) return <p key={metric}>Both are equal {scale}.</p>;
        const difference = (a.scores[metric] ?? 0) - (b.scores[metric] ?? 0);
        const leftIsBetter = model?.checkpoint.better === 'lower' ? difference < 0 : difference > 0;
        const spread = Math.max(spreadOf(a, metric), spreadOf(b, metric));
        return (
          <p key={metric}>
            <span>{nameOf(leftIsBetter ? left : right)} is better by</span>
            <b class="figure">{formatScore(Math.abs(difference), model?.checkpoint.range ?? null)}</b>
            <span class="quiet">
              {scale}
              {Math.abs(difference) < spread && ', less than the crops\u2019 spread'}
            </span>
          </p>
        );
      })}
      {a.model !== b.model && <p>They were scored by different models: these scores cannot be compared.</p>}
    </div>
  );
}

interface SideProps {
  readonly photo: PhotoEntry;
  readonly fullSize: boolean;
}

function Side({ photo, fullSize }: SideProps) {
  const { session, view } = usePage();
  const picture = photo.picture.value;
  const result = shownResult(session, photo);
  return (
    <section aria-label={photo.name}>
      <h3 title={photo.name}>{nameOf(photo)}</h3>
      {result ? <Readings result={result} /> : <StatusText status={photo.status.value} />}
      {picture && (
        <>
          <PanPane picture={picture} fullSize={fullSize} onScroll={panTogether}>
            <Stage
              photo={photo}
              picture={picture}
              result={result}
              faces={view.showFaces.value}
              crops={false}
              fullSize={fullSize}
            />
          </PanPane>
          <p class="quiet">
            {picture.width}×{picture.height}
            {result?.faces.map((face) => `, face ${formatScore(face.score, mainRange(face))}`)}
          </p>
        </>
      )}
    </section>
  );
}

/** Scrolls the other photo to the same position, relative to its size. */
function panTogether({ currentTarget: moved }: { readonly currentTarget: HTMLElement }): void {
  const share = (at: number, whole: number, seen: number) => at / Math.max(whole - seen, 1);
  const across = share(moved.scrollLeft, moved.scrollWidth, moved.clientWidth);
  const down = share(moved.scrollTop, moved.scrollHeight, moved.clientHeight);
  for (const other of document.querySelectorAll<HTMLElement>('.pan')) {
    const left = Math.round(across * (other.scrollWidth - other.clientWidth));
    const top = Math.round(down * (other.scrollHeight - other.clientHeight));
    // Within a pixel it is already there; setting it again would send scroll events back and forth.
    const there = Math.abs(other.scrollLeft - left) <= 1 && Math.abs(other.scrollTop - top) <= 1;
    if (other !== moved && !there) other.scrollTo(left, top);
  }
}

function nameOf({ name }: PhotoEntry): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
