import { Inject, Injectable } from '@nestjs/common';
import { MOUNT_PATHS, type MountPaths } from './chat-integration.endpoints.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat/imbachat.options.js';
import type { UserAbility } from './users/user-provider.js';
import { UsersService } from './users/users.service.js';
import { CHAT_WIDGETS, type ChatWidget } from './widget/chat-widget.js';

/**
 * What one registration of the module serves, and where: for what describes it from outside. All of an
 * application: `app.get(ChatRegistration, { strict: false, each: true })`.
 */
@Injectable()
export class ChatRegistration {
  constructor(
    @Inject(MOUNT_PATHS) readonly paths: MountPaths,
    @Inject(IMBACHAT_OPTIONS) readonly imbachat: ResolvedImbaChatOptions | null,
    @Inject(CHAT_WIDGETS) private readonly widgets: readonly ChatWidget[],
    @Inject(UsersService) private readonly users: UsersService,
  ) {}

  /** The vendors that the options configure. */
  get vendors(): readonly string[] {
    return this.widgets.filter(({ configured }) => configured).map(({ vendor }) => vendor);
  }

  /** Tells whether the `UserProvider` has an optional ability. */
  can(ability: UserAbility): boolean {
    return this.users.can(ability);
  }
}
