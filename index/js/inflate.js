// Decompresses zlib streams (RFC 1950, 1951). Written to be small; the search's files
// are too.

const LENGTHS = table(29, (i) => (i < 8 ? 0 : i === 28 ? 0 : (i >> 2) - 1), 3);
const DISTANCES = table(30, (i) => (i < 4 ? 0 : (i >> 1) - 1), 1);
LENGTHS[28].base = 258;
/** The order in which the lengths of the length codes are stored. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The first value and the number of extra bits of each code. */
function table(count, bits, base) {
  return Array.from({ length: count }, (_, i) => {
    const row = { base, bits: bits(i) };
    base += 1 << row.bits;
    return row;
  });
}

/**
 * @param {Uint8Array} input
 * @returns {Uint8Array}
 */
export function inflate(input) {
  let at = 2;
  let held = 0;
  let count = 0;
  let out = new Uint8Array(input.length * 4 + 1024);
  let size = 0;

  const bits = (wanted) => {
    while (count < wanted) {
      if (at >= input.length) throw new Error("ends too early");
      held |= input[at++] << count;
      count += 8;
    }
    const value = held & ((1 << wanted) - 1);
    held >>>= wanted;
    count -= wanted;
    return value;
  };
  const room = (wanted) => {
    if (size + wanted <= out.length) return;
    const larger = new Uint8Array(2 * (size + wanted));
    larger.set(out.subarray(0, size));
    out = larger;
  };
  /** Reads one symbol bit by bit, as in Mark Adler's `puff`. */
  const symbol = ({ counts, symbols }) => {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length++) {
      code |= bits(1);
      if (code - counts[length] < first) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new Error("no such code");
  };
  const compressed = (literals, distances) => {
    for (let value; (value = symbol(literals)) !== 256; ) {
      room(258);
      if (value < 256) {
        out[size++] = value;
        continue;
      }
      const length = LENGTHS[value - 257];
      const run = length.base + bits(length.bits);
      const distance = DISTANCES[symbol(distances)];
      const back = distance.base + bits(distance.bits);
      if (back > size) throw new Error("reaches too far back");
      for (const end = size + run; size < end; size++) out[size] = out[size - back];
    }
  };
  const stored = () => {
    held = count = 0;
    const length = input[at] | (input[at + 1] << 8);
    at += 4;
    if (at + length > input.length) throw new Error("ends too early");
    room(length);
    out.set(input.subarray(at, at + length), size);
    size += length;
    at += length;
  };
  const dynamic = () => {
    const literals = bits(5) + 257;
    const distances = bits(5) + 1;
    const coded = bits(4) + 4;
    const lengths = new Uint8Array(320);
    for (let i = 0; i < coded; i++) lengths[ORDER[i]] = bits(3);
    const code = huffman(lengths.subarray(0, 19));
    lengths.fill(0);
    for (let i = 0; i < literals + distances; ) {
      const value = symbol(code);
      if (value < 16) lengths[i++] = value;
      else {
        const repeated = value === 16 ? lengths[i - 1] : 0;
        let times = value === 16 ? 3 + bits(2) : value === 17 ? 3 + bits(3) : 11 + bits(7);
        while (times--) lengths[i++] = repeated;
      }
    }
    compressed(huffman(lengths.subarray(0, literals)), huffman(lengths.subarray(literals, literals + distances)));
  };

  if ((input[0] & 15) !== 8 || ((input[0] << 8) | input[1]) % 31) throw new Error("not a zlib stream");
  for (let last = 0; !last; ) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) stored();
    else if (kind === 1) compressed(...fixed());
    else if (kind === 2) dynamic();
    else throw new Error("no such block");
  }
  return out.slice(0, size);
}

/** A canonical code from the lengths of its symbols. */
function huffman(lengths) {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const next = new Uint16Array(17);
  for (let length = 1; length < 16; length++) next[length + 1] = next[length] + counts[length];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, value) => length && (symbols[next[length]++] = value));
  return { counts, symbols };
}

function fixed() {
  const literals = new Uint8Array(288).map((_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
  return [huffman(literals), huffman(new Uint8Array(30).fill(5))];
}
