// What a script lowered to ES5 needs of HtmlUnit: base classes that can be called, as a lowered class calls its base.
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
