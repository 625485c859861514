import { StandIn, type Answer, type ReceivedRequest } from './stand-in.js';

/** The widget that the stand-in knows. */
export const WIDGET = { widgetId: 276, secretKey: 'imbachat-secret-key-for-the-tests' };

/**
 * ImbaChat's API as `protocol/imbachat.md` sections 4 and 7 describe it. It is written from that page alone, and shares
 * no code with the client.
 */
export class ImbaChatStandIn extends StandIn {
  readonly messages: { user_id: string; room_id: string; message: string }[] = [];
  supportUser: unknown = 7;

  protected override async answer({ headers, path, method, body }: ReceivedRequest): Promise<Answer> {
    const { widgetId, secretKey } = WIDGET;
    if (method !== 'POST') return { status: 405, body: { success: false } };
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
    if (path === `/imbachat/v1/${widgetId}/get_user_support`) {
      if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
        return { status: 415, body: 'form expected' };
      if (form.get('secret') !== secretKey) return { status: 403, body: { success: false } };
      return { body: { success: true, id: this.supportUser } };
    }
    const basic = `Basic ${Buffer.from(`${widgetId}:${secretKey}`).toString('base64')}`;
    if (headers.authorization !== basic)
      return { status: 401, body: { success: false, error: 'Unauthorized' } };
    if (path !== `/imbachat/v2/${widgetId}/send_msg`) return { status: 404, body: { success: false } };
    if (!headers['content-type']?.startsWith('multipart/form-data'))
      return { status: 415, body: 'multipart expected' };
    for (const name of ['user_id', 'room_id', 'message']) {
      if (!form.get(name))
        return { status: 422, body: { success: false, error: `The ${name} field is required.` } };
    }
    const [user_id, room_id, message] = ['user_id', 'room_id', 'message'].map(
      (name) => form.get(name) as string,
    );
    this.messages.push({ user_id: user_id!, room_id: room_id!, message: message! });
    const id = 4542 + this.messages.length;
    return {
      body: { success: true, message: { id, uuid: `1536-${id}`, message, time: '1608275827', room_id } },
    };
  }
}
