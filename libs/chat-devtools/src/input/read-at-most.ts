/**
 * Reads a stream of bytes as UTF-8, but no further than the limit.
 *
 * @returns the text, as sent; `undefined` if the stream has more bytes.
 */
export async function readAtMost(
  maxBytes: number,
  stream: AsyncIterable<Uint8Array | string> | null,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop closes the stream.
  for await (const chunk of stream ?? []) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(bytes);
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks));
}
