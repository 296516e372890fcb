export function exifOrientation(_bytes: Uint8Array): number {
  return 1;
}
