/** Gives the result of the promise, or fails after this time. */
export async function inTime(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, milliseconds, new Error(`no result after ${milliseconds / 1000} s`));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
