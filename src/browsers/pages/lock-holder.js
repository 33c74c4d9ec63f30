// A worker that takes the named lock and never lets go.
addEventListener('message', ({ data: name }) => {
  navigator.locks.request(name, () => {
    postMessage('held');
    return new Promise(() => {});
  });
});
