import { describe, expect, it } from 'vitest';
import { demoMember } from '../members/demo-member.js';
import type { Member } from '../members/member.entity.js';
import { layout } from './layout.js';

const page = { title: 'Titles & <more>', section: '/members', body: '<p>Body</p>' } as const;
const member = (id: number): Member => ({ ...demoMember(id), passwordHash: '' });

describe('layout', () => {
  it('escapes the title and leaves the body as it is', () => {
    const html = layout({ page, visitor: null, widgets: '' });
    expect(html).toContain('<title>Titles &amp; &lt;more&gt; · Village Green</title>');
    expect(html).toContain('<p>Body</p>');
  });

  it('marks where one is', () => {
    const html = layout({ page, visitor: null, widgets: '' });
    expect(html.match(/aria-current/g)).toHaveLength(1);
    expect(html).toContain('<a href="/members" aria-current="page">');
  });

  it('puts the widgets at the end of the body, as they are', () => {
    const html = layout({ page, visitor: null, widgets: '<script nonce="n">chat()</script>' });
    expect(html).toMatch(/<script nonce="n">chat\(\)<\/script>\n*<\/body>/);
  });

  it('offers a guest to log in and a member to log out', () => {
    const guests = layout({ page, visitor: null, widgets: '' });
    expect(guests).toContain('href="/login"');
    expect(guests).not.toContain('action="/logout"');
    const members = layout({ page, visitor: member(1), widgets: '' });
    expect(members).toContain('action="/logout"');
    expect(members).not.toContain('href="/login"');
  });

  it('leads moderators, and nobody else, to the moderation', () => {
    const moderation = (visitor: Member | null) =>
      layout({ page, visitor, widgets: '' }).includes('href="/moderation"');
    expect([member(1), member(2), null].map(moderation)).toEqual([true, false, false]);
  });

  it('escapes the visitor', () => {
    const html = layout({ page, visitor: member(4), widgets: '' });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;/script&gt;');
  });
});
