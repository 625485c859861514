import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { NAVIGATION } from './navigation.js';

const docs = fileURLToPath(new URL('..', import.meta.url));

/** Builds the sidebar; each page appears with its first heading. */
function guideSidebar(): DefaultTheme.SidebarItem[] {
  return Object.entries(NAVIGATION).map(([text, pages]) => ({
    text,
    items: pages.map((page) => ({ text: titleOf(page), link: `/${page}` })),
  }));
}

function titleOf(page: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(`${docs}${page}.md`, 'utf8')) ?? [];
  return title ?? page;
}

interface ApiEntry {
  readonly title: string;
  readonly path?: string;
  readonly children?: readonly ApiEntry[];
}

/** Builds the sidebar of the API from the output of `npm run docs:api`. */
function apiSidebar(): DefaultTheme.SidebarItem[] {
  const item = ({ title, path, children }: ApiEntry): DefaultTheme.SidebarItem => ({
    text: title,
    ...(path && { link: `/api/${path.replace(/\.md$/, '')}` }),
    ...(children && { items: children.map(item), collapsed: true }),
  });
  return (JSON.parse(readFileSync(`${docs}api/navigation.json`, 'utf8')) as ApiEntry[]).map(item);
}

// VitePress fails on a dead link by default.
export default defineConfig({
  title: 'nestjs-chat-integration',
  description: 'Adds hosted chat widgets to NestJS apps and signs your own users in to them',
  lang: 'en',
  cleanUrls: true,
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: { '/': guideSidebar(), '/api/': apiSidebar() },
  },
});
