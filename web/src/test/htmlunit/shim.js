// Adds to HtmlUnit what a script lowered to ES5 needs: base classes that can be called, because a
// lowered class calls its base.
window.EventTarget = function () {
  this.listeners = {};
};
EventTarget.prototype = {
  constructor: EventTarget,
  addEventListener: function (type, listener) {
    (this.listeners[type] = this.listeners[type] || []).push(listener);
  },
  removeEventListener: function (type, listener) {
    this.listeners[type] = (this.listeners[type] || []).filter(function (other) {
      return other !== listener;
    });
  },
  dispatchEvent: function (event) {
    (this.listeners[event.type] || []).forEach(function (listener) {
      listener(event);
    });
    return true;
  },
};

(function (Native) {
  function Base(message, options) {
    if (!(this instanceof Base)) return new Base(message, options);
    if (message !== undefined) this.message = String(message);
    if (options && 'cause' in options) this.cause = options.cause;
  }
  Base.prototype = Native.prototype;
  window.Error = Base;
})(window.Error);

if (!Symbol.asyncIterator) Object.defineProperty(Symbol, 'asyncIterator', { value: Symbol('asyncIterator') });

// The stand-in for IndexedDB needs this: it copies the values that Granary stores, and only those.
window.structuredClone = function clone(value) {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new DOMException('This value cannot be cloned.', 'DataCloneError');
  if (typeof value !== 'object' || value === null || value instanceof Blob || value instanceof Date)
    return value;
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return value.slice();
  if (Array.isArray(value)) return value.map(clone);
  var copy = {};
  Object.keys(value).forEach(function (name) {
    copy[name] = clone(value[name]);
  });
  return copy;
};
