/** Counter-based random bits: each word is computed from a seed and its index alone, identically on the CPU and in shaders. */

/**
 * The 32 bits at place `index` of the sequence with seed `start`: the finaliser of MurmurHash3. Implemented identically in
 * shaders/lib/counter-hash.wgsl and tools/reference/synthetic.py.
 */
export function hashIndex(start: number, index: number): number {
  let hash = start ^ Math.imul(index, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
