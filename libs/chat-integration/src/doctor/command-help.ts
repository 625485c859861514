/** What `--help` prints. */
export const HELP = `Usage: nestjs-chat-integration doctor <url> [options]
       nestjs-chat-integration doctor token <token | -> [options]
       nestjs-chat-integration doctor signature <file | -> [options]

Checks a site from outside, as the chat server sees it: any site that implements the protocol.

doctor <url>          the base of the endpoints, or a Users info URL that ends in users/ or =
  --login <text>        API login                     (or IMBACHAT_API_LOGIN)
  --password <text>     API password                  (or IMBACHAT_API_PASSWORD, or typed)
  --ids <list>          users that the site has       (1,2)
  --unknown-id <id>     a user that it does not have  (999999999)
  --separator <text>    what stands between ids       (,)
  --with-email          e-mail addresses are meant to be sent
  --token-url <url>     where a page gets the visitor's token
  --member-login <text> a member for the login check; one wrong password is tried
  --member-password <text> that member's password     (or IMBACHAT_MEMBER_PASSWORD)
  --timeout <seconds>   how long to wait for one answer (10)

doctor token          says step by step what is wrong with a user token; - reads it from the input
  --secret <text>       Secret key                    (or IMBACHAT_SECRET_KEY, or typed)
  --widget-id <id>      widget id                     (or IMBACHAT_WIDGET_ID)

doctor signature      says what a ChatBro signature was made of: JSON, or a piece of a page
  --domain <host>       domain in the chat's settings (or CHATBRO_SITE_DOMAIN)
  --secret <text>       secret of the chat            (or CHATBRO_SECRET_KEY, or typed)
  --page-host <host>    host and port of the page

  --json                one object of JSON in place of the table
  --strict              a warning counts as a failure
  --help, --version

Exit code: 0 all is well, 1 a check failed, 2 the command could not run to its end.
`;
