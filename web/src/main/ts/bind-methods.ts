/**
 * Binds all methods of a handle to it. So methods work when they are taken from the handle (`const { fetch } = files`),
 * and when they are called on a Proxy of the handle, as Vue's `ref` makes one: a Proxy has no private members.
 */
export function bindMethods(handle: object): void {
  // Object's own methods are not bound. An EventTarget of another realm, such as a test's, has another Object.
  let type = Object.getPrototypeOf(handle);
  for (let above: object | null; (above = Object.getPrototypeOf(type)); type = above) {
    for (const name of Reflect.ownKeys(type)) {
      const method: unknown = handle[name as never];
      if (typeof method === 'function' && name !== 'constructor') {
        const value: unknown = method.bind(handle);
        // Not enumerable: structuredClone and spreads take only the data of the handle.
        Object.defineProperty(handle, name, { value, writable: true, configurable: true });
      }
    }
  }
}
