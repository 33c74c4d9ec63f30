// Walks the syntax tree of JavaScript, and finds the names that code refers to.

/** Calls `visit(node, ancestors)` for a node and all its descendants, parents first. */
export function walk(node, visit, ancestors = []) {
  visit(node, ancestors);
  for (const child of children(node)) walk(child, visit, [...ancestors, node]);
}

/**
 * Calls `visit(identifier, ancestors)` for each identifier that is bound outside this piece of code. Skips the names of
 * properties and labels.
 */
export function eachFreeName(root, visit) {
  const enter = (node, ancestors, scope) => {
    if (node.type === 'Identifier') {
      if (!isBound(scope, node.name)) visit(node, ancestors);
      return;
    }
    const inner = scopeOf(node, scope);
    const below = [...ancestors, node];
    for (const child of children(node)) {
      if (!isNameOnly(node, child)) enter(child, below, inner);
    }
  };
  enter(root, [], null);
}

export const isFunction = (node) =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

/** Gives the name of a property after a dot, otherwise undefined. */
export const propertyName = (node) =>
  node.type === 'MemberExpression' && !node.computed ? node.property.name : undefined;

/** Says whether this code assigns to the identifier: `x = 1`, `x += 1`, `x++`. */
export function isWritten(identifier, parent) {
  return (
    (parent?.type === 'AssignmentExpression' && parent.left === identifier) ||
    (parent?.type === 'UpdateExpression' && parent.argument === identifier) ||
    ((parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement') && parent.left === identifier)
  );
}

function* children(node) {
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) {
      for (const one of value) if (one && typeof one.type === 'string') yield one;
    } else if (value && typeof value.type === 'string') {
      yield value;
    }
  }
}

/** Says whether a child is only a name, of a property or a label. */
function isNameOnly(node, child) {
  switch (node.type) {
    case 'MemberExpression':
      return child === node.property && !node.computed;
    case 'Property':
      return child === node.key && !node.computed && !node.shorthand;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return child === node.label;
    default:
      return false;
  }
}

function isBound(scope, name) {
  for (let one = scope; one; one = one.outer) if (one.names.has(name)) return true;
  return false;
}

function scopeOf(node, outer) {
  if (isFunction(node)) {
    const names = new Set(node.params.map(simpleName));
    if (node.id && node.type === 'FunctionExpression') names.add(node.id.name);
    for (const name of varsOf(node.body)) names.add(name);
    if (node.type !== 'ArrowFunctionExpression') names.add('arguments');
    return { names, outer };
  }
  const names = new Set(blockNames(node));
  return names.size > 0 ? { names, outer } : outer;
}

function* blockNames(node) {
  if (node.type === 'CatchClause' && node.param) yield simpleName(node.param);
  const statements =
    node.type === 'BlockStatement'
      ? node.body
      : node.type === 'SwitchStatement'
        ? node.cases.flatMap((one) => one.consequent)
        : [node.init, node.left].filter((one) => one?.type === 'VariableDeclaration');
  for (const statement of statements) {
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration')
      yield statement.id.name;
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const { id } of statement.declarations) yield simpleName(id);
    }
  }
}

function* varsOf(node) {
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const { id } of node.declarations) yield simpleName(id);
  }
  for (const child of children(node)) if (!isFunction(child)) yield* varsOf(child);
}

function simpleName(pattern) {
  if (pattern.type === 'RestElement') return simpleName(pattern.argument);
  if (pattern.type !== 'Identifier') throw new Error(`A binding of an unknown form: ${pattern.type}`);
  return pattern.name;
}
