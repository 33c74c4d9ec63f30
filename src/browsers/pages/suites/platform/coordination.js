const lockName = () => `granary:test:${crypto.randomUUID()}`;

// Takes a lock. Once the lock is held, resolves to the function that releases it.
function hold(name, mode) {
  return new Promise((held, failed) => {
    const options = { mode };
    navigator.locks.request(name, options, () => new Promise((release) => held(release))).catch(failed);
  });
}

test('a new shared lock waits behind an exclusive one that waits for an older shared one', async () => {
  const name = lockName();
  const order = [];
  const releaseFirst = await hold(name, 'shared');
  const exclusive = navigator.locks.request(name, () => order.push('exclusive'));
  const shared = navigator.locks.request(name, { mode: 'shared' }, () => order.push('shared'));
  const available = await navigator.locks.request(name, { mode: 'shared', ifAvailable: true }, Boolean);
  order.push(`available: ${available}`);
  releaseFirst();
  await Promise.all([exclusive, shared]);
  assertEqual(order, ['available: false', 'exclusive', 'shared'], 'order');
});

test('navigator.locks.query shows the lock while its owner holds it, and not after the release', async () => {
  const name = lockName();
  const isHeld = async () => (await navigator.locks.query()).held.some((lock) => lock.name === name);
  const release = await hold(name, 'exclusive');
  const during = await isHeld();
  release();
  await navigator.locks.request(name, () => {});
  assertEqual([during, await isHeld()], [true, false], 'held during and after');
});

async function lockOfTerminatedWorker() {
  const name = lockName();
  const worker = new Worker('/lock-holder.js');
  const held = new Promise((resolve) => {
    worker.onmessage = resolve;
  });
  worker.postMessage(name);
  await held;
  const whileAlive = await navigator.locks.request(name, { ifAvailable: true }, Boolean);
  worker.terminate();
  const afterwards = await navigator.locks.request(name, Boolean);
  assertEqual([whileAlive, afterwards], [false, true], 'lock available while alive and afterwards');
}

// Only pages start workers here: service workers cannot, and Firefox, driven over WebDriver BiDi,
// sometimes hangs for good in `new Worker` inside a worker.
if (typeof window !== 'undefined') {
  test('a lock is free once the worker that held it is terminated', lockOfTerminatedWorker);
}

test('a BroadcastChannel message reaches the other channel of its name and not its sender', async () => {
  const name = lockName();
  const [sender, receiver] = [new BroadcastChannel(name), new BroadcastChannel(name)];
  const seen = [];
  sender.onmessage = () => seen.push('sender');
  const received = new Promise((resolve) => {
    receiver.onmessage = ({ data }) => resolve(data);
  });
  sender.postMessage({ key: 'model' });
  seen.push(await received);
  sender.close();
  receiver.close();
  assertEqual(seen, [{ key: 'model' }], 'messages');
});
