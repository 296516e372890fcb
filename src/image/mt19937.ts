/** The Mersenne Twister of Matsumoto and Nishimura (1998), the generator behind torch.manual_seed on the CPU. */

const size = 624;
const middle = 397;

/**
 * A generator of uniform 32-bit unsigned integers, seeded as by `torch.manual_seed(seed)`: the lowest 32 bits of the integer
 * count, so negative seeds are allowed.
 */
export function mt19937(seed: number): () => number {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i++) {
    const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(1812433253, previous) + i;
  }
  let next = size;

  function refill(): void {
    for (let i = 0; i < size; i++) {
      const joined = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff);
      state[i] = state[(i + middle) % size]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    next = 0;
  }

  return () => {
    if (next === size) refill();
    let value = state[next++]!;
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c5680;
    value ^= (value << 15) & 0xefc60000;
    value ^= value >>> 18;
    return value >>> 0;
  };
}
