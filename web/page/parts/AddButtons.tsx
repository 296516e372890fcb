import { useRef } from 'preact/hooks';
import { usePage } from '../context.ts';
import { fromFiles } from '../intake.ts';
import { takeIn } from '../take-in.ts';
import { Icon } from './Icon.tsx';

/** Missing in Preact's types. */
const wholeFolder = { webkitdirectory: true };

/** Buttons for photos, a folder and the camera; `main` for the empty page, where they are the main action. */
export function AddButtons({ main }: { readonly main?: boolean }) {
  const { session, view } = usePage();
  const photos = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const take = (event: { readonly currentTarget: HTMLInputElement }) => {
    const input = event.currentTarget;
    takeIn(session, fromFiles(input.files ?? []));
    // So that the same file can be chosen again.
    input.value = '';
  };
  return (
    <div class="add-buttons">
      <input ref={photos} class="chooser" type="file" multiple hidden aria-label="Photos or weights" onChange={take} />
      <input
        ref={folder}
        class="folder-chooser"
        type="file"
        {...wholeFolder}
        hidden
        aria-label="Folder of photos"
        onChange={take}
      />
      <button type="button" class={main ? 'main big' : 'main'} onClick={() => photos.current?.click()}>
        <Icon name="photos" />
        {main ? 'Choose photos' : 'Add photos'}
      </button>
      <button
        type="button"
        class={main ? 'big' : 'compact'}
        title="Choose a folder"
        onClick={() => folder.current?.click()}
      >
        <Icon name="folder" />
        <span>{main ? 'Choose a folder' : 'Folder'}</span>
      </button>
      <button
        type="button"
        class={main ? 'big' : 'compact'}
        title="Take a photo"
        onClick={() => view.openDialog('camera')}
      >
        <Icon name="camera" />
        <span>{main ? 'Take a photo' : 'Camera'}</span>
      </button>
    </div>
  );
}
