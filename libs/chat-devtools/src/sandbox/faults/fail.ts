import type { Socket } from 'node:net';
import type { ReplyService } from 'nestjs-chat-integration/internal/http';
import type { SandboxFault } from './sandbox-faults.js';

/**
 * Responds as a failing server does.
 *
 * @returns whether the call has failed; for a code, the caller responds with the vendor's own error.
 */
export function fail(
  fault: SandboxFault | undefined,
  socket: Socket,
  response: unknown,
  reply: ReplyService,
): boolean {
  if (fault === undefined || typeof fault === 'number') return false;
  if (fault === 'close') socket.destroy();
  if (fault === 'garbage') reply.jsonText(response, '{"success":tr');
  // A call that hangs gets no response.
  return true;
}
