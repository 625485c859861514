import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { resolvedChatBro } from '../../../../test/support/options.js';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import type { ChatUser } from '../users/chat-user.js';
import type { VisitorService } from '../visitor/visitor.service.js';
import { ChatBroSignatureService } from './chatbro-signature.service.js';
import { ChatBroWidgetService } from './chatbro-widget.service.js';

const options = resolvedChatBro();
const signatures = new ChatBroSignatureService(options);
const widgetFor = (user: ChatUser | null) =>
  new ChatBroWidgetService(options, { findUser: async () => user } as unknown as VisitorService, signatures);

describe('ChatBroWidgetService', () => {
  it('boots the chat for the visitor, and for a guest', async () => {
    const user = { id: 1, name: 'Ada' };
    for (const visitor of [user, null]) {
      expect(await widgetFor(visitor).boot({})).toMatchObject({
        params: { encodedChatId: '9czk', ...signatures.signUser(visitor) },
      });
    }
  });

  it('boots a guest for a user who is ambiguous, and tells the log why', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const { params } = await widgetFor({ id: 7, name: 'Esteban' }).boot({});
    expect(params).toMatchObject(signatures.signUser(null));
    expect(params).not.toHaveProperty('siteUserExternalId');
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^User 7 boots ChatBro as a guest\. siteUserFullName: /),
    );
  });

  it('passes on an error that is not about the identity', async () => {
    const failing = {
      signUser: () => {
        throw new TypeError('broken');
      },
    } as unknown as ChatBroSignatureService;
    const visitor = { findUser: async () => ({ id: 1, name: 'Ada' }) } as unknown as VisitorService;
    await expect(new ChatBroWidgetService(options, visitor, failing).boot({})).rejects.toThrow('broken');
  });

  it('boots nothing without ChatBro in the options', async () => {
    const widget = new ChatBroWidgetService(null, {} as VisitorService, new ChatBroSignatureService(null));
    expect(widget.configured).toBe(false);
    expect(widgetFor(null).configured).toBe(true);
    await expect(widget.boot({})).rejects.toBeInstanceOf(VendorNotConfiguredError);
  });
});
