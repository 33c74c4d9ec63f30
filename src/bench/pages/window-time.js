// Measures for how long the window's thread is blocked.

/**
 * Begins to watch. The returned function ends that, and returns the longest task (ms; 0 when none
 * exceeded 50) and the longest pause.
 */
export function watchWindow() {
  let longestTask = 0;
  let longestPause = 0;
  let before = performance.now();

  const record = (list) => {
    for (const { duration } of list) longestTask = Math.max(longestTask, duration);
  };
  // Firefox does not report long tasks; there, pauses replace them.
  const known = PerformanceObserver.supportedEntryTypes.includes('longtask');
  const observer = known && new PerformanceObserver((list) => record(list.getEntries()));
  if (known) observer.observe({ type: 'longtask' });

  const interval = 5;
  const timer = setInterval(() => {
    const now = performance.now();
    longestPause = Math.max(longestPause, now - before - interval);
    before = now;
  }, interval);

  return () => {
    clearInterval(timer);
    if (known) {
      record(observer.takeRecords());
      observer.disconnect();
    }
    return { longestTask: known ? longestTask : null, longestPause };
  };
}
