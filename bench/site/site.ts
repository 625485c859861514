/** The URL of the site, which serves avatars and profiles. */
export const SITE_URL = 'https://community.example';

/** The number of members, with ids starting at 1. */
export const MEMBERS = 10_000;

/** The path of the users info, without the ids. */
export const USERS_PATH = '/imbachat/api/v1/users/';

/** The ImbaChat settings from the vendor's dashboard. */
export const IMBACHAT = {
  widgetId: 276,
  apiLogin: 'chat-server',
  apiPassword: 'gL7vQ2mZx9TnR4wKc8Yd',
  secretKey: 'b3f1c0d95e7a48a2a6f4d2c19e80b7533c5d',
};

/** The chat server's `Authorization` header. */
export const AUTHORIZATION = `Basic ${btoa(`${IMBACHAT.apiLogin}:${IMBACHAT.apiPassword}`)}`;

/** The ChatBro settings from the vendor's dashboard. */
export const CHATBRO = {
  chatId: '9czk',
  siteDomain: 'community.example',
  secretKey: '7d1f4c52-90be-4a63-b2d8-6e0f13a95c47',
};
