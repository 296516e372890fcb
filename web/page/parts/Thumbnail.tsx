import { useEffect, useRef } from 'preact/hooks';

/** The box's height for screens with two pixels per CSS pixel. */
const height = 88;

/**
 * A thumbnail, decoded off the main thread. A canvas instead of an image, because creating a blob's address waits for the
 * browser's main process, which is noticeable with many photos.
 */
export function Thumbnail({ picture }: { readonly picture: Blob }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    const draw = (bitmap: ImageBitmap) => {
      if (gone || canvas.current === null) return bitmap.close();
      canvas.current.width = bitmap.width;
      canvas.current.height = bitmap.height;
      canvas.current.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
    };
    // The worker has just made it; if it cannot be decoded, the row has no thumbnail.
    createImageBitmap(picture, { resizeHeight: height, resizeQuality: 'medium' }).then(draw, () => undefined);
    return () => {
      gone = true;
    };
  }, [picture]);
  return <canvas ref={canvas} />;
}
