import { useRef } from 'preact/hooks';
import { usePage } from '../context.ts';
import { count } from '../format.ts';
import { needsReference } from '../state/references.ts';

/** Chooses the undistorted originals; shown only while a metric compares photos with them. */
export function ReferenceChooser() {
  const { session } = usePage();
  const input = useRef<HTMLInputElement>(null);
  if (!needsReference(session.settings.value.metrics)) return null;
  const { files } = session.references.value;
  const text = files.length === 1 ? `Reference: ${files[0].name}` : count(files.length, 'reference');
  return (
    <>
      <input
        ref={input}
        class="reference-chooser"
        type="file"
        multiple
        hidden
        aria-label="Reference photos"
        onChange={({ currentTarget }) => {
          const chosen = [...(currentTarget.files ?? [])];
          if (chosen.length > 0) session.chooseReferences(chosen.map((file) => ({ file, name: file.name })));
          currentTarget.value = '';
        }}
      />
      <button
        type="button"
        title="One undistorted original for all photos, or several, matched by name"
        onClick={() => input.current?.click()}
      >
        {files.length === 0 ? 'Choose reference' : text}
      </button>
    </>
  );
}
