import { describe, expect, it } from 'vitest';
import { resolvedImbaChat } from '../../../../test/support/options.js';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import type { ChatUser } from '../users/chat-user.js';
import type { VisitorService } from '../visitor/visitor.service.js';
import { ImbaChatWidgetService } from './imbachat-widget.service.js';
import { TokenService } from './token.service.js';

const options = resolvedImbaChat();
const tokens = new TokenService(options);
const widgetFor = (user: ChatUser | null) =>
  new ImbaChatWidgetService(options, { findUser: async () => user } as unknown as VisitorService, tokens);

describe('ImbaChatWidgetService', () => {
  it('boots the widget for the visitor with their id and token', async () => {
    const boot = await widgetFor({ id: 42, name: 'Ada' }).boot({});
    expect(boot).toStrictEqual({
      scriptUrl: 'https://api.imbachat.com/imbachat/v1/276/widget',
      options: { user_id: 42, token: expect.any(String) },
    });
    expect(tokens.verify(boot.options.token!).userId).toBe(42);
  });

  it('boots the widget for a guest without a token', async () => {
    expect((await widgetFor(null).boot({})).options).toStrictEqual({});
  });

  it('boots nothing without ImbaChat in the options', async () => {
    const widget = new ImbaChatWidgetService(null, {} as VisitorService, new TokenService(null));
    expect(widget.configured).toBe(false);
    expect(widgetFor(null).configured).toBe(true);
    await expect(widget.boot({})).rejects.toBeInstanceOf(VendorNotConfiguredError);
  });
});
