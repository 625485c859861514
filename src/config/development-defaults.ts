/** The default values of the environment variables. The library rejects these secrets in production. */
export const DEVELOPMENT_DEFAULTS = {
  PORT: '3000',
  HTTP_ADAPTER: 'express',
  DEMO_MEMBERS: '1000',
  USER_CACHE_SECONDS: '0',
  CHAT_SANDBOX: 'auto',
  IMBACHAT_WIDGET_ID: '276',
  IMBACHAT_API_LOGIN: 'imbachat',
  IMBACHAT_API_PASSWORD: 'change-me-imbachat-api-password',
  IMBACHAT_SECRET_KEY: 'change-me-imbachat-secret-key-of-32-bytes-or-more',
  CHATBRO_CHAT_ID: '9czk',
  CHATBRO_SITE_DOMAIN: 'localhost',
  CHATBRO_SECRET_KEY: 'change-me-chatbro-secret-key-0000-0000',
} as const;

/** The credentials that the vendors assign. The sandbox is off by default if one of them is set. */
export const VENDOR_CREDENTIALS = [
  'IMBACHAT_WIDGET_ID',
  'IMBACHAT_API_LOGIN',
  'IMBACHAT_API_PASSWORD',
  'IMBACHAT_SECRET_KEY',
  'CHATBRO_CHAT_ID',
  'CHATBRO_SECRET_KEY',
] as const;
