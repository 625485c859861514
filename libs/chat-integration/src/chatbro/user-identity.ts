import type { ChatUser } from '../users/chat-user.js';
import type { ResolvedChatBroOptions } from './chatbro.options.js';
import type { ChatBroIdentity } from './identity.js';

/** Who a user of the `UserProvider` is to ChatBro; fields that hold nothing are left out. */
export function userIdentity(
  user: ChatUser,
  { userId, userName }: Pick<ResolvedChatBroOptions, 'userId' | 'userName'>,
): ChatBroIdentity {
  return {
    siteUserExternalId: userId(user.id),
    siteUserFullName: userName(user.name),
    ...(user.avatarUrl && { siteUserAvatarUrl: user.avatarUrl }),
    ...(user.profileUrl && { siteUserProfileUrl: user.profileUrl }),
    ...(user.nameColor && { siteUserFullNameColor: user.nameColor }),
    ...(user.moderation && { permissions: user.moderation }),
  };
}
