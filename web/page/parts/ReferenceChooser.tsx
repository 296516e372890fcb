import { useRef } from 'preact/hooks';
import { usePage } from '../context.ts';
import { count } from '../format.ts';
import { needsReference } from '../state/references.ts';
import { Icon } from './Icon.tsx';

/** Chooses the undistorted originals; shown only while a metric compares photos with them. */
export function ReferenceChooser() {
  const { session } = usePage();
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  if (!needsReference(session.settings.value.metrics)) return null;
  const { files } = session.references.value;
  const remove = files.length === 1 ? 'Remove the reference' : 'Remove the references';
  const text = files.length === 1 ? `Reference: ${files[0].name}` : count(files.length, 'reference');
  const removeAll = () => {
    session.removeReferences();
    // The button that had the keyboard focus goes.
    button.current?.focus();
  };
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
      <span class="references">
        <button
          ref={button}
          type="button"
          title={
            files.length === 1 ? files[0].name : 'One undistorted original for all photos, or several, matched by name'
          }
          onClick={() => input.current?.click()}
        >
          <span class="reference-name">{files.length === 0 ? 'Choose reference' : text}</span>
        </button>
        {files.length > 0 && (
          <button type="button" class="bare" aria-label={remove} title={remove} onClick={removeAll}>
            <Icon name="close" />
          </button>
        )}
      </span>
    </>
  );
}
