// A worker that takes the named lock and never releases it.
addEventListener('message', ({ data: name }) => {
  navigator.locks.request(name, () => {
    postMessage('held');
    return new Promise(() => {});
  });
});
