/** The text that `--help` prints. */
export const HELP = `Usage: nestjs-chat-devtools doctor <url> [options]
       nestjs-chat-devtools doctor token <token | -> [options]
       nestjs-chat-devtools doctor signature <file | -> [options]
       nestjs-chat-devtools doctor account [options]

Checks a site from outside, as the chat server sees it. Works with every site that implements the protocol.

doctor <url>             base URL of the endpoints, or a Users info URL that ends in users/ or =
  --login <text>           API login                          (or IMBACHAT_API_LOGIN)
  --password <text>        API password                       (or IMBACHAT_API_PASSWORD, or a prompt)
  --ids <list>             ids of existing users              (default: 1,2)
  --unknown-id <id>        id of a user that does not exist   (default: 999999999)
  --separator <text>       separator between ids              (default: ,)
  --with-email             e-mail addresses are intended
  --token-url <url>        where a page gets the visitor's token
  --member-login <text>    a member for the login check; one wrong password is tried
  --member-password <text> that member's password             (or IMBACHAT_MEMBER_PASSWORD)
  --timeout <seconds>      timeout of each request            (default: 10)

doctor token             explains what is wrong with a user token; - reads it from the standard input
  --secret <text>          Secret key                         (or IMBACHAT_SECRET_KEY, or a prompt)
  --widget-id <id>         widget id                          (or IMBACHAT_WIDGET_ID)

doctor signature         explains what a ChatBro signature was computed over; the file is JSON or HTML
  --domain <host>          domain in the chat's settings      (or CHATBRO_SITE_DOMAIN)
  --secret <text>          the chat's secret                  (or CHATBRO_SECRET_KEY, or a prompt)
  --page-host <host>       host and port of the page

doctor account           checks a ChatBro account, and a chat with its secret, as far as the API shows them
  --account-id <text>      id of the account                  (or CHATBRO_ACCOUNT_ID)
  --account-secret <text>  secret of the account              (or CHATBRO_ACCOUNT_SECRET, or a prompt)
  --platform <number>      platform number                    (or CHATBRO_PLATFORM)
  --chat-id <text>         the chat                           (or CHATBRO_CHAT_ID)
  --secret <text>          the chat's secret                  (or CHATBRO_SECRET_KEY)
  --base-url <url>         the vendor's server                (default: https://www.chatbro.com)

  --json                   print a JSON object instead of the table
  --strict                 treat warnings as failures
  --help, --version

Exit code: 0 if everything is fine, 1 if a check failed, 2 if the command stopped early.
`;
