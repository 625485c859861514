import type { OpenAPIObject } from '@nestjs/swagger';
import { type DescribedEndpoint, type Operation, templateOf } from './described-endpoint.js';

type Paths = OpenAPIObject['paths'];

/**
 * Puts descriptions in the place of what @nestjs/swagger lists of the endpoints. What it does not list is not
 * added, since the host has hidden it; what it lists, but is not served, is removed.
 *
 * @param globalPrefix the prefix of the application, which a document may leave out.
 */
export function replaceListed(
  paths: Paths,
  endpoints: readonly DescribedEndpoint[],
  globalPrefix: string,
): Paths {
  const replacements = new Map(
    endpoints.flatMap(({ method, listed, path, operation }) => {
      const prefix = [globalPrefix, ''].find((candidate) => paths[templateOf(candidate, listed)]?.[method]);
      return prefix === undefined
        ? []
        : [[`${method} ${templateOf(prefix, listed)}`, { path: templateOf(prefix, path), operation }]];
    }),
  );
  const uniqueId = uniqueIds();
  const replaced: Paths = {};
  for (const [path, item] of Object.entries(paths)) {
    for (const [member, value] of Object.entries(item)) {
      const replacement = replacements.get(`${member} ${path}`);
      if (!replacement) {
        replaced[path] = { ...replaced[path], [member]: value };
      } else if (replacement.operation) {
        // The host's own way to name operations, and its decorators of the whole controller, stand.
        const listed = value as Operation;
        const operation = { ...listed, ...replacement.operation };
        if (listed.operationId) operation.operationId = uniqueId(listed.operationId);
        replaced[replacement.path] = { ...replaced[replacement.path], [member]: operation };
      }
    }
  }
  return replaced;
}

/** Tells the same operation of several registrations apart by a number: `search`, `search_2`, … */
function uniqueIds(): (id: string) => string {
  const counts = new Map<string, number>();
  return (id) => {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}_${count}`;
  };
}
