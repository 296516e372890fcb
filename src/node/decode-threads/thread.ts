/** The script of a decoding thread: decodes photos, and resizes them as metrics will. */
import type { DecodedPhoto } from '../../image/photo.ts';
import { copiesOf } from '../../image/resized-copies.ts';
import { findMetric } from '../../models/registry.ts';
import { decodePhotoBytes } from '../../platform/decode.ts';
import { answerTasks } from '../../platform/thread-pool.ts';
import type { DecodeAnswer, DecodeTask, PlanName } from './messages.ts';

answerTasks<DecodeTask, DecodeAnswer>(async (task) => {
  const { photo, copies } = await answerTo(task);
  const pixels = photo === null ? [] : [photo, ...copies];
  return [{ photo, copies }, pixels.map(({ data }) => data.buffer as ArrayBuffer)];
});

async function answerTo({ bytes, options, plans }: DecodeTask): Promise<DecodeAnswer> {
  try {
    const photo = await decodePhotoBytes(bytes, 'the photo', options);
    for (const name of plans) resizeFor(photo, name);
    // A buffer of sharp's cannot be moved to another thread: it would be copied twice on the way.
    return { photo: { ...photo, data: new Uint8Array(photo.data) }, copies: copiesOf(photo) };
  } catch {
    return { photo: null, copies: [] };
  }
}

function resizeFor(photo: DecodedPhoto, { model, protocol }: PlanName): void {
  const found = findMetric(model)?.protocols.find(({ name }) => name === protocol);
  try {
    found?.plan(photo, {});
  } catch {
    // A photo that the protocol refuses is refused again when it is scored.
  }
}
