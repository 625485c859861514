/** The address of the site, which its avatars and profiles are on. */
export const SITE_URL = 'https://community.example';

/** How many members the site has, with the ids 1 to this. */
export const MEMBERS = 10_000;

/** Where the chat server asks for users; the ids follow. */
export const USERS_PATH = '/imbachat/api/v1/users/';

/** What the vendor's dashboard gives. */
export const IMBACHAT = {
  widgetId: 276,
  apiLogin: 'chat-server',
  apiPassword: 'gL7vQ2mZx9TnR4wKc8Yd',
  secretKey: 'b3f1c0d95e7a48a2a6f4d2c19e80b7533c5d',
};

/** The chat server's authorization. */
export const AUTHORIZATION = `Basic ${btoa(`${IMBACHAT.apiLogin}:${IMBACHAT.apiPassword}`)}`;

/** What ChatBro's constructor gives. */
export const CHATBRO = {
  chatId: '9czk',
  siteDomain: 'community.example',
  secretKey: '7d1f4c52-90be-4a63-b2d8-6e0f13a95c47',
};
