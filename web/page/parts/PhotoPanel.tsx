import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { failureWords, formatBytes, formatMilliseconds, lastAttemptWords } from '../format.ts';
import { cropMetric } from '../result.ts';
import { failureOf, type PhotoEntry, resultOf } from '../state/photo.ts';
import { shownResult } from '../state/view.ts';
import { Checklist } from './Checklist.tsx';
import { Choice } from './Choice.tsx';
import { CropList } from './CropList.tsx';
import { FaceList } from './FaceList.tsx';
import { Icon } from './Icon.tsx';
import { PanPane } from './PanPane.tsx';
import { PhotoImage } from './PhotoImage.tsx';
import { StatusText } from './PhotoRow.tsx';
import { Readings } from './Reading.tsx';
import { Stage } from './Stage.tsx';

/** Shows everything that is known of the selected photo. */
export function PhotoPanel() {
  const { view } = usePage();
  const photo = view.selected.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const place = view.place.value;

  // The keyboard focus moves to a photo that is opened, and back to its row afterwards.
  useEffect(() => {
    const row = document.querySelector<HTMLElement>('.open[aria-current]');
    if (place === 'photo') heading.current?.focus();
    else if (document.activeElement === document.body || heading.current?.contains(document.activeElement)) {
      row?.focus({ preventScroll: true });
      // In low windows the bars may fill the screen.
      row?.closest('.table-scroll')?.scrollIntoView({ block: 'nearest' });
    }
  }, [place]);

  if (photo === null) return null;
  return (
    <section class="photo-panel" aria-labelledby="photo-name">
      <div class="panel-head">
        <button type="button" class="bare back" aria-label="Back to the list" onClick={() => view.go('list')}>
          <Icon name="back" />
        </button>
        <h2 id="photo-name" ref={heading} tabIndex={-1} title={photo.name}>
          {photo.name.slice(photo.name.lastIndexOf('/') + 1)}
        </h2>
        <PhotoActions photo={photo} />
      </div>
      <PhotoBody key={photo.id} photo={photo} />
    </section>
  );
}

function PhotoActions({ photo }: { readonly photo: PhotoEntry }) {
  const { session, view } = usePage();
  const ticked = view.tickedIds.value.includes(photo.id);
  const remove = () => {
    const photos = view.ordered.value;
    const at = photos.indexOf(photo);
    view.selectedId.value = (photos[at + 1] ?? photos[at - 1])?.id ?? null;
    const undo = session.remove([photo]);
    const text = `${photo.name} removed from the list.`;
    session.notices.show({ kind: 'news', text, action: { label: 'Undo', run: undo } });
    view.go('list');
  };

  return (
    <>
      <button type="button" class="compact" aria-pressed={ticked} onClick={() => view.toggleTicked(photo.id)}>
        <Icon name="tick" />
        <span>Select</span>
      </button>
      <button
        type="button"
        class="compact"
        aria-label="Remove from the list"
        title="Remove from the list"
        onClick={remove}
      >
        <Icon name="bin" />
      </button>
    </>
  );
}

function PhotoBody({ photo }: { readonly photo: PhotoEntry }) {
  const { session, view } = usePage();
  const [crop, setCrop] = useState<number | null>(null);
  const [fullSize, setFullSize] = useState(false);
  const status = photo.status.value;
  const failed = failureOf(photo.status);
  const picture = photo.picture.value;
  const result = shownResult(session, photo);
  const facesSought = status.kind === 'scored' && status.facesSought && session.settings.value.faces;
  const warnings = [...(picture?.warnings ?? []), ...(result?.failures ?? []).map(failureWords)];
  const rotate = () => {
    session.change({ autoOrient: true });
    session.score([photo]);
    // This button goes, and the keyboard focus with it.
    document.getElementById('photo-name')?.focus();
  };
  return (
    <div class="panel-body">
      {result && <Readings result={result} />}
      {result?.requirements && <Checklist verdicts={result.requirements} />}
      {failed && (
        <div class="failed">
          <p>{result === null ? failed.error.message : lastAttemptWords(failed.error)}</p>
          <button type="button" onClick={() => session.score([photo])}>
            <Icon name="again" />
            Try again
          </button>
        </div>
      )}
      {warnings.length > 0 && (
        <ul class="warnings" aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning}>
              <Icon name="problem" />
              {warning}
            </li>
          ))}
        </ul>
      )}
      {result === null && status.kind !== 'failed' && (
        <p class="pending">
          <StatusText status={status} />
        </p>
      )}
      <div class="panel-main">
        {picture === null && status.kind !== 'failed' && (
          <figure class="plain">
            <PhotoImage photo={photo} picture={null} />
          </figure>
        )}
        {picture && (
          <figure class={fullSize ? 'full' : ''} style={{ '--ratio': picture.width / picture.height }}>
            <PanPane picture={picture} fullSize={fullSize}>
              <Stage
                photo={photo}
                picture={picture}
                result={result}
                faces={view.showFaces.value}
                crops={view.showCrops.value}
                crop={crop}
                fullSize={fullSize}
              />
            </PanPane>
            <figcaption class="row">
              {photo.file !== null && (
                <Choice
                  label="Zoom"
                  name="zoom"
                  hideLabel
                  value={fullSize ? 'full' : 'fit'}
                  choices={[
                    ['fit', 'Fit'],
                    ['full', '1:1', 'One pixel of the photo per pixel of the screen; drag the photo to move it'],
                  ]}
                  choose={(zoom) => setFullSize(zoom === 'full')}
                />
              )}
              {result && result.faces.length > 0 && <Toggle label="Faces" state={view.showFaces} />}
              {result?.crops && <Toggle label="Crops" state={view.showCrops} />}
              {picture.orientation > 1 && (
                <span class="quiet">
                  Shown and scored as stored; viewers would rotate it.{' '}
                  {photo.file !== null && (
                    <button type="button" class="bare link" onClick={rotate}>
                      Rotate it, and score it again
                    </button>
                  )}
                </span>
              )}
              {photo.file === null && (
                <span class="quiet">
                  Only scores and a small picture are kept: add the photo again to see all of it or to score it again.
                </span>
              )}
            </figcaption>
          </figure>
        )}
        <div class="aside">
          {result && picture && result.faces.length > 0 && <FaceList photo={photo} picture={picture} result={result} />}
          {result && result.faces.length === 0 && facesSought && <p class="quiet">No face found.</p>}
          <Facts photo={photo} />
        </div>
      </div>
      {result?.crops && view.showCrops.value && picture && (
        <CropList crops={result.crops} metric={cropMetric(result)} picture={picture} crop={crop} choose={setCrop} />
      )}
    </div>
  );
}

function Facts({ photo }: { readonly photo: PhotoEntry }) {
  const picture = photo.picture.value;
  const result = resultOf(photo);
  return (
    <dl class="facts">
      {picture && (
        <>
          <dt>Size</dt>
          <dd>
            {picture.width}×{picture.height}, {formatBytes(photo.bytes)}
          </dd>
        </>
      )}
      {result && (
        <>
          <dt>Model</dt>
          <dd>{result.model.replaceAll(',', ', ')}</dd>
          <dt>Time</dt>
          <dd>{formatMilliseconds(result.milliseconds)}</dd>
        </>
      )}
    </dl>
  );
}

function Toggle({ label, state }: { readonly label: string; readonly state: { value: boolean } }) {
  const flip = () => {
    state.value = !state.value;
  };
  return (
    <label class="tick">
      <input type="checkbox" checked={state.value} onChange={flip} />
      {label}
    </label>
  );
}
