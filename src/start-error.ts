import { ChatIntegrationError } from 'nestjs-chat-integration';
import { EnvironmentError } from './config/environment-error.js';

/** Tells in words why the demo did not start; what nobody foresaw, with its stack. */
export function startErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof EnvironmentError || error instanceof ChatIntegrationError) return error.message;
  const { code, port, syscall } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen' && code === 'EADDRINUSE') {
    return `Port ${port} is in use. Stop what listens there, or give the demo another port, for example PORT=3001.`;
  }
  if (syscall === 'listen' && code === 'EACCES') {
    return `Port ${port} may not be used by this user. Give the demo another port, for example PORT=3000.`;
  }
  if (code !== undefined && UNREACHABLE.has(code)) {
    return (
      `The database cannot be reached (${code}). Start it, correct DATABASE_URL, ` +
      'or remove DATABASE_URL for an SQLite file under data/.'
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
