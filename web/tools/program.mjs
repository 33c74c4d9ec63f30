// Models a program as TeaVM writes it: an ES module that is not minified. Every pass works on this model. The build
// fails on an unknown statement, so that the model never misreads the output of another compiler.
import { parse } from 'acorn';
import MagicString from 'magic-string';
import { refuse } from './refusal.mjs';
import { eachFreeName, isFunction, isWritten, propertyName, walk } from './syntax.mjs';

/** Functions that may initialize a variable: each creates a value and has no effect on other modules. */
const makers = new Set([
  'Symbol',
  'BigInt',
  '$rt_createPrimitiveCls',
  '$rt_classWithoutFields',
  '$rt_arraycls',
  '$rt_mainStarter',
]);

/**
 * @typedef {object} Uses the names and strings that a piece of code refers to
 * @property {Set<string>} names items of the top level
 * @property {Set<string>} writes the items that the code assigns to
 * @property {Set<string>} properties names after a dot
 * @property {Set<number>} strings places in the string pool
 */

export class Program {
  /** Items by name: the functions and variables of the top level. */
  items = new Map();
  /** Classes by name, from the metadata: superclass, interfaces, virtual methods. */
  classes = new Map();
  /** The string pool's elements, in its order. */
  strings = [];
  /** The members of a class that JavaScript may call: `{ className, start, end, members }`. */
  glue = [];
  /** Public name to item. */
  exports = new Map();
  /** Functions of the base that a pass has added. Name to text. */
  helpers = new Map();
  /** Where the program takes a string from the pool: `{ place, start, end }`. */
  stringCalls = [];
  /** Statements that a module drops if it has none of their parts: `{ start, end, parts }`. */
  frames = [];

  constructor(source, file) {
    this.source = source;
    this.file = file;
    /** The program as the passes have edited it so far. */
    this.text = new MagicString(source, { filename: file });
    this.tree = parse(source, { ecmaVersion: 2024, sourceType: 'module' });
    const later = [];
    for (const statement of this.tree.body) this.#read(statement, later);
    for (const item of this.items.values()) item.uses = this.usesOf(item.node);
    for (const read of later) read();
  }

  /** Gives the names and strings that a piece of code refers to. */
  usesOf(node) {
    const uses = { names: new Set(), writes: new Set(), properties: new Set(), strings: new Set() };
    if (!node) return uses;
    eachFreeName(node, (identifier, ancestors) => {
      const { name } = identifier;
      if (!this.items.has(name)) return;
      const parent = ancestors.at(-1);
      uses.names.add(name);
      if (isWritten(identifier, parent)) uses.writes.add(name);
      if (name === '$rt_s') uses.strings.add(this.#place(identifier, parent));
    });
    walk(node, (one) => {
      const name = propertyName(one);
      if (name !== undefined) uses.properties.add(name);
    });
    return uses;
  }

  /** Adds a function that the passes themselves need. */
  addHelper(name, text) {
    if (this.items.has(name) || this.helpers.has(name))
      refuse(`The program has a ${name} already`, this, this.tree);
    this.helpers.set(name, text);
  }

  #place(identifier, parent) {
    const [argument] =
      parent?.type === 'CallExpression' && parent.callee === identifier ? parent.arguments : [];
    if (argument?.type !== 'Literal' || typeof argument.value !== 'number')
      refuse('A string is taken from the pool in an unknown way', this, parent ?? identifier);
    this.stringCalls.push({ place: argument.value, start: parent.start, end: parent.end });
    return argument.value;
  }

  #read(statement, later) {
    switch (statement.type) {
      case 'FunctionDeclaration':
        return this.#add(statement.id.name, statement, statement);
      case 'VariableDeclaration':
        return this.#readVariables(statement);
      case 'ExportNamedDeclaration':
        return this.#readExports(statement);
      case 'BlockStatement':
      case 'IfStatement':
        return later.push(() => this.#attach(statement, this.#onlyWritten(statement)));
      case 'ExpressionStatement':
        return this.#readExpression(statement, later);
      default:
        refuse('An unknown statement', this, statement);
    }
  }

  #readExpression(statement, later) {
    const { expression } = statement;
    if (expression.type === 'Literal') return; // 'use strict'
    if (expression.type === 'AssignmentExpression' && expression.operator === '=') {
      return later.push(() => this.#attach(statement, this.#extended(expression.left, statement)));
    }
    if (expression.type === 'CallExpression') {
      const { callee } = expression;
      if (callee.name === '$rt_packages') {
        this.packageStatement = statement;
        return;
      }
      if (callee.name === '$rt_metadata')
        return later.push(() => this.#readMetadata(statement, this.#onlyList(statement)));
      if (callee.name === '$rt_stringPool') return this.#readStrings(statement);
      if (callee.type === 'ArrowFunctionExpression' && expression.arguments.length === 0)
        return later.push(() => this.#readGlue(statement, callee.body));
    }
    refuse('An unknown statement', this, statement);
  }

  #add(name, { start, end }, node) {
    if (this.items.has(name)) refuse(`${name} is declared twice`, this, { start, end });
    this.items.set(name, { name, start, end, node, attached: [] });
  }

  /** Turns each variable into a separate statement, so that the cut can remove each one. */
  #readVariables(statement) {
    const { declarations, kind } = statement;
    let { start } = statement;
    declarations.forEach((declaration, i) => {
      const { id, init } = declaration;
      if (id.type !== 'Identifier') refuse('An unknown declaration', this, declaration);
      if (!isHarmless(init)) refuse('A variable begins with something unknown', this, declaration);
      // The comma ends this variable's statement, and the line break after the comma begins the next statement.
      const comma = declaration.end;
      const next = declarations[i + 1];
      if (next && !/^,\s+$/.test(this.source.slice(comma, next.start)))
        refuse('Variables are separated in an unknown way', this, next);
      this.#add(id.name, { start, end: next ? comma + 1 : statement.end }, init);
      if (next) {
        this.text.overwrite(comma, comma + 1, ';\n');
        this.text.overwrite(comma + 1, next.start, `${kind} `);
      }
      start = comma + 1;
    });
  }

  #readExports(statement) {
    if (statement.declaration || statement.source) refuse('An unknown export', this, statement);
    for (const { exported, local } of statement.specifiers) this.exports.set(exported.name, local.name);
    this.exportStatement = statement;
  }

  /** Attaches a statement to the item that it completes. Both are in the same module. */
  #attach(statement, name) {
    const item = this.items.get(name);
    const uses = this.usesOf(statement);
    for (const kind of Object.keys(uses)) for (const one of uses[kind]) item.uses[kind].add(one);
    item.attached.push({ start: statement.start, end: statement.end });
  }

  #onlyWritten(statement) {
    const { writes } = this.usesOf(statement);
    const simple =
      statement.type === 'BlockStatement'
        ? statement.body.every((one) => one.type === 'ExpressionStatement')
        : statement.test.operator === '===' && statement.test.left.operator === 'typeof';
    if (!simple || writes.size !== 1) refuse('An unknown statement', this, statement);
    return [...writes][0];
  }

  /** Gives the X of `X.prototype.name = …` and `X.name = …`. */
  #extended(left, statement) {
    let object = left;
    while (object.type === 'MemberExpression' && !object.computed) object = object.object;
    if (left.type !== 'MemberExpression' || !this.items.has(object.name))
      refuse('An unknown statement', this, statement);
    return object.name;
  }

  #onlyList(statement) {
    const [list, ...more] = statement.expression.arguments;
    if (list?.type !== 'ArrayExpression' || more.length > 0) refuse('An unknown list', this, statement);
    return list.elements;
  }

  /**
   * Reads classes: name, class name and package (or one 0), superclass, interfaces, modifiers, inner class,
   * initializer, methods.
   */
  #readMetadata(statement, elements) {
    const parts = [];
    for (let i = 0; i < elements.length;) {
      const from = elements[i];
      const named = !isZero(elements[i + 1]);
      const width = named ? 9 : 8;
      const [superclass, interfaces, , inner, initializer, methods] = elements.slice(
        i + width - 6,
        i + width,
      );
      const next = elements[i + width];
      const known =
        from.type === 'Identifier' &&
        this.items.has(from.name) &&
        interfaces?.type === 'ArrayExpression' &&
        (isZero(superclass) || superclass.type === 'Identifier') &&
        (isZero(methods) || methods?.type === 'ArrayExpression');
      if (!known || this.classes.has(from.name)) refuse('A class of an unknown form', this, from);
      const entry = {
        name: from.name,
        start: from.start,
        end: next?.start ?? statement.expression.arguments[0].end - 1,
        superclass: isZero(superclass) ? null : superclass.name,
        interfaces: interfaces.elements.map(({ name }) => name),
        interfaceList: interfaces,
        uses: this.usesOf({ type: 'Head', parts: [inner, initializer] }),
        methods: isZero(methods) ? [] : this.#readMethods(methods),
      };
      this.classes.set(entry.name, entry);
      parts.push(entry);
      i += width;
    }
    this.frames.push({ start: statement.start, end: statement.end, parts });
  }

  /** Reads pairs of a name, or a list of names, and a function. */
  #readMethods({ elements, end }) {
    const methods = [];
    for (let i = 0; i < elements.length; i += 2) {
      const [key, value, next] = elements.slice(i, i + 3);
      const keys = key.type === 'ArrayExpression' ? key.elements : [key];
      if (!value || !keys.every((one) => typeof one.value === 'string'))
        refuse('A method of an unknown form', this, key);
      methods.push({
        names: keys.map((one) => one.value),
        keys,
        value,
        start: key.start,
        end: next?.start ?? end - 1,
        uses: this.usesOf(value),
      });
    }
    return methods;
  }

  #readStrings(statement) {
    const elements = this.#onlyList(statement);
    if (this.strings.length > 0) refuse('A second string pool', this, statement);
    elements.forEach((element, i) => {
      if (typeof element.value !== 'string') refuse('An unknown string', this, element);
      const end = elements[i + 1]?.start ?? statement.expression.arguments[0].end - 1;
      this.strings.push({ start: element.start, end, literal: element });
    });
    this.stringStatement = statement;
  }

  /** Reads `c = X.prototype;`, followed by `c.name = …;` for each method of X. */
  #readGlue(statement, { body }) {
    const [declaration, ...assignments] = body;
    let current;
    const parts = [];
    for (const one of assignments) {
      const { left, right } = one.expression ?? {};
      if (left?.type === 'Identifier' && propertyName(right) === 'prototype') {
        current = { className: right.object.name, start: one.start, end: one.end, members: [] };
        if (!this.items.has(current.className)) refuse('An unknown class', this, one);
        parts.push(current);
      } else if (left?.type === 'MemberExpression' && current) {
        current.members.push({
          name: left.property.name ?? left.property.value,
          value: right,
          uses: this.usesOf(right),
        });
        current.end = one.end;
      } else {
        refuse('An unknown statement', this, one);
      }
    }
    if (declaration.type !== 'VariableDeclaration') refuse('An unknown statement', this, declaration);
    this.glue.push(...parts);
    this.frames.push({ start: statement.start, end: statement.end, parts });
  }
}

const isZero = (node) => node?.type === 'Literal' && node.value === 0;

/** The memory in which TeaVM's runtime reads the bits of a number. */
const memory = new Set(['ArrayBuffer', 'Int32Array', 'Float32Array', 'Float64Array', 'BigInt64Array']);

/** Says whether this initial value of a variable is safe in any module, at any time. */
function isHarmless(init) {
  if (init === null || init.type === 'Literal' || isFunction(init)) return true;
  if (init.type === 'UnaryExpression') return isHarmless(init.argument);
  if (init.type === 'ArrayExpression') return init.elements.length === 0;
  if (init.type === 'LogicalExpression')
    return init.left.type === 'MemberExpression' && isFunction(init.right);
  if (init.type === 'NewExpression')
    return (
      memory.has(init.callee.name) && init.arguments.every(({ type }) => /^(Literal|Identifier)$/.test(type))
    );
  return init.type === 'CallExpression' && makers.has(init.callee.name);
}
