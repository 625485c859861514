import type { Plugin } from 'vitest/config';

export function inlineTexts(): { code: string; files: string[] };
export function inlineTextsPlugin(): Plugin;
