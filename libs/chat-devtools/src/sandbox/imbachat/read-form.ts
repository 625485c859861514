import type { IncomingHttpHeaders } from 'node:http';
import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';

/** The maximum length of a form, in bytes. */
export const MAX_FORM_BYTES = 200_000;

/** The part of a request that is read. On Express it is the stream of the body, if no parser has read it. */
export interface FormRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
  [Symbol.asyncIterator]?(): AsyncIterator<Uint8Array>;
}

/** Reads the text fields of a multipart form. @throws {BadRequestException} when the request has none. */
export async function readForm(request: FormRequest): Promise<Readonly<Record<string, string>>> {
  const bytes = Buffer.isBuffer(request.body) ? request.body : await readStream(request);
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  try {
    const form = await new Response(new Uint8Array(bytes), { headers }).formData();
    return Object.fromEntries(
      [...form].filter((field): field is [string, string] => typeof field[1] === 'string'),
    );
  } catch {
    throw new BadRequestException('Expected a multipart form but got something else.');
  }
}

async function readStream(request: FormRequest): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (!request[Symbol.asyncIterator]) return Buffer.alloc(0);
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > MAX_FORM_BYTES) throw new PayloadTooLargeException('The form is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
