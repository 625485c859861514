import { ChatIntegrationError } from 'nestjs-chat-integration';
import { EnvironmentError } from './config/environment-error.js';

/** Returns the reason why the demo did not start. For unknown errors, this is the stack trace. */
export function startErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof EnvironmentError || error instanceof ChatIntegrationError) return error.message;
  const { code, port, syscall } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen' && code === 'EADDRINUSE') {
    return `Port ${port} is already in use. Stop the process that uses it, or set another port, for example PORT=3001.`;
  }
  if (syscall === 'listen' && code === 'EACCES') {
    return `This user does not have permission to use port ${port}. Set another port, for example PORT=3000.`;
  }
  if (code !== undefined && UNREACHABLE.has(code)) {
    return (
      `Could not connect to the database (${code}). Start the database, correct DATABASE_URL, ` +
      'or remove DATABASE_URL to use an SQLite file under data/.'
    );
  }
  return error.stack ?? error.message;
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
