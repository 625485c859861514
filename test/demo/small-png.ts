import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const BYTES = 3;

/** Reduces a PNG to its 256 most frequent colours, which makes it about a third of the size. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += BYTES) {
    const color = pixels.readUIntBE(at, BYTES);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const palette = [...counts.keys()].toSorted((a, b) => counts.get(b)! - counts.get(a)!).slice(0, 256);
  const indices = new Map([...counts.keys()].map((color) => [color, nearest(palette, color)]));

  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = pixels.readUIntBE((y * width + x) * BYTES, BYTES);
      rows[y * (width + 1) + 1 + x] = indices.get(color)!;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((color) => channels(color)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Decodes a screenshot of Chromium, with 8 bits per channel and no transparency. */
function decode(png: Buffer) {
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const [width, height, format] = [png.readUInt32BE(16), png.readUInt32BE(20), png.readUInt16BE(24)];
  if (format !== 0x0802)
    throw new TypeError('Expected a PNG with 8 bits per channel and without transparency.');
  const filtered = inflateSync(Buffer.concat(data));
  const stride = width * BYTES;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    for (let x = 0; x < stride; x++) {
      const to = y * stride + x;
      const left = x >= BYTES ? pixels[to - BYTES]! : 0;
      const up = y > 0 ? pixels[to - stride]! : 0;
      const corner = x >= BYTES && y > 0 ? pixels[to - stride - BYTES]! : 0;
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      pixels[to] = filtered[from + 1 + x]! + guesses[filtered[from]!]!;
    }
  }
  return { width, height, pixels };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function nearest(palette: readonly number[], color: number): number {
  const target = channels(color);
  const distances = palette.map((one) =>
    channels(one).reduce((sum, channel, i) => sum + (channel - target[i]!) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

function channels(color: number): number[] {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(content), 4);
  return Buffer.concat([frame.subarray(0, 4), content, frame.subarray(4)]);
}
