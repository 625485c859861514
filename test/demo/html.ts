/** Returns the nonce in the Content-Security-Policy of a response. */
export function nonceOf(response: { headers: Record<string, string> }): string | undefined {
  return /'nonce-([^']+)'/.exec(response.headers['content-security-policy'] ?? '')?.[1];
}

/** Returns the opening script tags of a page. */
export function scriptTags(html: string): string[] {
  return html.match(/<script[^>]*>/gi) ?? [];
}

/** Returns a page without the scripts of its widgets. */
export function withoutScripts(html: string): string {
  return html.replaceAll(/<script(?: [^>]*)? nonce="[^"]+">.*?<\/script>/gs, '');
}

/** Returns the options with which a page loads the ImbaChat widget. */
export function imbaChatOptions(html: string): Record<string, unknown> {
  return paramsOf('startImbaChat', html)['options'] as Record<string, unknown>;
}

/** Returns the parameters with which a page starts the ChatBro widget. */
export function chatBroParams(html: string): Record<string, unknown> {
  return paramsOf('startChatBro', html)['params'] as Record<string, unknown>;
}

function paramsOf(start: string, html: string): Record<string, unknown> {
  const script = html.split('<script').find((text) => text.includes(`>(function ${start}(`));
  const json = /\}\)\((\{.*\})\)<\/script>/s.exec(script ?? '')?.[1];
  if (json === undefined) throw new TypeError(`Expected a page that calls ${start} but got: ${html}`);
  return JSON.parse(json) as Record<string, unknown>;
}
