// Helps the views to find and make elements of the document.

export const byId = (id) => document.getElementById(id);

/**
 * Makes an element with attributes (`on…` are listeners; false and undefined are omitted) and
 * children.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}
