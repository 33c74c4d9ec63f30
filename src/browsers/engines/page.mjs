/** Opens the URL in a page of Playwright or Puppeteer. Uses only methods that are the same in both. */
export async function pageAt(url, page) {
  const messages = [];
  page.on('console', (message) => messages.push({ type: message.type(), text: message.text() }));
  page.on('pageerror', (error) => messages.push({ type: 'error', text: String(error) }));
  await page.goto(url);
  return {
    console: messages,
    evaluate: (source, argument) => page.evaluate(`(${source})(${JSON.stringify(argument)})`),
    close: () => page.close(),
  };
}
