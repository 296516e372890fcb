import { metricModels } from '../../../src/models/registry.ts';
import { usePage } from '../context.ts';
import { landmarksReason } from '../state/landmarks.ts';
import { modelOf } from '../state/view.ts';

/** Chooses the metrics of faces, and whether their landmarks are found. */
export function FaceSettings() {
  const { session } = usePage();
  const { faceMetric, landmarks } = session.settings.value;
  const reason = landmarksReason(session.settings.value, session.models.value);
  const usable = metricModels.filter(
    ({ name, judges }) => name === faceMetric || (judges === 'face' && modelOf(session, name) !== null),
  );
  return (
    <>
      {usable.length > 0 && (
        <label class="setting" title="Metrics made for faces, or the photo’s metric">
          <span>Faces by</span>
          <select
            value={faceMetric ?? ''}
            onChange={({ currentTarget: { value } }) => session.change({ faceMetric: value === '' ? null : value })}
          >
            <option value="">the photo’s metric</option>
            {usable.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="tick" title={reason ?? 'Find 68 landmarks of each face, and show it aligned'}>
        <input
          type="checkbox"
          checked={landmarks || reason !== null}
          disabled={reason !== null}
          title={reason ?? undefined}
          onChange={(event) => session.change({ landmarks: event.currentTarget.checked })}
        />
        Landmarks{reason !== null && ' (needed)'}
      </label>
    </>
  );
}
