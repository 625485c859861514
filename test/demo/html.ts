/** The nonce that the policy of an answer names. */
export function nonceOf(response: { headers: Record<string, string> }): string | undefined {
  return /'nonce-([^']+)'/.exec(response.headers['content-security-policy'] ?? '')?.[1];
}

/** The opening tags of a page's scripts. */
export function scriptTags(html: string): string[] {
  return html.match(/<script[^>]*>/gi) ?? [];
}

/** A page without the scripts that its widgets put there. */
export function withoutScripts(html: string): string {
  return html.replaceAll(/<script(?: [^>]*)? nonce="[^"]+">.*?<\/script>/gs, '');
}

/** What the ImbaChat widget of a page is booted with. */
export function imbaChatOptions(html: string): Record<string, unknown> {
  return argumentOf(/<script nonce="[^"]+">\(function startImbaChat\b.*?\}\)\((.*?)\)<\/script>/s, html);
}

/** What the ChatBro widget of a page is booted with. */
export function chatBroParams(html: string): Record<string, unknown> {
  const boot = argumentOf(
    /<script id="chatBroEmbedCode"[^>]*>\(function .*?\n\}\)\((.*?)\)<\/script>/s,
    html,
  );
  return boot['params'] as Record<string, unknown>;
}

function argumentOf(pattern: RegExp, html: string): Record<string, unknown> {
  const found = pattern.exec(html)?.[1];
  if (found === undefined) throw new TypeError(`Expected a page with ${pattern}, got: ${html}`);
  return JSON.parse(found) as Record<string, unknown>;
}
