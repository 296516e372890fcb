/** The SHA-256 in hexadecimal. Holds all bytes in memory at once, as the browser's digest requires. */
export async function sha256Of(bytes: Blob | BufferSource): Promise<string> {
  const data = bytes instanceof Blob ? await bytes.arrayBuffer() : bytes;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
