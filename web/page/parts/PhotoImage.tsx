import { useEffect, useRef, useState } from 'preact/hooks';
import type { Picture } from '../../protocol.ts';
import { usePage } from '../context.ts';
import type { PhotoEntry } from '../state/photo.ts';
import { useObjectUrl } from './use-object-url.ts';

interface PhotoImageProps {
  readonly photo: PhotoEntry;
  readonly picture: Picture | null;
  readonly fullSize?: boolean;
}

/**
 * Drawn by the browser or, for a file that it does not know or shows otherwise than it is scored, with the worker's help once the
 * photo is decoded.
 */
export function PhotoImage({ photo, picture, fullSize = false }: PhotoImageProps) {
  const url = useObjectUrl(photo.file ?? picture?.thumbnail ?? null);
  const [failed, setFailed] = useState<PhotoEntry | null>(null);
  if (photo.file !== null && (failed === photo || picture?.shownOtherwise)) {
    if (picture === null) return null;
    return <WorkerImage photo={photo} file={photo.file} picture={picture} fullSize={fullSize} />;
  }
  if (url === null) return null;
  const shown = picture?.turned ? 'turned' : '';
  return <img class={shown} src={url} alt={photo.name} decoding="async" onError={() => setFailed(photo)} />;
}

interface WorkerImageProps {
  readonly photo: PhotoEntry;
  readonly file: Blob;
  readonly picture: Picture;
  readonly fullSize: boolean;
}

function WorkerImage({ photo, file, picture, fullSize }: WorkerImageProps) {
  const { session } = usePage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const thumbnail = useObjectUrl(picture.thumbnail);
  const [drawn, setDrawn] = useState<Picture | null>(null);
  useEffect(() => {
    let gone = false;
    const draw = (bitmap: ImageBitmap) => {
      const context = canvas.current?.getContext('bitmaprenderer');
      if (gone || !context || !canvas.current) return bitmap.close();
      canvas.current.width = bitmap.width;
      canvas.current.height = bitmap.height;
      context.transferFromImageBitmap(bitmap);
      setDrawn(picture);
    };
    const side = fullSize ? Math.max(picture.width, picture.height) : null;
    // If this fails as well, the thumbnail remains.
    session.previews.of(photo, file, picture.turned, side).then(draw, () => setDrawn(null));
    return () => {
      gone = true;
    };
  }, [photo, picture, fullSize]);
  const isDrawn = drawn === picture;
  return (
    <>
      {!isDrawn && thumbnail && <img src={thumbnail} alt={photo.name} />}
      <canvas ref={canvas} hidden={!isDrawn} role="img" aria-label={photo.name} />
    </>
  );
}
