// Implements the part of WebKit's remote inspector protocol that the tests need: evaluation and console.
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';

/** Lists the socket paths of all pages that the inspector server at this address knows. */
export async function pageSockets(address) {
  const listing = await fetch(`http://${address}/`).then(
    (response) => response.text(),
    () => '',
  );
  return [...listing.matchAll(/\/socket\/\d+\/\d+\/WebPage/g)].map(([path]) => path);
}

/** Waits for a page whose socket is not among the known ones. */
export async function newPageSocket(address, known = []) {
  for (let attempt = 0; attempt < 400; attempt++) {
    const fresh = (await pageSockets(address)).find((path) => !known.includes(path));
    if (fresh) return fresh;
    await delay(25);
  }
  throw new Error(`No new page at the inspector ${address}`);
}

export async function attach(address, path) {
  const socket = new WebSocket(`ws://${address}${path}`);
  const messages = [];
  const pending = new Map();
  let lastId = 0;
  let target;

  // A request goes to a target inside an envelope, and the answer comes back inside an envelope.
  function call(method, params = {}) {
    const id = ++lastId;
    const message = JSON.stringify({ id, method, params });
    const envelope = { id, method: 'Target.sendMessageToTarget', params: { targetId: target, message } };
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      socket.send(JSON.stringify(envelope));
    });
  }

  function settle(id, settlement, value) {
    pending.get(id)?.[settlement](value);
    pending.delete(id);
  }

  function abandonCalls(reason) {
    for (const id of pending.keys()) settle(id, 'reject', new Error(reason));
  }

  function turnTo(targetId) {
    abandonCalls('The page moved to another process');
    target = targetId;
    // The page may move to another process again before it answers.
    return call('Console.enable').catch(() => {});
  }

  function receiveFromTarget({ id, result, error, method, params }) {
    if (error) settle(id, 'reject', new Error(error.message));
    else if (id) settle(id, 'resolve', result);
    else if (method === 'Console.messageAdded') {
      messages.push({ type: params.message.level, text: textOf(params.message) });
    }
  }

  await new Promise((resolve, reject) => {
    socket.on('message', (text) => {
      const { id, error, method, params } = JSON.parse(text);
      if (error) settle(id, 'reject', new Error(error.message));
      if (method === 'Target.dispatchMessageFromTarget') receiveFromTarget(JSON.parse(params.message));
      if (method === 'Target.didCommitProvisionalTarget') resolve(turnTo(params.newTargetId));
      if (method === 'Target.targetCreated' && !params.targetInfo.isProvisional) {
        resolve(turnTo(params.targetInfo.targetId));
      }
    });
    socket.once('error', reject);
    socket.once('close', () => abandonCalls('The page is gone'));
  });

  return {
    console: messages,
    /** Gives the current value of an expression. Does not wait for a promise. */
    async peek(expression) {
      return resultOf(await call('Runtime.evaluate', { expression, returnByValue: true })).value;
    },
    async evaluate(expression) {
      const asked = await call('Runtime.evaluate', { expression: `Promise.resolve(${expression})` });
      const promiseObjectId = resultOf(asked).objectId;
      return resultOf(await call('Runtime.awaitPromise', { promiseObjectId, returnByValue: true })).value;
    },
    detach: () => socket.close(),
  };
}

function textOf({ text, parameters = [] }) {
  return parameters.map(({ value, description }) => String(value ?? description)).join(' ') || text;
}

function resultOf({ result, wasThrown }) {
  if (wasThrown) throw new Error(result.description ?? String(result.value));
  return result;
}
