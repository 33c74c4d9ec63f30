/** Opens the URL in a page of Playwright or Puppeteer: what is needed here, both do in the same way. */
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
