import type { ChatUser } from '../../users/chat-user.js';
import type { UserId } from '../../users/user-id.js';
import type { ChatBroIdentity } from './identity.js';

/** Builds the identity of a user of the `UserProvider`; empty fields are left out. */
export function userIdentity(
  user: ChatUser<UserId>,
  write: { readonly userId: (id: UserId) => string; readonly userName: (name: string) => string },
): ChatBroIdentity {
  return {
    siteUserExternalId: write.userId(user.id),
    siteUserFullName: write.userName(user.name),
    ...(user.avatarUrl && { siteUserAvatarUrl: user.avatarUrl }),
    ...(user.profileUrl && { siteUserProfileUrl: user.profileUrl }),
    ...(user.nameColor && { siteUserFullNameColor: user.nameColor }),
    ...(user.moderation && { permissions: user.moderation }),
  };
}
