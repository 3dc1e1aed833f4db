// Decompresses `.lzma` files, of which the engine and the boot file are: a tenth to a
// sixth less than zlib, on what every first search fetches.
//
// The format is Igor Pavlov's, described in the LZMA SDK's `lzma-specification.txt`.
// Only what `src/compression.rs` chooses is read: up to three bits of context for
// literals, none of the position, and a known size. Written to be small.

// Where the probabilities of each kind of decision begin.
const MATCH = 0; // by state, as the next five
const REPEAT = 12;
const OTHER_REPEAT = 24; // for each of the last distances but the oldest
const LONG_REPEAT = 60;
const SLOTS = 72;
const ALIGNED = SLOTS + 4 * 64;
const LENGTHS = ALIGNED + 16;
const REPEAT_LENGTHS = LENGTHS + 2 + 2 * 8 + 256;
const DISTANCES = REPEAT_LENGTHS + 2 + 2 * 8 + 256;
const LITERALS = DISTANCES + 128;

const HEADER = 13;

const RANGE = 0;
const CODE = 1;

/**
 * @param {Uint8Array} input
 * @returns {Uint8Array}
 */
export function unlzma(input) {
  const context = input[0];
  if (context > 3) throw new Error("not an LZMA file");
  const view = new DataView(input.buffer, input.byteOffset);
  const out = new Uint8Array(view.getUint32(5, true));
  const chances = new Uint16Array(LITERALS + 8 * 0x300).fill(1024);
  let at = HEADER + 5;
  // In an array, where numbers of 32 bits need no objects.
  const coder = new Uint32Array([2 ** 32 - 1, view.getUint32(HEADER + 1)]);
  let size = 0;
  let state = 0;
  let distances = [0, 0, 0, 0];

  const narrow = () => {
    if (coder[RANGE] >= 2 ** 24) return;
    if (at >= input.length) throw new Error("ends too early");
    coder[RANGE] <<= 8;
    coder[CODE] = (coder[CODE] << 8) | input[at++];
  };
  /** One decision, by its probability, which it shifts. */
  const bit = (decision) => {
    const chance = chances[decision];
    const bound = (coder[RANGE] >>> 11) * chance;
    const value = coder[CODE] < bound ? 0 : 1;
    if (value) {
      coder[RANGE] -= bound;
      coder[CODE] -= bound;
      chances[decision] -= chance >> 5;
    } else {
      coder[RANGE] = bound;
      chances[decision] += (2048 - chance) >> 5;
    }
    narrow();
    return value;
  };
  /** Bits from the highest to the lowest, each by those before it. */
  const tree = (decisions, bits) => {
    let node = 1;
    for (let i = 0; i < bits; i++) node = 2 * node + bit(decisions + node);
    return node - (1 << bits);
  };
  /** The same from the lowest to the highest. */
  const reversed = (decisions, bits) => {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const next = bit(decisions + node);
      node = 2 * node + next;
      value += next << i;
    }
    return value;
  };
  const run = (decisions) => {
    if (!bit(decisions)) return 2 + tree(decisions + 2, 3);
    return bit(decisions + 1) ? 18 + tree(decisions + 18, 8) : 10 + tree(decisions + 10, 3);
  };
  const literal = () => {
    const decisions = LITERALS + 0x300 * (size && out[size - 1] >> (8 - context));
    let node = 1;
    // After a match the byte at the last distance is a good guess, as far as it holds.
    for (let guess = 2 * out[size - distances[0] - 1]; state > 6 && node < 256; guess *= 2) {
      const guessed = guess & 256;
      const next = bit(decisions + 256 + guessed + node);
      node = 2 * node + next;
      if (guessed >> 8 !== next) break;
    }
    while (node < 256) node = 2 * node + bit(decisions + node);
    return node;
  };
  const distance = (length) => {
    const slot = tree(SLOTS + 64 * Math.min(length - 2, 3), 6);
    if (slot < 4) return slot;
    let bits = (slot >> 1) - 1;
    let value = (2 + (slot & 1)) * 2 ** bits;
    if (slot < 14) return value + reversed(DISTANCES + value - slot, bits);
    while (bits-- > 4) {
      coder[RANGE] >>>= 1;
      if (coder[CODE] >= coder[RANGE]) {
        coder[CODE] -= coder[RANGE];
        value += 2 ** bits;
      }
      narrow();
    }
    return value + reversed(ALIGNED, 4);
  };

  while (size < out.length) {
    if (!bit(MATCH + state)) {
      out[size] = literal();
      size++;
      state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
      continue;
    }
    let length = 1;
    const before = state;
    state = before < 7 ? 7 : 10;
    if (!bit(REPEAT + before)) {
      length = run(LENGTHS);
      distances = [distance(length), ...distances.slice(0, 3)];
    } else {
      state++;
      let which = 0;
      while (which < 3 && bit(OTHER_REPEAT + 12 * which + before)) which++;
      if (!which && !bit(LONG_REPEAT + before)) state = before < 7 ? 9 : 11;
      else {
        distances.unshift(...distances.splice(which, 1));
        length = run(REPEAT_LENGTHS);
      }
    }
    if (distances[0] >= size || length > out.length - size) throw new Error("reaches too far");
    while (length--) out[size] = out[size++ - distances[0] - 1];
  }
  return out;
}
