import type { ImbaChatLook, ImbaChatWidgetParams } from 'nestjs-chat-browser/imbachat';
import { startImbaChat } from 'nestjs-chat-browser/inline';
import { describe, expect, it } from 'vitest';
import { numbersOf, resolvedImbaChat } from '../../../../test/support/options.js';
import type { UserId } from '../users/user-id.js';
import { isChatWidget } from '../widgets/chat-widget.js';
import { imbaChatWidget } from './imbachat-widget.js';
import type { ImbaChatOptions } from './imbachat.options.js';
import { IdentityUserNumbers, InvalidUserNumberError, UserNumbers } from './protocol/user-numbers.js';
import { TokenService } from './token.service.js';

const UUID = '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';

class MappedUserNumbers extends UserNumbers {
  override async numbersOf(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    return new Map(ids.map((id) => [id, 7]));
  }

  override async idsOf(): Promise<ReadonlyMap<number, UserId>> {
    return new Map();
  }
}

function setUp(options?: Partial<ImbaChatOptions>, userNumbers: UserNumbers = new IdentityUserNumbers()) {
  const resolved = resolvedImbaChat({ clock: () => 0, ...options });
  const tokens = new TokenService(resolved);
  const widget = imbaChatWidget(resolved, tokens, numbersOf(userNumbers));
  const paramsFor = async (id: UserId | null, page: ImbaChatLook = {}) => {
    const visitor = id === null ? null : { id, name: 'Ada' };
    return (await widget.params({ visitor, request: {}, page })) as ImbaChatWidgetParams;
  };
  return { widget, tokens, paramsFor };
}

describe('imbaChatWidget', () => {
  it('returns a usable widget that starts ImbaChat', () => {
    const { widget } = setUp();
    expect(isChatWidget(widget)).toBe(true);
    expect(widget).toMatchObject({ name: 'imbachat', start: startImbaChat });
  });

  it('has the number and the token of a signed-in visitor in its parameters', async () => {
    const { tokens, paramsFor } = setUp();
    expect(await paramsFor(42)).toStrictEqual({
      scriptUrl: 'https://api.imbachat.com/imbachat/v1/276/widget',
      options: { user_id: 42, token: tokens.issue(42) },
    });
  });

  it('has the number of the support user, if the options name it', async () => {
    expect(await setUp({ supportUserNumber: 9 }).paramsFor(null)).toMatchObject({ supportUserNumber: 9 });
  });

  it('has neither number nor token for a guest', async () => {
    expect((await setUp().paramsFor(null)).options).toStrictEqual({});
  });

  it.each([
    [{ available_chat: false }, null],
    [{ available_chat: true }, expect.anything()],
    [{}, expect.anything()],
  ])('for a member with the permissions %o, has the parameters %o', async (permissions, expected) => {
    const visitor = { id: 42, name: 'Ada', permissions };
    expect(await setUp().widget.params({ visitor, request: {}, page: {} })).toEqual(expected);
  });

  it('does not let a page set the identity', async () => {
    const page = { user_id: 1, token: 'x', theme: 'dark' } as ImbaChatLook;
    expect((await setUp().paramsFor(null, page)).options).toStrictEqual({ theme: 'dark' });
  });

  it('has the number that the site maps the id to', async () => {
    const { tokens, paramsFor } = setUp({}, new MappedUserNumbers());
    expect((await paramsFor(UUID)).options).toStrictEqual({ user_id: 7, token: tokens.issue(7) });
  });

  it.each([UUID, 0, 1_000_000_000])('refuses the id %o, which has no number', async (id) => {
    await expect(setUp().paramsFor(id)).rejects.toBeInstanceOf(InvalidUserNumberError);
  });

  it('merges the look of the page into the look of the options', async () => {
    const { paramsFor } = setUp({ widget: { theme: 'dark', language: 'en' } });
    const { options } = await paramsFor(null, { language: 'de', position: 'left' });
    expect(options).toStrictEqual({ theme: 'dark', language: 'de', position: 'left' });
  });

  it('leaves out options that are null or undefined', async () => {
    const { paramsFor } = setUp({ widget: { theme: null, language: 'en' } as unknown as ImbaChatLook });
    const { options } = await paramsFor(null, {
      language: null,
      resizable: false,
    } as unknown as ImbaChatLook);
    expect(options).toStrictEqual({ resizable: false });
  });

  it('does not let the look of a page replace the number and the token', async () => {
    const { tokens, paramsFor } = setUp();
    const page = { user_id: 1, token: 'x' } as ImbaChatLook;
    expect((await paramsFor(42, page)).options).toStrictEqual({ user_id: 42, token: tokens.issue(42) });
  });

  it.each([
    [undefined, 'https://api.imbachat.com'],
    ['https://proxy.example.com/chat', 'https://proxy.example.com'],
    ['/chat-sandbox', "'self'"],
  ])('loads its script from the base URL %s and allows its host', async (baseUrl, source) => {
    const { widget, paramsFor } = setUp({ baseUrl });
    expect((await paramsFor(null)).scriptUrl).toBe(
      `${baseUrl ?? 'https://api.imbachat.com'}/imbachat/v1/276/widget`,
    );
    expect(widget.csp).toEqual({ scriptSrc: [source], connectSrc: [source] });
  });
});
