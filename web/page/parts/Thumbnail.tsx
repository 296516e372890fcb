import { useEffect, useRef } from 'preact/hooks';

/** Of the box that it is drawn in, for screens with two pixels to the dot. */
const height = 88;

/**
 * A small picture, decoded off the main thread. A canvas and not an image: making an address for a blob waits for the
 * browser's main process, which a list of many photos would feel.
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
    // The worker made it a moment ago; should it not decode, the row goes without.
    createImageBitmap(picture, { resizeHeight: height, resizeQuality: 'medium' }).then(draw, () => undefined);
    return () => {
      gone = true;
    };
  }, [picture]);
  return <canvas ref={canvas} />;
}
