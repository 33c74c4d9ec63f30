/**
 * Binds all methods of a handle to it. So methods work when they are taken from the handle (`const { fetch } = files`),
 * and when they are called on a Proxy of the handle, as Vue's `ref` makes one: a Proxy has no private members.
 */
export function bindMethods(handle: object): void {
  let type: object = Object.getPrototypeOf(handle);
  // Ends before Object.prototype.
  for (let above: object; (above = Object.getPrototypeOf(type)); type = above) {
    for (const name of Reflect.ownKeys(type)) {
      const method: unknown = (handle as Record<PropertyKey, unknown>)[name];
      if (typeof method === 'function' && name !== 'constructor') {
        // Not enumerable: structuredClone and spreads take only the data of the handle.
        const value: unknown = method.bind(handle);
        Object.defineProperty(handle, name, { value, writable: true, configurable: true });
      }
    }
  }
}
