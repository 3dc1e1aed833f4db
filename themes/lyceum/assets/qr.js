// QR codes (ISO/IEC 18004): bytes at the lowest level of correction, as a code on a screen is whole. Up to version 25,
// which a phone still reads from another phone.

const QR_MOST_VERSION = 25;
// By version from 1, at level L: codewords of correction in a block, and blocks.
const QR_CORRECTION = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26];
const QR_BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12];

const QR_MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** Modules of a symbol that carry data, in codewords of eight. */
function qrCodewords(version) {
  const aligned = version > 1 ? Math.floor(version / 7) + 2 : 0;
  let modules = (16 * version + 128) * version + 64;
  if (aligned) modules -= (25 * aligned - 10) * aligned - 55;
  if (version >= 7) modules -= 36;
  return Math.floor(modules / 8);
}

const qrCapacity = (version) =>
  qrCodewords(version) - QR_CORRECTION[version - 1] * QR_BLOCKS[version - 1];

function qrMultiply(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

function qrGenerator(degree) {
  const terms = new Array(degree).fill(0);
  terms[degree - 1] = 1;
  let root = 1;
  for (let at = 0; at < degree; at += 1) {
    for (let term = 0; term < degree; term += 1) {
      terms[term] = qrMultiply(terms[term], root) ^ (terms[term + 1] ?? 0);
    }
    root = qrMultiply(root, 2);
  }
  return terms;
}

function qrRemainder(data, generator) {
  const rest = generator.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    generator.forEach((term, at) => { rest[at] ^= qrMultiply(term, factor); });
  }
  return rest;
}

/** The bytes with their head, padding and correction, in the order of the symbol. */
function qrStream(bytes, version) {
  const bits = [];
  const put = (value, length) => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >>> at) & 1);
  };
  const capacity = qrCapacity(version);
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  const data = [];
  for (let at = 0; at < bits.length; at += 8) data.push(parseInt(bits.slice(at, at + 8).join(""), 2));

  const count = QR_BLOCKS[version - 1];
  const generator = qrGenerator(QR_CORRECTION[version - 1]);
  const short = Math.floor(capacity / count);
  const firstLong = count - (capacity % count);
  const blocks = [];
  for (let at = 0, from = 0; at < count; at += 1) {
    const length = short + (at >= firstLong ? 1 : 0);
    blocks.push(data.slice(from, from + length));
    from += length;
  }
  const corrections = blocks.map((block) => qrRemainder(block, generator));
  const woven = (rows) => {
    const longest = Math.max(...rows.map((row) => row.length));
    return Array.from({ length: longest }, (_, at) => rows.map((row) => row[at]).filter((one) => one !== undefined)).flat();
  };
  return [...woven(blocks), ...woven(corrections)];
}

/** The bits of a number with the rest of its division behind it. */
function qrWithRest(value, generator, length) {
  let rest = value;
  const top = 1 << length;
  for (let at = 0; at < length; at += 1) rest = (rest << 1) ^ (rest & (top >> 1) ? generator : 0);
  return (value << length) | (rest & (top - 1));
}

function qrAlignment(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const size = version * 4 + 17;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => size - 7 - (count - 2 - at) * step)];
}

/** A grid whose `fixed` modules are those that carry no data. */
function qrFrame(version) {
  const size = version * 4 + 17;
  const grid = () => Array.from({ length: size }, () => new Array(size).fill(false));
  const [dark, fixed] = [grid(), grid()];
  const set = (x, y, isDark) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    dark[y][x] = Boolean(isDark);
    fixed[y][x] = true;
  };
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  const square = (x, y, radius, light) => {
    for (let dy = -radius; dy <= radius; dy += 1) {
      for (let dx = -radius; dx <= radius; dx += 1) {
        set(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  };
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, [2, 4]);
  const places = qrAlignment(version);
  for (const x of places) {
    for (const y of places) {
      const isFinder = (x === 6 && y === 6) || (x === 6 && y === size - 7) || (x === size - 7 && y === 6);
      if (!isFinder) square(x, y, 2, [1]);
    }
  }
  if (version >= 7) {
    const bits = qrWithRest(version, 0x1f25, 12);
    for (let at = 0; at < 18; at += 1) {
      const [near, far] = [Math.floor(at / 3), size - 11 + (at % 3)];
      set(far, near, (bits >>> at) & 1);
      set(near, far, (bits >>> at) & 1);
    }
  }
  return { size, dark, fixed, set };
}

function qrFormat({ size, set }, mask) {
  // Level L is 01.
  const bits = qrWithRest((1 << 3) | mask, 0x537, 10) ^ 0x5412;
  const bit = (at) => (bits >>> at) & 1;
  for (let at = 0; at < 15; at += 1) {
    if (at < 6) set(8, at, bit(at));
    else if (at < 8) set(8, at + 1, bit(at));
    else if (at === 8) set(7, 8, bit(at));
    else set(14 - at, 8, bit(at));
    if (at < 8) set(size - 1 - at, 8, bit(at));
    else set(8, size - 15 + at, bit(at));
  }
  set(8, size - 8, true);
}

function qrPlace({ size, dark, fixed }, stream) {
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (!fixed[y][x]) {
          dark[y][x] = Boolean((stream[at >>> 3] >>> (7 - (at & 7))) & 1);
          at += 1;
        }
      }
    }
  }
}

function qrMask({ size, dark, fixed }, mask) {
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!fixed[y][x] && QR_MASKS[mask](x, y) === 0) dark[y][x] = !dark[y][x];
    }
  }
}

/** How hard a symbol is to read: runs, blocks, false finders, too much of one shade. */
function qrPenalty({ size, dark }) {
  let penalty = 0;
  const rows = dark.map((row) => row.map(Number).join(""));
  const columns = rows.map((_, x) => rows.map((row) => row[x]).join(""));
  for (const line of [...rows, ...columns]) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
    for (const finder of ["10111010000", "00001011101"]) {
      for (let at = line.indexOf(finder); at >= 0; at = line.indexOf(finder, at + 1)) penalty += 40;
    }
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      const one = dark[y][x];
      if (one === dark[y - 1][x] && one === dark[y][x - 1] && one === dark[y - 1][x - 1]) penalty += 3;
    }
  }
  const share = rows.join("").replace(/0/g, "").length / (size * size);
  return penalty + Math.floor(Math.abs(share * 20 - 10)) * 10;
}

/** The modules of the code of a text, row by row, true where dark; null where it is too long. */
export function qrCode(text) {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  while (version <= QR_MOST_VERSION && qrCapacity(version) * 8 < 4 + (version < 10 ? 8 : 16) + bytes.length * 8) version += 1;
  if (version > QR_MOST_VERSION) return null;
  const stream = qrStream(bytes, version);
  let best = null;
  for (let mask = 0; mask < QR_MASKS.length; mask += 1) {
    const frame = qrFrame(version);
    // The format's own modules must be known to be fixed before data are placed.
    qrFormat(frame, mask);
    qrPlace(frame, stream);
    qrMask(frame, mask);
    const penalty = qrPenalty(frame);
    if (!best || penalty < best.penalty) best = { penalty, dark: frame.dark };
  }
  return best.dark;
}
