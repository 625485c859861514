/** How many prototypes are searched, so that a Proxy cannot continue forever. */
const MAX_PROTOTYPES = 100;

/**
 * Reads a property of an object or of its class, but not one that every object inherits: code elsewhere in the process
 * may have been tricked into adding properties to `Object.prototype`.
 */
export function readProperty(object: object, name: PropertyKey): unknown {
  if (!(name in Object.prototype)) return (object as Record<PropertyKey, unknown>)[name];
  let holder: object | null = object;
  for (let depth = 0; holder && holder !== Object.prototype && depth < MAX_PROTOTYPES; depth++) {
    if (Object.hasOwn(holder, name)) return Reflect.get(holder, name, object);
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return undefined;
}
