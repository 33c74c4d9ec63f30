importScripts('harness.js', ...new URLSearchParams(location.search).getAll('script'));
harness.run().then(postMessage);
