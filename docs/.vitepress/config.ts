import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';

const docs = fileURLToPath(new URL('..', import.meta.url));

/** A heading of the sidebar over pages of `docs`; the title of a page is its first heading. */
function section(text: string, pages: readonly string[]): DefaultTheme.SidebarItem {
  return { text, items: pages.map((page) => ({ text: titleOf(page), link: `/${page}` })) };
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

/** What `npm run docs:api` has found; nothing before it has run. */
function apiSidebar(): DefaultTheme.SidebarItem[] {
  const navigation = `${docs}api/navigation.json`;
  if (!existsSync(navigation)) return [];
  const item = ({ title, path, children }: ApiEntry): DefaultTheme.SidebarItem => ({
    text: title,
    ...(path && { link: `/api/${path.replace(/\.md$/, '')}` }),
    ...(children && { items: children.map(item), collapsed: true }),
  });
  return (JSON.parse(readFileSync(navigation, 'utf8')) as ApiEntry[]).map(item);
}

export default defineConfig({
  title: 'nestjs-chat-integration',
  description: 'Single sign-on for the ImbaChat and ChatBro chat widgets in any NestJS app',
  lang: 'en',
  cleanUrls: true,
  // A dead link stops the build. The demo's own addresses are no pages.
  ignoreDeadLinks: 'localhostLinks',
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/quick-start', activeMatch: '^/(?!api|recipes|protocol)' },
      { text: 'Recipes', link: '/recipes/', activeMatch: '^/recipes/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: undefined && {
      '/': [
        section('Start', ['quick-start', 'concepts', 'dashboards']),
        section('Reference', ['options', 'endpoints', 'errors', 'events']),
        section('Operation', ['security', 'reliability']),
        section('Protocol', ['protocol/imbachat', 'protocol/chatbro']),
      ],
      '/api/': apiSidebar(),
    },
  },
});
