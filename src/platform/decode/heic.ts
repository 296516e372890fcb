/** Decodes HEIC by libheif in WebAssembly, an optional package (docs/FAQ.md says why). */
import { createRequire } from 'node:module';
import { heicAdvice, heicNotRead } from '../../image/heic.ts';
import type { Photo } from '../../image/photo.ts';
import { damaged, unsupported } from '../../image/photo-fault.ts';
import type { OpenedPhoto } from '../../image/opened.ts';

/** The entry that embeds its WebAssembly; the other one loads it from the working directory. */
const packageEntry = 'libheif-js/wasm-bundle.js';

/** Addresses of its objects in WebAssembly's memory. */
type Context = object;
type Handle = object;

/** The status that its functions return; code 0 is success. */
interface Status {
  readonly code: unknown;
  readonly message: string;
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly data: Uint8Array;
}

/** The functions that are used. The package's classes print errors on standard output, so they are not. */
interface Libheif {
  readonly heif_error_Ok: unknown;
  readonly heif_colorspace_RGB: unknown;
  readonly heif_chroma_interleaved_RGB: unknown;
  heif_context_alloc(): Context;
  heif_context_free(context: Context): void;
  heif_context_read_from_memory(context: Context, bytes: Uint8Array): Status;
  heif_js_context_get_list_of_top_level_image_IDs(context: Context): readonly number[] | Status;
  heif_js_context_get_image_handle(context: Context, id: number): Handle | Status;
  heif_image_handle_is_primary_image(handle: Handle): boolean;
  heif_image_handle_get_width(handle: Handle): number;
  heif_image_handle_get_height(handle: Handle): number;
  heif_image_handle_release(handle: Handle): void;
  heif_js_decode_image2(
    handle: Handle,
    colours: unknown,
    chroma: unknown,
  ): Promise<{ readonly channels: readonly Plane[]; readonly image: object } | Status>;
  heif_image_release(image: object): void;
}

/** Whether the package is installed. */
export function heicIsRead(): boolean {
  try {
    createRequire(import.meta.url).resolve(packageEntry);
    return true;
  } catch {
    return false;
  }
}

/**
 * Decodes the primary picture, turned as the file's boxes say, like every HEIC decoder. @throws PhotoFault when it is damaged.
 */
export async function openHeic(bytes: Uint8Array): Promise<OpenedPhoto> {
  if (!heicIsRead()) {
    throw unsupported(
      `${heicNotRead} without the package libheif-js: npm install --no-save libheif-js, or ${heicAdvice}`,
    );
  }
  const libheif = ((await import(packageEntry)) as { readonly default: Libheif }).default;
  const { width, height } = await withPrimary(libheif, bytes, async (handle) => sizeOf(libheif, handle));
  const decode = async () => ({
    ...(await withPrimary(libheif, bytes, (handle) => read(libheif, handle))),
    warnings: [],
  });
  return { width, height, decode };
}

function sizeOf(libheif: Libheif, handle: Handle) {
  return { width: libheif.heif_image_handle_get_width(handle), height: libheif.heif_image_handle_get_height(handle) };
}

/** Frees the objects in WebAssembly's memory, which is not garbage collected. */
async function withPrimary<T>(libheif: Libheif, bytes: Uint8Array, work: (handle: Handle) => Promise<T>): Promise<T> {
  const context = libheif.heif_context_alloc();
  const handles: Handle[] = [];
  try {
    const status = libheif.heif_context_read_from_memory(context, bytes);
    if (status.code !== libheif.heif_error_Ok) throw heicDamaged(status);
    const ids = libheif.heif_js_context_get_list_of_top_level_image_IDs(context);
    if (!Array.isArray(ids)) throw heicDamaged(ids as Status);
    for (const id of ids) {
      const handle = libheif.heif_js_context_get_image_handle(context, id);
      if (isStatus(handle)) throw heicDamaged(handle);
      handles.push(handle);
      if (libheif.heif_image_handle_is_primary_image(handle)) return await work(handle);
    }
    throw damaged('its boxes hold no HEIC picture');
  } finally {
    for (const handle of handles) libheif.heif_image_handle_release(handle);
    libheif.heif_context_free(context);
  }
}

async function read(libheif: Libheif, handle: Handle): Promise<Photo> {
  const { heif_colorspace_RGB: colours, heif_chroma_interleaved_RGB: chroma } = libheif;
  const decoded = await libheif.heif_js_decode_image2(handle, colours, chroma);
  if (isStatus(decoded)) throw heicDamaged(decoded);
  try {
    const { width, height, stride, data: rows } = decoded.channels[0]!;
    const data = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) data.set(rows.subarray(y * stride, y * stride + width * 3), y * width * 3);
    return { width, height, data };
  } finally {
    libheif.heif_image_release(decoded.image);
  }
}

function isStatus(value: object): value is Status {
  return 'code' in value && 'message' in value;
}

function heicDamaged({ message }: Status): Error {
  const words = message.replace(/^Decoder plugin generated an error: |[.:\s]+$/g, '');
  return damaged(`its HEIC picture cannot be decoded (${words})`);
}
