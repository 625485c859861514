import { describe, expect, it } from 'vitest';
import { demoMember } from '../members/demo-member.js';
import type { Member } from '../members/member.entity.js';
import { layout } from './layout.js';

const page = { title: 'Titles & <more>', section: '/members', body: '<p>Body</p>' } as const;
const member = (id: number): Member => ({ ...demoMember(id), passwordHash: '' });

describe('layout', () => {
  it('escapes the title but not the body', () => {
    const html = layout({ page, visitor: null, widgets: '' });
    expect(html).toContain('<title>Titles &amp; &lt;more&gt; · Village Green</title>');
    expect(html).toContain('<p>Body</p>');
  });

  it('marks the link of the current section', () => {
    const html = layout({ page, visitor: null, widgets: '' });
    expect(html.match(/aria-current/g)).toHaveLength(1);
    expect(html).toContain('<a href="/members" aria-current="page">');
  });

  it('adds the unescaped widgets at the end of the body', () => {
    const html = layout({ page, visitor: null, widgets: '<script nonce="n">chat()</script>' });
    expect(html).toMatch(/<script nonce="n">chat\(\)<\/script>\n*<\/body>/);
  });

  it('shows the login link to guests and the logout button to members', () => {
    const guests = layout({ page, visitor: null, widgets: '' });
    expect(guests).toContain('href="/login"');
    expect(guests).not.toContain('action="/logout"');
    const members = layout({ page, visitor: member(1), widgets: '' });
    expect(members).toContain('action="/logout"');
    expect(members).not.toContain('href="/login"');
  });

  it('links to the moderation page only for moderators', () => {
    const moderation = (visitor: Member | null) =>
      layout({ page, visitor, widgets: '' }).includes('href="/moderation"');
    expect([member(1), member(2), null].map(moderation)).toEqual([true, false, false]);
  });

  it('escapes the name of the visitor', () => {
    const html = layout({ page, visitor: member(4), widgets: '' });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;/script&gt;');
  });
});
