import type { ChatRegistration } from '../chat-integration.registration.js';
import { type DescribedEndpoint, templateOf } from './described-endpoint.js';
import { json, unavailable } from './responses.js';
import { ref, type Schema } from './schemas.js';

const BOOTS: Readonly<Record<string, Schema>> = {
  imbachat: ref('ImbaChatBoot'),
  chatbro: ref('ChatBroBoot'),
};

/** The boot parameters of all widgets. */
export function widgetsEndpoint({ paths, vendors }: ChatRegistration): DescribedEndpoint[] {
  if (paths.widgets === false) return [];
  const path = templateOf(paths.widgets);
  const boots = Object.entries(BOOTS).filter(([vendor]) => vendors.includes(vendor));
  const widgets: Schema = {
    type: 'object',
    required: boots.map(([vendor]) => vendor),
    properties: Object.fromEntries(boots),
  };
  const operation = {
    tags: ['Chat widgets'],
    summary: 'What a page needs to boot the chat widgets for its visitor, signed in or a guest',
    responses: { 200: json('The parameters, by vendor.', widgets), ...unavailable('ChatWidgetsError') },
  };
  return [{ method: 'get', listed: path, path, operation }];
}
